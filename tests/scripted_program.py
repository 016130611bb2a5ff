"""The program with scripted backends, opened by a test or run as a process of its own.

As a process (``python -m tests.scripted_program kb add …``) it is the command line, whose
embeddings take as long as ``SCRIPTED_EMBEDDING_SECONDS`` says.
"""

from __future__ import annotations

import os
import time
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from folioscope.backends.embeddings.port import Vectors
from folioscope.backends.llms.port import Delta, Prompt
from folioscope.backends.registry import BACKENDS
from folioscope.doors.cli import main
from folioscope.errors import Invalid
from tests.scripted_embeddings import HashingEmbeddings
from tests.scripted_llm import ScriptedModel

DIMENSIONS = {"all-MiniLM-L6-v2": 64, "wider": 128}
EMBEDDINGS = {"local": "tests.scripted_program:open_hashing"}
MODELS: dict[str, ScriptedModel] = {}
"""Scripted language models by the base address that the settings name."""


class ModelUnknown(Invalid):
    """An embedding model that is not scripted."""

    code = "unknown_model"


class SlowEmbeddings(HashingEmbeddings):
    """Takes its time over every batch of passages."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        time.sleep(float(os.environ.get("SCRIPTED_EMBEDDING_SECONDS", "0")))
        return super().embed_passages(texts)


def open_hashing(
    name: str, *, cache_dir: Path, threads: int, precision: str = "auto"
) -> SlowEmbeddings:
    """Open a scripted embedding model."""
    if name not in DIMENSIONS:
        msg = f"There is no embedding model “{name}”."
        raise ModelUnknown(msg)
    return SlowEmbeddings(DIMENSIONS[name], name)


class NamedModel:
    """A scripted model by the name it was opened with, which its prompts are noted with."""

    def __init__(self, scripted: ScriptedModel, model: str) -> None:
        self._scripted = scripted
        self._model = model

    def __getattr__(self, name: str) -> Any:
        return getattr(self._scripted, name)

    def stream(self, prompt: Prompt) -> AsyncGenerator[Delta, None]:
        """Follow the script."""
        return self._scripted.stream(replace(prompt, model=self._model))


def open_scripted(*, base_url: str, api_key: str, model: str) -> NamedModel:
    """The language model that a test has put under this address."""
    return NamedModel(MODELS[base_url], model)


if __name__ == "__main__":
    BACKENDS["embeddings"] = EMBEDDINGS
    main()
