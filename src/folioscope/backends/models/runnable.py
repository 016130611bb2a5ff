"""Whether a model can be run here, seen before its weights are fetched."""

from __future__ import annotations

from pathlib import Path

from folioscope.backends.bert.model_config import UnsupportedModel, read_config
from folioscope.backends.models.port import ModelNotUsable


def check_runnable(folder: Path, repository: str) -> None:
    """``ModelNotUsable`` for a network of another family, by what its files of JSON say."""
    try:
        read_config(folder)
    except UnsupportedModel as error:
        reason = error.message.replace(f" in {folder}", "").replace(f"{folder}/", "")
        raise ModelNotUsable(f"{repository} cannot be run here. {reason}") from error
