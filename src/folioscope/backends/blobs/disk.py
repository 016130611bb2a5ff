"""Files in a folder, each named by its digest; the folder may be shared by several machines."""

from __future__ import annotations

import errno
import fcntl
import math
import os
import tempfile
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from folioscope.backends.blobs.hashing import copy_hashed
from folioscope.backends.blobs.port import (
    PIN_SECONDS,
    BlobMissing,
    FilesUnavailable,
    IsNamed,
    NoRoom,
    Stored,
)
from folioscope.errors import Invalid

LOCK_SECONDS = 30.0


class FilesFolderUnusable(Invalid):
    """A folder for uploaded files that cannot be made, or in which nothing can be kept."""

    code = "files_folder_unusable"


class DiskBlobs:
    """Writes to a temporary name, syncs, then renames: a file is there whole or not at all.

    A pin is an empty file as old as the pin. Whether a file is kept or removed is decided under a
    lock of its own 256th of the folder. What dead processes left is cleared at once in a folder
    of one process, and in a shared one when it is old.
    """

    def __init__(
        self, folder: Path, *, shared: bool = False, pin_seconds: float = PIN_SECONDS
    ) -> None:
        self._folder = folder
        self._incoming, self._pins, self._locks = (
            folder / name for name in ("incoming", "pins", "locks")
        )
        self._pin_seconds = pin_seconds
        try:
            self._prepare()
            if not shared:
                self._clear(-math.inf)
        except OSError as error:
            msg = (
                f"Uploaded files cannot be kept in {folder}: {error.strerror}. Choose another "
                f"folder with {'FOLIOSCOPE_FILES_DIR' if shared else 'FOLIOSCOPE_DATA_DIR'}."
            )
            raise FilesFolderUnusable(msg) from error

    def put(self, stream: BinaryIO, max_bytes: int) -> Stored:
        """Store a file and pin it."""
        with (
            self._told(),
            tempfile.NamedTemporaryFile(dir=self._incoming, delete=False) as target,
        ):
            temporary = Path(target.name)
            try:
                digest, size = copy_hashed(stream, target, max_bytes)
                os.fsync(target.fileno())
                return self._keep(temporary, digest, size)
            finally:
                temporary.unlink(missing_ok=True)

    def pin(self, digests: Iterable[str]) -> list[Stored]:
        """Pin those that are there."""
        with self._told():
            return [stored for digest in digests if (stored := self._pinned(digest)) is not None]

    def unpin(self, files: Sequence[Stored]) -> None:
        """Let ``remove`` have the files again."""
        with self._told():
            for stored in files:
                self._pin(stored).unlink(missing_ok=True)

    @contextmanager
    def local_path(self, digest: str) -> Iterator[Path]:
        """The very file; it must not be changed."""
        path = self._path(digest)
        with self._told():
            if not path.exists():
                self._incoming.stat()  # a folder that is not mounted has lost nothing
                msg = f"The stored file is gone from {self._folder}."
                raise BlobMissing(msg)
        yield path

    def digests(self) -> list[str]:
        """The names of the files."""
        with self._told():
            return [path.name for path in self._folder.glob("[0-9a-f][0-9a-f]/*")]

    def remove(self, digest: str, is_named: IsNamed) -> None:
        """Delete the file unless somebody has put it again or names it."""
        with self._told(), self._locked(digest):
            pins = self._pins.glob(f"{digest}.*")
            if not any(_age(pin) < self._pin_seconds for pin in pins) and not is_named(digest):
                self._path(digest).unlink(missing_ok=True)

    def tidy(self) -> None:
        """Delete what is older than any upload takes."""
        with self._told():
            self._clear(self._pin_seconds)

    def close(self) -> None:
        """Nothing is held open."""

    def _prepare(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for part in (self._incoming, self._pins, self._locks):
            part.mkdir(exist_ok=True)
            if not os.access(part, os.W_OK | os.X_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        with self._locked("00"):
            pass  # not every network folder has locks

    def _clear(self, older_than: float) -> None:
        for part in (self._incoming, self._pins):
            for leftover in part.iterdir():
                if _age(leftover) >= older_than:
                    leftover.unlink(missing_ok=True)

    def _keep(self, temporary: Path, digest: str, size: int) -> Stored:
        stored = Stored(digest, size, uuid.uuid4().hex)
        with self._locked(digest):
            self._pin(stored).touch()
            try:
                self._settle(temporary, self._path(digest), size)
            except OSError:
                self._pin(stored).unlink(missing_ok=True)
                raise
        return stored

    def _pinned(self, digest: str) -> Stored | None:
        with self._locked(digest):
            path = self._path(digest)
            if not path.is_file():
                return None
            stored = Stored(digest, path.stat().st_size, uuid.uuid4().hex)
            self._pin(stored).touch()
            return stored

    def _settle(self, temporary: Path, path: Path, size: int) -> None:
        if path.exists() and path.stat().st_size == size:
            return
        if not path.parent.exists():
            path.parent.mkdir()
            _sync(self._folder)
        temporary.rename(path)
        _sync(path.parent)

    @contextmanager
    def _locked(self, digest: str) -> Iterator[None]:
        descriptor = os.open(self._locks / digest[:2], os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(descriptor)
            yield
        finally:
            os.close(descriptor)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                msg = "The disk that holds the files is full; free some room and try again."
                raise NoRoom(msg) from error
            msg = f"Uploaded files in {self._folder} are out of reach: {error.strerror or error}."
            raise FilesUnavailable(msg) from error

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest

    def _pin(self, stored: Stored) -> Path:
        return self._pins / f"{stored.digest}.{stored.pin}"


def _lock(descriptor: int) -> None:
    deadline = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise TimeoutError(errno.ETIMEDOUT, "another process keeps them locked") from None
            time.sleep(0.002)
        else:
            return


def _age(path: Path) -> float:
    """Seconds since the file was written; one that is gone by now is older than any."""
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return math.inf


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
