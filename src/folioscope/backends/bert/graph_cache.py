"""The ONNX graph of a model, written once and kept in a folder that may be deleted at any time."""

from __future__ import annotations

import hashlib
import os
from importlib import import_module
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import time
from typing import Literal

from folioscope.backends.bert.model_config import ModelConfig
from folioscope.backends.bert.model_sources import ModelSource
from folioscope.errors import BackendFailed

GRAPH_VERSION = 2
"""To be raised with every change of `bert_graph` that changes its result."""

Head = Literal["embedding", "classifier"]
"""What a network ends in."""

_WRITER = "folioscope.backends.bert.bert_graph"
_QUANTISER = "folioscope.backends.bert.quantised_graph"
_QUANTISED = "graph-8bit.onnx"
_ABANDONED_AFTER_SECONDS = 3600


class CacheUnwritable(BackendFailed):
    """The folder for what is computed from the model cannot be written to."""

    code = "embedding_cache_unwritable"


def graph_path(cache_dir: Path, digest: str, config: ModelConfig, head: Head = "embedding") -> Path:
    """Answer where the graph of these weights, run in this way, is kept."""
    content = f"{GRAPH_VERSION}\n{head}\n{digest}\n{config}"
    return cache_dir / hashlib.sha256(content.encode()).hexdigest()[:32] / "graph.onnx"


def quantised_path(graph: Path) -> Path:
    """Answer where the same graph is kept with its matrices in 8 bits."""
    return graph.with_name(_QUANTISED)


def write_graph(
    source: ModelSource, config: ModelConfig, path: Path, head: Head = "embedding"
) -> None:
    """Write the graph to that path: whole, or not at all.

    At the path of `quantised_path` its matrices are of 8 bits.
    The writer is imported here because `onnx` costs more than the rest of a start, and every
    start but the first does without it.
    """
    writer = import_module(_WRITER)
    write = writer.classifier_graph if head == "classifier" else writer.embedding_graph
    model = write(source.directory, config)
    if path.name == _QUANTISED:
        model = import_module(_QUANTISER).quantise(model)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove_abandoned(path.parent)
        _write_whole(path, model.SerializeToString())
    except OSError as error:
        message = f"The model graph cannot be written to {path.parent}: {error.strerror}"
        raise CacheUnwritable(message) from error


def linked_graph(cache_dir: Path, digest: str, graph: Path) -> Path:
    """Answer a path of a foreign graph where engines may leave their files beside it."""
    folder = cache_dir / digest[:32]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Weights that did not fit into the file of the graph lie beside it, by a longer name.
        for file in graph.parent.glob(f"{graph.name}*"):
            _link(folder / file.name, file.resolve())
    except OSError as error:
        message = f"The model graph cannot be linked in {folder}: {error.strerror}"
        raise CacheUnwritable(message) from error
    return folder / graph.name


def _link(path: Path, target: Path) -> None:
    if path.is_symlink() and path.readlink() == target:
        return
    new = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    new.unlink(missing_ok=True)
    new.symlink_to(target)
    new.replace(path)


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
