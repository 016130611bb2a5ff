"""Citations as they are stored and sent: the passage, the quote, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from folioscope.features.chat.citations import Verified
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
        "verified": False,
        "boxes": [],
    }


def cited(found: Verified, hit: Hit, lines: Sequence[Sequence[float]]) -> dict[str, Any]:
    """A source that was cited: its words, whether they bear the claim out, and their boxes."""
    start, end = hit.start + found.start, hit.start + found.end
    return {
        **listed(found.number, hit),
        "quote": found.quote,
        "verified": found.verified,
        "boxes": boxes(lines, start, end),
    }


def boxes(lines: Sequence[Sequence[float]], start: int, end: int) -> list[list[float]]:
    """The boxes [left, top, right, bottom] of the lines of a page that hold ``text[start:end]``."""
    return [
        list(line[2:]) for line in lines if len(line) == 6 and line[0] < end and line[1] > start
    ]
