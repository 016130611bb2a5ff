"""The ONNX graph of a model, written once and kept in a folder that may be deleted at any time."""

from __future__ import annotations

import hashlib
import os
from importlib import import_module
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import time

from folioscope.backends.bert.model_config import ModelConfig
from folioscope.backends.bert.model_sources import ModelSource
from folioscope.errors import BackendFailed

GRAPH_VERSION = 1
"""To be raised with every change of `bert_graph` that changes its result."""

_WRITER = "folioscope.backends.bert.bert_graph"
_ABANDONED_AFTER_SECONDS = 3600


class CacheUnwritable(BackendFailed):
    """The folder for what is computed from the model cannot be written to."""

    code = "embedding_cache_unwritable"


def graph_path(cache_dir: Path, digest: str, config: ModelConfig) -> Path:
    """Answer where the graph of these weights, run in this way, is kept."""
    content = f"{GRAPH_VERSION}\n{digest}\n{config}"
    return cache_dir / hashlib.sha256(content.encode()).hexdigest()[:32] / "graph.onnx"


def write_graph(source: ModelSource, config: ModelConfig, path: Path) -> None:
    """Write the graph to that path: whole, or not at all.

    The writer is imported here because `onnx` costs more than the rest of a start, and every
    start but the first does without it.
    """
    model = import_module(_WRITER).bert_graph(source.directory, config)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove_abandoned(path.parent)
        _write_whole(path, model.SerializeToString())
    except OSError as error:
        message = f"The model graph cannot be written to {path.parent}: {error.strerror}"
        raise CacheUnwritable(message) from error


def _write_whole(path: Path, content: bytes) -> None:
    with NamedTemporaryFile(dir=path.parent, suffix=".tmp", delete=False) as file:
        temporary = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _remove_abandoned(folder: Path) -> None:
    """Remove what a killed process left; another that is writing now keeps its file."""
    for file in folder.glob("*.tmp"):
        if time() - file.stat().st_mtime > _ABANDONED_AFTER_SECONDS:
            file.unlink(missing_ok=True)
