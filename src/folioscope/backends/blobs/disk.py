"""Files in a folder, each named by its digest."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

from folioscope.backends.blobs.port import BlobMissing, FileTooLarge, Stored
from folioscope.errors import BackendFailed

PIECE = 1024 * 1024


class NoRoom(BackendFailed):
    """The disk that holds the files is full."""

    code = "disk_full"


class DiskBlobs:
    """Writes to a temporary name, syncs, then renames: a file is there whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._incoming = folder / "incoming"
        self._pins: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._incoming.mkdir(parents=True, exist_ok=True)
        for leftover in self._incoming.iterdir():
            leftover.unlink()

    def put(self, stream: BinaryIO, max_bytes: int) -> Stored:
        """Store a file and pin it."""
        try:
            with tempfile.NamedTemporaryFile(dir=self._incoming, delete=False) as target:
                temporary = Path(target.name)
                try:
                    stored = _copy(stream, target, max_bytes)
                    os.fsync(target.fileno())
                    self._keep(temporary, stored.digest)
                finally:
                    temporary.unlink(missing_ok=True)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                msg = "The disk that holds the files is full; free some room and try again."
                raise NoRoom(msg) from error
            raise
        return stored

    def unpin(self, digest: str) -> None:
        """Let ``remove`` have the file again."""
        with self._lock:
            self._pins[digest] -= 1
            if self._pins[digest] <= 0:
                del self._pins[digest]

    @contextmanager
    def local_path(self, digest: str) -> Iterator[Path]:
        """The very file; it must not be changed."""
        path = self._path(digest)
        if not path.exists():
            msg = "The stored file is gone from the data folder."
            raise BlobMissing(msg)
        yield path

    def digests(self) -> list[str]:
        """The names of the files."""
        return [path.name for path in self._folder.glob("[0-9a-f][0-9a-f]/*")]

    def remove(self, digest: str) -> None:
        """Delete the file unless somebody has just put it again."""
        with self._lock:
            if not self._pins[digest]:
                self._path(digest).unlink(missing_ok=True)

    def _keep(self, temporary: Path, digest: str) -> None:
        path = self._path(digest)
        with self._lock:
            self._pins[digest] += 1
            if path.exists():
                return
            path.parent.mkdir(exist_ok=True)
            temporary.rename(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest


def _copy(source: BinaryIO, target: IO[bytes], max_bytes: int) -> Stored:
    digest, size = hashlib.sha256(), 0
    while piece := source.read(PIECE):
        size += len(piece)
        if size > max_bytes:
            msg = f"The file is larger than {max_bytes // PIECE} MB."
            raise FileTooLarge(msg)
        digest.update(piece)
        target.write(piece)
    return Stored(digest.hexdigest(), size)
