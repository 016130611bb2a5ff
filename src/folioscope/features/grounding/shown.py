"""Citations as they are stored and sent: the passage, the quote, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from folioscope.features.search.hits import Hit


def listed(number: int, hit: Hit) -> dict[str, Any]:
    """A source before anything was said of it."""
    return {
        "n": number,
        "source": hit.path,
        "document_id": hit.document_id,
        "document": hit.document,
        "path": hit.path,
        "page": hit.page,
        "chunk_id": hit.chunk_id,
        "kb": hit.kb,
        "quote": None,
        "quote_start": None,
        "quote_end": None,
        "verified": False,
        "boxes": [],
    }


def placed(hit: Hit, start: int, end: int, lines: Sequence[Sequence[float]]) -> dict[str, Any]:
    """Words of a passage, and where they stand on its page: the letters, the boxes of the lines."""
    first, last = hit.start + start, hit.start + end
    return {
        "quote": hit.text[start:end],
        "quote_start": first,
        "quote_end": last,
        "boxes": boxes(lines, first, last),
    }


def boxes(lines: Sequence[Sequence[float]], start: int, end: int) -> list[list[float]]:
    """The boxes [left, top, right, bottom] of the lines of a page that hold ``text[start:end]``."""
    return [
        list(line[2:]) for line in lines if len(line) == 6 and line[0] < end and line[1] > start
    ]
