"""One process a data folder: its lock, and where the server that holds it can be reached."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from folioscope.errors import Conflict, Invalid

PATIENCE_SECONDS = 10.0


class FolderInUse(Conflict):
    """Another process has the data folder open."""

    code = "data_folder_in_use"


class FolderUnusable(Invalid):
    """A data folder that cannot be made, or in which nothing can be kept."""

    code = "data_folder_unusable"


@dataclass(frozen=True, slots=True)
class Holder:
    """The server that holds a data folder; ``token`` proves that one may read the folder."""

    pid: int
    url: str
    token: str


class FolderLock:
    """The held lock. The kernel lets go of it when the process ends, however it ends."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def announce(self, holder: Holder) -> None:
        """Say where the holder can be reached."""
        self._write(json.dumps(asdict(holder)).encode())

    def clear(self) -> None:
        """Say nothing any more."""
        self._write(b"")

    def _write(self, content: bytes) -> None:
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, content, 0)
        os.fsync(self._descriptor)


@contextmanager
def folder_lock(folder: Path, patience: float = PATIENCE_SECONDS) -> Iterator[FolderLock]:
    """Hold the folder; ``FolderInUse`` when another process does.

    A server says so at once. A command, or somebody who only looks, is waited for a while.
    """
    descriptor = _opened(folder)
    try:
        deadline = time.monotonic() + patience
        while not _take(descriptor):
            if find_holder(folder) is not None or time.monotonic() > deadline:
                raise FolderInUse(_in_use(folder))
            time.sleep(0.05)
        lock = FolderLock(descriptor)
        lock.clear()
        yield lock
        lock.clear()
    finally:
        os.close(descriptor)


def _opened(folder: Path) -> int:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(_path(folder), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        msg = (
            f"The data folder {folder} cannot be used: {error.strerror}. Choose another one with "
            "FOLIOSCOPE_DATA_DIR."
        )
        raise FolderUnusable(msg) from error


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def find_holder(folder: Path) -> Holder | None:
    """The server that holds the folder, if one does and has said where it is."""
    try:
        descriptor = os.open(_path(folder), os.O_RDONLY | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return None
    with os.fdopen(descriptor) as file:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            content = file.read()
            return Holder(**json.loads(content)) if content else None
    return None


def _path(folder: Path) -> Path:
    return folder / "lock"


def _in_use(folder: Path) -> str:
    holder = find_holder(folder)
    by = f"the server at {holder.url} (process {holder.pid})" if holder else "another command"
    return (
        f"The data folder {folder} is in use by {by}. Stop that one first, or choose another "
        "folder with FOLIOSCOPE_DATA_DIR."
    )
