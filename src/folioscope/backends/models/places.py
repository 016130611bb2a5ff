"""The folder of a model while it comes and when it goes: there as a whole, or not at all."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import time

from folioscope.backends.bert.pulled_models import (
    RECORD,
    UNFINISHED,
    PulledFile,
    PulledModel,
    write_record,
)
from folioscope.backends.models.port import ModelTooLarge, PullActive

REMOVED = ".removed"
ROOM_BESIDES = 64 * 1024 * 1024
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Place:
    """Where a model is to be."""

    folder: Path

    @property
    def unfinished(self) -> Path:
        """Where its files are until all of them are there."""
        return self.folder.with_name(self.folder.name + UNFINISHED)

    def finish(self, repository: str, files: Mapping[str, PulledFile]) -> PulledModel:
        """Note what came, and let the model be found."""
        model = PulledModel(repository, self.folder.name, files, time(), self.folder)
        write_record(model, self.unfinished)
        _sync(self.unfinished / RECORD)
        _sync(self.unfinished)
        self.unfinished.rename(self.folder)
        _sync(self.folder.parent)
        return model


@contextmanager
def reserved(place: Place) -> Iterator[None]:
    """Have the folder for what comes, and keep other processes from filling it meanwhile.

    A model that is there already, and perhaps damaged, is what there is to begin with.
    """
    for abandoned in place.folder.parent.glob(f"*{REMOVED}"):
        shutil.rmtree(abandoned, ignore_errors=True)
    if place.folder.exists() and not place.unfinished.exists():
        place.folder.rename(place.unfinished)
    place.unfinished.mkdir(parents=True, exist_ok=True)
    held = os.open(place.unfinished, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise PullActive("Another process is pulling this very model.") from error
    finally:
        os.close(held)


def disk_room(place: Place, total: int) -> None:
    """``ModelTooLarge`` where the disk has no room for what is still to come."""
    missing = total - size_of(place.unfinished)
    free = shutil.disk_usage(place.unfinished).free
    if missing + ROOM_BESIDES > free:
        msg = (
            f"The model needs {missing // MEGABYTE:,} MB more, and the disk of "
            f"{place.unfinished.parent} has {free // MEGABYTE:,} MB."
        )
        raise ModelTooLarge(msg)


def drop(folder: Path) -> int:
    """Delete a folder: gone at once for everybody else; the bytes that it had."""
    size = size_of(folder)
    going = folder.with_name(f"{folder.name}{REMOVED}")
    shutil.rmtree(going, ignore_errors=True)
    folder.rename(going)
    shutil.rmtree(going)
    with suppress(OSError):  # other revisions are there
        folder.parent.rmdir()
    return size


def size_of(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _sync(path: Path) -> None:
    held = os.open(path, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)
