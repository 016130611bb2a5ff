"""Cutting a page into chunks: overlapping, along paragraphs and sentences, never blank."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from folioscope.features.knowledge.sentences import split as sentences_of

BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence or line, ``text[start:end]``; ``opens`` when a paragraph begins with it."""

    start: int
    end: int
    opens: bool


def chunk(text: str, size: int, overlap: int) -> list[tuple[int, int]]:
    """Spans of at most ``size`` characters that cover the text, in order.

    A span ends with a paragraph where that leaves it at least half full, with a sentence or line
    otherwise; the next one starts up to ``overlap`` characters before it, with a whole sentence.
    """
    pieces = list(_pieces(text, size))
    spans = []
    first = 0
    while first < len(pieces):
        after = _end_of_chunk(pieces, first, size)
        spans.append((pieces[first].start, pieces[after - 1].end))
        first = after if after == len(pieces) else _step_back(pieces, first, after, size, overlap)
    return spans


def _end_of_chunk(pieces: list[Piece], first: int, size: int) -> int:
    """Index after the last piece of the chunk that starts with ``first``."""
    start = pieces[first].start
    after = first + 1
    while after < len(pieces) and pieces[after].end - start <= size:
        after += 1
    if after == len(pieces):
        return after
    for index in range(after, first, -1):
        if pieces[index].opens and 2 * (pieces[index - 1].end - start) >= size:
            return index
    return after


def _step_back(pieces: list[Piece], first: int, after: int, size: int, overlap: int) -> int:
    """Index of the piece with which the next chunk starts, so that it shares an overlap."""
    begin = after
    while (
        begin - 1 > first
        and pieces[after - 1].end - pieces[begin - 1].start <= overlap
        and pieces[after].end - pieces[begin - 1].start <= size
    ):
        begin -= 1
    return begin


def _pieces(text: str, size: int) -> Iterator[Piece]:
    end = 0
    for span in sentences_of(text):
        opens = end == 0 or BLANK_LINE.search(text, end, span.start) is not None
        for start, stop in _fitting(text, span.start, span.end, size):
            yield Piece(start, stop, opens)
            opens = False
        end = span.end


def _fitting(text: str, start: int, end: int, size: int) -> Iterator[tuple[int, int]]:
    """A sentence that is too long for a chunk, cut at white space where there is some."""
    while end - start > size:
        cut = start + size
        while cut > start + size // 2 and not SPACE.match(text, cut):
            cut -= 1
        if cut == start + size // 2:
            cut = start + size
        yield start, cut
        start = cut
        while start < end and SPACE.match(text, start):
            start += 1
    if start < end:
        yield start, end
