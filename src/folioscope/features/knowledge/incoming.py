"""Bringing files in: from an upload, or from folders on the server that it allows."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO

from folioscope.backends.blobs.port import Blobs, Stored
from folioscope.backends.model_folders import model_folder
from folioscope.errors import BackendBusy, FolioscopeError, Forbidden, Invalid
from folioscope.features.knowledge.additions import Incoming
from folioscope.features.knowledge.folders import PathProblem, is_under, walk
from folioscope.features.knowledge.labels import Labels, file_path
from folioscope.features.knowledge.reaching import reach

Named = tuple[str, Callable[[], BinaryIO]]
"""A file's name and how to open it."""

log = logging.getLogger(__name__)


class PathNotAllowed(Forbidden):
    """A path named over HTTP that is under none of the allowed roots."""

    code = "path_not_allowed"


class PathUnreadable(Invalid):
    """A file on the server that is gone, or none any more, when it is to be read."""

    code = "path_unreadable"


@dataclass(frozen=True)
class Shelf:
    """Where files are put, and what is allowed to come in."""

    blobs: Blobs
    max_bytes: int
    allowed_roots: tuple[Path, ...]
    extensions: frozenset[str]


@dataclass
class Brought:
    """Files whose bytes are stored, with what holds them, and those that were refused."""

    files: list[Incoming] = field(default_factory=list)
    stored: list[Stored] = field(default_factory=list)
    refused: list[PathProblem] = field(default_factory=list)


@asynccontextmanager
async def put_all(shelf: Shelf, named: Iterable[Named]) -> AsyncIterator[Brought]:
    """Store the bytes of files; one that cannot be taken is named and the rest goes on.

    The files stay pinned until the block is left, which is after their rows are committed.
    """
    brought, labels = Brought(), Labels()
    try:
        for name, opened in named:
            try:
                path = file_path(name)
                stored = await asyncio.to_thread(_put, shelf, opened)
                brought.files.append(Incoming(labels.give(path), stored.digest, stored.size))
                brought.stored.append(stored)
            except BackendBusy:
                raise  # not the file's fault, and the next one would wait for it as long
            except FolioscopeError as error:
                brought.refused.append(PathProblem(name, error.code, error.message))
        yield brought
    finally:
        await asyncio.to_thread(unpin, shelf, brought.stored)


def _put(shelf: Shelf, opened: Callable[[], BinaryIO]) -> Stored:
    with opened() as stream:
        return shelf.blobs.put(stream, shelf.max_bytes)


def unpin(shelf: Shelf, stored: Sequence[Stored]) -> None:
    """Let go of files, whose rows are committed or will never be."""
    if stored:
        try:
            shelf.blobs.unpin(stored)
        except FolioscopeError as error:
            log.warning("files stay pinned for some hours: %s", error.message)


def on_server(shelf: Shelf, paths: Sequence[str]) -> tuple[list[Named], list[PathProblem]]:
    """The files under paths on the server; ``PathNotAllowed`` for one outside its roots."""
    for path in paths:
        allowed_path(Path(path), shelf.allowed_roots)
    found = walk([Path(path) for path in paths], shelf.extensions, shelf.allowed_roots)
    named: list[Named] = [
        (str(file.path), partial(open_under, file.path, shelf.allowed_roots))
        for file in found.files
    ]
    return named, list(found.problems)


def allowed_model(shelf: Shelf, name: str) -> str:
    """The name of an embedding model; a folder only under the allowed roots.

    A name that can only be a path is refused outside of them whether or not anything is there, so
    that nobody learns which folders and which users the machine has.
    """
    path = Path(name)
    is_path = name.startswith("~") or path.is_absolute() or ".." in path.parts
    if not is_path and model_folder(name) is None:
        return name
    try:
        allowed_path(path.expanduser(), shelf.allowed_roots)
    except (OSError, RuntimeError, ValueError, PathNotAllowed):
        raise _outside(name) from None
    return name


def allowed_path(path: Path, roots: Iterable[Path]) -> Path:
    """The path without links, if it lies under one of the roots; ``PathNotAllowed``."""
    real = Path(os.path.realpath(path))  # links that form a loop are no error to it
    if not is_under(real, roots):
        raise _outside(path)
    return real


def _outside(path: Path | str) -> PathNotAllowed:
    return PathNotAllowed(f"“{path}” is outside the folders that FOLIOSCOPE_ALLOWED_ROOTS allows.")


def open_under(path: Path, *bounds: Iterable[Path]) -> BinaryIO:
    """The file, opened, if it lies under one of the roots of each bound.

    Resolved again at the moment of opening, and then gone down to without following: whatever is
    swapped in meanwhile, no link leads out. What is no regular file is not read. Raises
    ``PathNotAllowed`` and ``PathUnreadable``.
    """
    first, *others = bounds
    real = allowed_path(path, first)
    if not all(is_under(real, roots) for roots in others):
        msg = f"“{path}” is outside the folders that it may lie in."
        raise PathNotAllowed(msg)
    try:
        return os.fdopen(reach(real), "rb")
    except OSError as error:
        msg = f"“{path}” cannot be read: {error.strerror}."
        raise PathUnreadable(msg) from error
