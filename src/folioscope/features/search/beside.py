"""What stands before and after a hit, without saying anything twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from folioscope.features.search.hits import Beside, Hit


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A passage of a document as it lies beside others: ``page_text[start:end]``."""

    chunk_id: str
    ordinal: int
    page: int | None
    page_ordinal: int
    start: int
    end: int
    section: str | None
    text: str


def with_neighbours(hit: Hit, near: Mapping[int, Neighbour], most: int) -> Hit:
    """The hit with what is next to it, up to the end of its section. ``near`` is by ordinal."""
    return replace(hit, before=_before(hit, near, most), after=_after(hit, near, most))


def _before(hit: Hit, near: Mapping[int, Neighbour], most: int) -> tuple[Beside, ...]:
    """In reading order; each ends where the next one begins, though they may share text."""
    found: list[Beside] = []
    page, edge = hit.page_ordinal, hit.start
    for distance in range(1, most + 1):
        one = near.get(hit.ordinal - distance)
        if one is None or one.section != hit.section:
            break
        text = one.text[: edge - one.start] if one.page_ordinal == page else one.text
        page, edge = one.page_ordinal, one.start
        if text.strip():
            found.append(Beside(one.chunk_id, one.page, distance, text.rstrip()))
    return tuple(reversed(found))


def _after(hit: Hit, near: Mapping[int, Neighbour], most: int) -> tuple[Beside, ...]:
    found: list[Beside] = []
    page, edge = hit.page_ordinal, hit.end
    for distance in range(1, most + 1):
        one = near.get(hit.ordinal + distance)
        if one is None or one.section != hit.section:
            break
        said = max(0, edge - one.start) if one.page_ordinal == page else 0
        page, edge = one.page_ordinal, one.end
        if text := one.text[said:].strip():
            found.append(Beside(one.chunk_id, one.page, distance, text))
    return tuple(found)
