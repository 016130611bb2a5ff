"""The reader of documents, whose readings are measured and traced, whoever asks for them."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from folioscope.backends.parsers.port import DocumentReader, Drawing, Reading
from folioscope.errors import FolioscopeError
from folioscope.telemetry.instruments import Telemetry


class ObservedReader:
    """A reader, seen from outside. Of a file nothing is told but its format."""

    def __init__(self, reader: DocumentReader, telemetry: Telemetry) -> None:
        self._reader = reader
        self._telemetry = telemetry

    @property
    def names(self) -> frozenset[str]:
        """The extensions it reads."""
        return self._reader.names

    async def read(self, path: Path, name: str) -> Reading:
        """Read a file."""
        ending = Path(name).suffix.lower()
        about = {"folioscope.format": ending if ending in self.names else "unknown"}
        try:
            with self._telemetry.stage("parse", about):
                reading = await self._reader.read(path, name)
        except FolioscopeError as error:
            self._telemetry.count("files_read", outcome=error.code)
            raise
        self._telemetry.count("files_read", outcome="read")
        return reading

    async def draw(
        self, stored: AbstractContextManager[Path], name: str, drawing: Drawing
    ) -> bytes:
        """Draw a page."""
        return await self._reader.draw(stored, name, drawing)
