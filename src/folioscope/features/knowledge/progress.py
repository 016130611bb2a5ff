"""How far an upload is, as its run tells whoever follows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from folioscope.backends.parsers.port import Reading
from folioscope.errors import FolioscopeError
from folioscope.features.knowledge.chunk_repository import Source
from folioscope.platform.runs.attempt import RunContext

MOST_EVENTS = 1000  # of one upload, however many files it has


@dataclass
class Progress:
    """Files that were read, and documents that can be found or have failed.

    Those of a blind base are counted and not named.
    """

    run: RunContext
    total: int
    names_files: bool = True
    done: int = 0
    ready: int = 0
    failed: int = 0

    async def read(self, source: Source, reading: Reading | FolioscopeError) -> None:
        """Count a file, and tell of it unless there are very many."""
        self.done += 1
        self.failed += 1 if isinstance(reading, FolioscopeError) else len(reading.refused)
        if self.done % (self.total // MOST_EVENTS + 1) == 0 or self.done == self.total:
            about = {"path": source.source} if self.names_files else {}
            await self._tell(**about)

    async def published(self, documents: int) -> None:
        """Count documents that can be found from now on; the last ones are told."""
        self.ready += documents
        if documents and self.done == self.total:
            await self._tell()

    async def _tell(self, **about: str) -> None:
        counts = {"ready": self.ready, "failed": self.failed}
        data: dict[str, Any] = {"stage": "reading", "done": self.done, "total": self.total}
        await self.run.emit("progress", {**data, **about, "counts": counts})
