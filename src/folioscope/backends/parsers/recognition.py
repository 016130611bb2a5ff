"""What recognises text on pages of a PDF, in the limited child process, with Tesseract.

The picture of a page is made by PDFium and never leaves memory. Tesseract runs in this process: a
child may neither start programs nor write files.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import suppress
from itertools import groupby
from typing import Any, NamedTuple

import pypdfium2

from folioscope.backends.parsers.characters import clean, has_words
from folioscope.backends.parsers.pdf_scans import is_scan
from folioscope.backends.parsers.port import Box, Line, Page, Parsed, Reading
from folioscope.backends.parsers.wire import PAGE_COUNT, encode

with suppress(ModuleNotFoundError):  # of the extra; nobody gets here where it is not installed
    import tesserocr

DOTS_PER_INCH = 300
POINTS_PER_INCH = 72
MOST_PIXELS = 12_000_000
LEAST_CONFIDENCE = 30.0  # of 100; specks and photographs come below it
WORD_LEVEL = "5"


class Word(NamedTuple):
    """A word as it was recognised: its line, its box in dots, and its text."""

    line: tuple[str, ...]
    box: Box
    text: str


def read(request: dict[str, Any]) -> Iterator[bytes]:
    """Recognise what stands on those of ``pages`` of the file at ``path`` that are pictures.

    If ``all``, on every one of them. Answers how many pages the file has, then those pages.
    """
    document = pypdfium2.PdfDocument(request["path"])
    yield PAGE_COUNT + str(len(document)).encode()
    wanted = [number for number in request["pages"] if number <= len(document)]
    with tesserocr.PyTessBaseAPI(path=request["folder"], lang=request["languages"]) as engine:
        recognised = [
            _recognised(engine, page, number)
            for number in wanted
            if (page := _opened(document, number)) and (request["all"] or is_scan(page))
        ]
    yield from encode(Reading((Parsed(tuple(recognised)),)))


def _opened(document: Any, number: int) -> Any:
    try:
        return document[number - 1]
    except pypdfium2.PdfiumError:
        return None


def _recognised(engine: Any, page: Any, number: int) -> Page:
    width, height = page.get_size()
    largest = math.sqrt(MOST_PIXELS / max(1.0, width * height))
    scale = min(DOTS_PER_INCH / POINTS_PER_INCH, largest)
    bitmap = page.render(scale=scale, grayscale=True)
    engine.SetImageBytes(bytes(bitmap.buffer), bitmap.width, bitmap.height, 1, bitmap.stride)
    engine.SetSourceResolution(round(scale * POINTS_PER_INCH))
    words = list(_words(engine.GetTSVText(0)))
    text, lines = _joined(words, scale)
    return Page(text, number, round(width, 2), round(height, 2), lines)


def _words(table: str) -> Iterator[Word]:
    for row in table.splitlines():
        cells = row.split("\t")
        if len(cells) < 12 or cells[0] != WORD_LEVEL or float(cells[10]) < LEAST_CONFIDENCE:
            continue
        left, top, width, height = map(float, cells[6:10])
        box = (left, top, left + width, top + height)
        yield Word(tuple(cells[2:5]), box, clean(cells[11]))


def _joined(words: list[Word], scale: float) -> tuple[str, tuple[Line, ...]]:
    """The lines, with a blank line between paragraphs."""
    pieces: list[str] = []
    lines: list[Line] = []
    position = 0
    paragraph: tuple[str, ...] = ()
    for place, of_line in groupby(words, key=lambda word: word.line):
        listed = list(of_line)
        text = " ".join(word.text for word in listed)
        if not has_words(text):
            continue
        if pieces:
            pieces.append("\n" if place[:2] == paragraph else "\n\n")
            position += len(pieces[-1])
        lefts, tops, rights, bottoms = zip(*(word.box for word in listed), strict=True)
        edges = (min(lefts), min(tops), max(rights), max(bottoms))
        left, top, right, bottom = (round(edge / scale, 2) for edge in edges)
        lines.append(Line(position, position + len(text), (left, top, right, bottom)))
        pieces.append(text)
        position += len(text)
        paragraph = place[:2]
    return "".join(pieces), tuple(lines)
