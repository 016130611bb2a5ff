"""The port for uploaded files: bytes kept under their digest, in reach of every process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from folioscope.errors import BackendBusy, BackendFailed, Invalid

PIN_SECONDS = 6 * 3600.0
"""Longer than any upload takes; so long are files kept that a dead process has put."""

IsNamed = Callable[[str], bool]
"""Whether a committed row names the digest, as of the moment of the call."""


class FileTooLarge(Invalid):
    """A file larger than is taken in."""

    code = "file_too_large"


class FileUnreadable(Invalid):
    """A file that breaks off while it is taken in."""

    code = "file_unreadable"


class BlobMissing(BackendFailed):
    """The bytes of a file that the database knows are gone."""

    code = "file_missing"


class NoRoom(BackendFailed):
    """The disk that holds the files is full."""

    code = "disk_full"


class FilesUnavailable(BackendBusy):
    """What holds the files does not answer, or cannot be written right now."""

    code = "files_unavailable"


@dataclass(frozen=True, slots=True)
class Stored:
    """What a file came to: the hexadecimal SHA-256 of its bytes, their number, and its pin."""

    digest: str
    size: int
    pin: str


class Blobs(Protocol):
    """Keeps files for several processes at once.

    Methods may take long: call them off the event loop. All raise ``FilesUnavailable``.
    """

    def put(self, stream: BinaryIO, max_bytes: int) -> Stored:
        """Store a file whole or not at all; the same bytes are kept once.

        What is put is pinned against ``remove`` of every process until ``unpin``, so that a file
        cannot vanish between its arrival and the commit of the row that names it. The pin of a
        process that died ends after ``PIN_SECONDS``. ``FileTooLarge``, ``FileUnreadable``,
        ``NoRoom``.
        """
        ...

    def pin(self, digests: Iterable[str]) -> Sequence[Stored]:
        """Pin those of the files that are kept, as ``put`` does; the others are left out."""
        ...

    def unpin(self, files: Sequence[Stored]) -> None:
        """The rows that name the files are committed, or will never be."""
        ...

    def local_path(self, digest: str) -> AbstractContextManager[Path]:
        """A path under which the bytes can be read meanwhile; ``BlobMissing``."""
        ...

    def digests(self) -> Sequence[str]:
        """What is kept."""
        ...

    def remove(self, digest: str, is_named: IsNamed) -> None:
        """Forget the bytes, unless they are pinned or a row names them.

        ``is_named`` is asked while nobody can pin the file, so that whoever has unpinned it has
        committed before.
        """
        ...

    def tidy(self) -> None:
        """Forget what dead processes left: half-written files, and pins that have ended."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...
