"""An archive on its way in: stored as it comes, and gone again unless a run is to import it."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from typing_extensions import Buffer, override

from folioscope.backends.blobs.port import Blobs, Stored
from folioscope.features.knowledge.incoming import Shelf, unpin
from folioscope.features.knowledge.unneeded_files import UnneededFiles
from folioscope.features.transfers.archive import Archive
from folioscope.features.transfers.export_contents import metadata_of
from folioscope.features.transfers.export_format import Metadata
from folioscope.platform.api.bodies import read_in_thread
from folioscope.platform.api.multipart import Read

PIECE = 1024 * 1024


class _Body(io.RawIOBase):
    """Pieces as a file."""

    def __init__(self, read: Read) -> None:
        super().__init__()
        self._read = read
        self._rest = b""
        self._is_at_end = False

    @override
    def readable(self) -> bool:
        return True

    @override
    def readinto(self, buffer: Buffer, /) -> int:
        target = memoryview(buffer)
        content = self._rest or self._next()
        size = min(len(content), len(target))
        target[:size], self._rest = content[:size], content[size:]
        return size

    def _next(self) -> bytes:
        content = b"" if self._is_at_end else self._read()
        self._is_at_end = not content
        return content


@asynccontextmanager
async def archive_stored(
    shelf: Shelf, unneeded: UnneededFiles, body: AsyncIterator[bytes], most_bytes: int
) -> AsyncIterator[tuple[Stored, Metadata]]:
    """The archive, and what it says of itself; pinned until a row that names it is committed."""
    stored: list[Stored] = []  # in it even if the request is cancelled while that is done

    def put(read: Read) -> None:
        with io.BufferedReader(_Body(read), PIECE) as archive:
            stored.append(shelf.blobs.put(archive, most_bytes))

    try:
        await read_in_thread(body, put)
        yield stored[0], await asyncio.to_thread(_described, shelf.blobs, stored[0].digest)
    finally:
        await asyncio.to_thread(unpin, shelf, stored)
        await unneeded.forget_unnamed([file.digest for file in stored])


def _described(blobs: Blobs, digest: str) -> Metadata:
    with blobs.local_path(digest) as path:
        return metadata_of(Archive(path))
