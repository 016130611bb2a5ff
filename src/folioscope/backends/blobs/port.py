"""The port for uploaded files: bytes kept under their digest."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from folioscope.errors import BackendFailed, Invalid


class FileTooLarge(Invalid):
    """A file larger than is taken in."""

    code = "file_too_large"


class BlobMissing(BackendFailed):
    """The bytes of a file that the database knows are gone."""

    code = "file_missing"


@dataclass(frozen=True, slots=True)
class Stored:
    """What a file came to: the hexadecimal SHA-256 of its bytes, and how many there are."""

    digest: str
    size: int


class Blobs(Protocol):
    """Keeps files. Methods may take long: call them off the event loop."""

    def put(self, stream: BinaryIO, max_bytes: int) -> Stored:
        """Store a file whole or not at all; the same bytes are kept once.

        What is put is pinned against ``remove`` until ``unpin``, so that a file cannot vanish
        between its arrival and the commit of the row that names it.
        """
        ...

    def unpin(self, digest: str) -> None:
        """The row that names the file is committed, or will never be."""
        ...

    def local_path(self, digest: str) -> AbstractContextManager[Path]:
        """A path under which the bytes can be read meanwhile; ``BlobMissing``."""
        ...

    def digests(self) -> Sequence[str]:
        """What is kept."""
        ...

    def remove(self, digest: str) -> None:
        """Forget the bytes, unless they are pinned."""
        ...
