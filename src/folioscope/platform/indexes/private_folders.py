"""Folders that one process has for itself, and that go with it, however it ends."""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import uuid
import weakref
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

PREFIX = "private-"
LOCK = "lock"
MEMORY = Path("/dev/shm")
OWNER_ONLY = 0o700


class PrivateFolder:
    """A new folder under a parent, removed when nobody holds this object any more.

    The kernel lets go of its lock when the process ends, so that others can tell what is left over.
    """

    def __init__(self, parent: Path) -> None:
        sweep(parent)
        folder, descriptor = _new(parent)
        self.path = folder / "content"
        self.path.mkdir()
        self._finish = weakref.finalize(self, _remove, folder, descriptor)

    def close(self) -> None:
        """Remove it now."""
        self._finish()


def sweep(parent: Path) -> None:
    """Remove what processes have left that are gone."""
    for folder in parent.glob(f"{PREFIX}*"):
        descriptor = -1
        with suppress(OSError):
            descriptor = os.open(folder / LOCK, os.O_RDWR)
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        if descriptor >= 0:
            os.close(descriptor)


def in_memory(data_dir: Path, size: int) -> Path | None:
    """Where files of that size may lie that need no disk, apart for each data folder.

    A change of the words of a base writes a dozen small files, and on a disk waits for each.
    """
    key = sha256(str(data_dir.resolve()).encode()).hexdigest()[:16]
    folder = MEMORY / f"folioscope-{os.getuid()}-{key}"
    try:
        folder.mkdir(mode=OWNER_ONLY, exist_ok=True)
        found = folder.lstat()
        # Anybody may make folders there: one under this name need not be ours.
        is_ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
        if not is_ours or found.st_mode & 0o077:
            return None
        sweep(folder)  # what a killed process has left may be what leaves no room
        free = shutil.disk_usage(folder).free
    except OSError:
        return None
    return folder if free > 2 * size else None


def _new(parent: Path) -> tuple[Path, int]:
    """A folder and its lock, which is held."""
    while True:
        folder = parent / f"{PREFIX}{uuid.uuid4().hex}"
        folder.mkdir(parents=True, mode=OWNER_ONLY)
        descriptor = _locked(folder)
        if descriptor >= 0:
            return folder, descriptor


def _locked(folder: Path) -> int:
    """The lock of a new folder; -1 if it was taken for a left-over meanwhile."""
    try:
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except FileNotFoundError:
        return -1
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    with suppress(FileNotFoundError):
        if (folder / LOCK).stat().st_ino == os.fstat(descriptor).st_ino:
            return descriptor
    os.close(descriptor)
    return -1


def _remove(folder: Path, descriptor: int) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):
        folder.parent.rmdir()  # unless there is more in it
    os.close(descriptor)
