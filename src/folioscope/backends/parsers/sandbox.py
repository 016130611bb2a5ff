"""Files read in limited child processes, so that the worst a file can do is not to be read."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path, PurePosixPath

from folioscope.backends.parsers import ocr
from folioscope.backends.parsers.formats import FORMATS, format_of
from folioscope.backends.parsers.ocr import Recognizer
from folioscope.backends.parsers.port import (
    Drawing,
    Limits,
    NoPictures,
    PageMissing,
    Reading,
    Recognition,
    Unreadable,
    UnreadableCode,
)
from folioscope.backends.parsers.wire import PAGE_COUNT, PICTURE, decode
from folioscope.outbound.limited_child import ChildLimits
from folioscope.outbound.outcome import Ended
from folioscope.outbound.process import run_limited

READ = "folioscope.backends.parsers.child:read"
DRAW = "folioscope.backends.parsers.page_pictures:draw"
DRAWN = frozenset({"pdf"})
DRAWN_AT_ONCE = 2  # each may take the memory of a child
DRAWING_LIMITS = ChildLimits(cpu_seconds=15, wall_seconds=30.0, result_bytes=64 * 1024 * 1024)

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

    def __init__(
        self, limits: Limits | None = None, recognition: Recognition | None = None
    ) -> None:
        self._limits = limits or Limits()
        self._child_limits = ChildLimits(
            memory_bytes=self._limits.memory_bytes,
            cpu_seconds=self._limits.cpu_seconds,
            wall_seconds=self._limits.wall_seconds,
        )
        self._drawing = asyncio.Semaphore(DRAWN_AT_ONCE)
        self._recognizer = None if recognition is None else _recognizer(recognition)

    @property
    def names(self) -> frozenset[str]:
        """The extensions it reads."""
        return frozenset(FORMATS)

    async def read(self, path: Path, name: str) -> Reading:
        """Read the file at ``path``, which people call ``name``."""
        with _naming(name):
            # The child works elsewhere than here.
            where = await asyncio.to_thread(path.absolute)
            is_pdf = format_of(name) == "pdf"
            reading = await (self._read_pdf if is_pdf else self._read)(where, name)
        named = (replace(part, message=f"{name}: {part.message}") for part in reading.refused)
        return replace(reading, refused=tuple(named))

    async def draw(
        self, stored: AbstractContextManager[Path], name: str, drawing: Drawing
    ) -> bytes:
        """Draw a page of the file called ``name``; two are drawn at once, and others wait."""
        if FORMATS.get(PurePosixPath(name).suffix.lower()) not in DRAWN:
            kinds = ", ".join(sorted(DRAWN)).upper()
            msg = f"{name} has no pages to show as pictures; only files of this kind do: {kinds}."
            raise NoPictures(msg)
        async with self._drawing:
            with ExitStack() as stack:
                path = await asyncio.to_thread(stack.enter_context, stored)
                request = {"path": str(path.absolute()), **asdict(drawing)}
                with _naming(name):
                    (record,) = await _records(DRAW, request, limits=DRAWING_LIMITS)
                    return _picture(record, name, drawing)

    async def _read(self, path: Path, name: str) -> Reading:
        request = {"path": str(path), "name": name, "limits": asdict(self._limits)}
        records = await _records(READ, request, limits=self._child_limits)
        try:
            return await asyncio.to_thread(decode, records)
        except ValueError as error:
            raise Unreadable("crashed", "cannot be read: the reader answered nonsense") from error

    async def _read_pdf(self, path: Path, name: str) -> Reading:
        """Read a file some of whose pages, or all, may be pictures."""
        if self._recognizer is None:
            return await self._read(path, name)
        try:
            reading = await self._read(path, name)
        except Unreadable as failure:
            if failure.code != "no_text":
                raise
            return await self._recognizer.read(path, self._limits.pages)
        return await self._recognizer.complete(path, reading)


def _recognizer(recognition: Recognition) -> Recognizer:
    run_child = partial(_records, ocr.CHILD, limits=ocr.CHILD_LIMITS)
    return Recognizer(recognition.languages, ocr.find_languages(recognition), run_child)


@contextmanager
def _naming(name: str) -> Iterator[None]:
    try:
        yield
    except Unreadable as failure:
        raise Unreadable(failure.code, f"{name} {failure.message}") from None


async def _records(target: str, request: object, *, limits: ChildLimits) -> Sequence[bytes]:
    outcome = await run_limited(target, request, limits)
    if isinstance(outcome, Ended):
        code, message = ENDS[outcome.reason]
        raise Unreadable(code, message.format(detail=outcome.detail))
    return outcome.records


def _picture(record: bytes, name: str, drawing: Drawing) -> bytes:
    kind, content = record[:1], record[1:]
    if kind == PAGE_COUNT:
        msg = f"{name} has {content.decode()} pages; there is no page {drawing.page}."
        raise PageMissing(msg)
    if kind != PICTURE:
        decode([record])  # raises what the child says
    return content
