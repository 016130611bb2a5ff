"""The files that come with an import, on their way to where files are kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress

from folioscope.backends.blobs.port import Stored
from folioscope.errors import FolioscopeError
from folioscope.features.knowledge.tools import Tools
from folioscope.features.transfers.archive import Archive
from folioscope.features.transfers.export_format import ORIGINALS, DocumentLine, ExportInvalid
from folioscope.features.transfers.imported_documents import file_of
from folioscope.platform.database.whole_operations import whole


class ImportedFiles:
    """Stores each file of an archive once, however many documents came of it."""

    def __init__(self, tools: Tools, archive: Archive, most_bytes: int) -> None:
        self._tools = tools
        self._archive = archive
        self._most_bytes = most_bytes
        self._named: dict[str, Stored] = {}

    @asynccontextmanager
    async def of(self, lines: Iterable[DocumentLine]) -> AsyncIterator[list[Stored]]:
        """The file of each document, kept until the rows that name them are committed."""
        fresh: dict[str, Stored] = {}
        stored: list[Stored] = []
        files: list[Stored] = []
        try:
            for line in lines:
                file = self._named.get(line.file.sha256) or fresh.get(line.file.sha256)
                if file is None:
                    # To its end even if that is cancelled: what is stored must be let go of.
                    await whole(asyncio.to_thread(self._put, line, stored))
                    file = stored[-1]
                    # A text that stands for an original has a digest of its own.
                    fresh[file.digest] = file
                files.append(file)
            yield files
            self._named |= fresh
        finally:
            with suppress(FolioscopeError):  # they stay pinned for some hours
                await asyncio.to_thread(self._tools.blobs.unpin, stored)
            await self._tools.unneeded_files.forget_unnamed({each.digest for each in stored})

    def _put(self, line: DocumentLine, stored: list[Stored]) -> None:
        with file_of(self._archive, line) as file:
            stored.append(self._tools.blobs.put(file, self._most_bytes))
        name = ORIGINALS + line.file.sha256
        if name in self._archive and stored[-1].digest != line.file.sha256:
            msg = f"{name} was changed or damaged: it has another SHA-256 than its name."
            raise ExportInvalid(msg)
