"""Bytes on their way to where they are kept: counted and hashed."""

from __future__ import annotations

import hashlib
from typing import IO, BinaryIO

from folioscope.backends.blobs.port import FileTooLarge, FileUnreadable
from folioscope.failpoints import failpoint

PIECE = 1024 * 1024


def copy_hashed(source: BinaryIO, target: IO[bytes], max_bytes: int) -> tuple[str, int]:
    """Copy all there is; its digest and size. ``FileTooLarge``, ``FileUnreadable``."""
    digest, size = hashlib.sha256(), 0
    while piece := _read(source):
        failpoint("blobs.copying")
        size += len(piece)
        if size > max_bytes:
            msg = f"The file is larger than {max_bytes // PIECE} MB."
            raise FileTooLarge(msg)
        digest.update(piece)
        target.write(piece)
    target.flush()
    return digest.hexdigest(), size


def _read(source: BinaryIO) -> bytes:
    try:
        return source.read(PIECE)
    except OSError as error:
        msg = f"The file cannot be read to its end: {error.strerror or error}."
        raise FileUnreadable(msg) from error
