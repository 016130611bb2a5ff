"""Files read in limited child processes, so that the worst a file can do is not to be read."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, replace
from pathlib import Path

from folioscope.backends.parsers.formats import FORMATS, format_of
from folioscope.backends.parsers.port import Limits, Reading, Unreadable, UnreadableCode
from folioscope.backends.parsers.wire import decode
from folioscope.outbound.limited_child import ChildLimits
from folioscope.outbound.outcome import Ended
from folioscope.outbound.process import run_limited

TARGET = "folioscope.backends.parsers.child:read"

ENDS: dict[str, tuple[UnreadableCode, str]] = {
    "timed_out": ("timed_out", "took too long to read ({detail})"),
    "cpu_exhausted": ("timed_out", "took too long to read ({detail})"),
    "out_of_memory": ("out_of_memory", "takes too much memory to read ({detail})"),
    "too_much_output": ("too_large", "holds too much to be read ({detail} of text)"),
    "failed": ("crashed", "cannot be read: the reader failed on it ({detail})"),
    "crashed": ("crashed", "cannot be read: the reader crashed on it ({detail})"),
}


class FileReader:
    """Reads files of every format there is a parser for, one child process a file."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._child_limits = ChildLimits(
            memory_bytes=self._limits.memory_bytes,
            cpu_seconds=self._limits.cpu_seconds,
            wall_seconds=self._limits.wall_seconds,
        )

    @property
    def names(self) -> frozenset[str]:
        """The extensions it reads."""
        return frozenset(FORMATS)

    async def read(self, path: Path, name: str) -> Reading:
        """Read the file at ``path``, which people call ``name``."""
        try:
            format_of(name)
            reading = await self._read(path, name)
        except Unreadable as failure:
            raise Unreadable(failure.code, f"{name} {failure.message}") from None
        named = (replace(part, message=f"{name}: {part.message}") for part in reading.refused)
        return replace(reading, refused=tuple(named))

    async def _read(self, path: Path, name: str) -> Reading:
        # The child works elsewhere than here.
        where = await asyncio.to_thread(path.absolute)
        request = {"path": str(where), "name": name, "limits": asdict(self._limits)}
        outcome = await run_limited(TARGET, request, self._child_limits)
        if isinstance(outcome, Ended):
            code, message = ENDS[outcome.reason]
            raise Unreadable(code, message.format(detail=outcome.detail))
        try:
            return await asyncio.to_thread(decode, outcome.records)
        except ValueError as error:
            raise Unreadable("crashed", "cannot be read: the reader answered nonsense") from error
