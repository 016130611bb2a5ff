"""Hits made by hand, for rules that need no base."""

from __future__ import annotations

from itertools import count
from typing import Any

from folioscope.features.search.hits import Hit

_NUMBERS = count(1)


def made_hit(text: str, document: str = "", **more: Any) -> Hit:
    """A hit with this text; without a name of its document it has one to itself."""
    number = next(_NUMBERS)
    name = document or f"{number}.txt"
    given: dict[str, Any] = {"page": None, "page_ordinal": 0, "start": 0, "kb": "kb", "score": 0.5}
    given |= {"chunk_id": str(number), "document_id": f"id-{name}", "document": name, "path": name}
    return Hit(**{**given, "end": len(text), "text": text, **more})
