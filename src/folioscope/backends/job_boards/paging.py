"""Lists that come page by page, and shift, repeat themselves or never end while they are read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from folioscope.backends.job_boards.port import BoardRefused

MOST_PAGES = 2_000
SHIFTED = 0.02
"""The part of a list that may have moved away between two pages."""
LEAST_SHIFTED = 3


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list; ``total`` is what it holds in all, as far as that is told."""

    items: Sequence[Any]
    total: int | None


FetchPage = Callable[[int, int], Awaitable[Page]]
"""Fetches the page that begins after so many offers and has so many at the most."""


async def swept(
    name: str, fetch: FetchPage, id_of: Callable[[Any], str | None], size: int
) -> AsyncIterator[Any]:
    """Every item of the list once; items without an id come as they are.

    It goes on by as many as came, so that a page that is shorter than asked for loses nothing.
    ``BoardRefused`` where the list goes in circles, never ends, or ends long before its total:
    what is missing then must not be taken for withdrawn.
    """
    seen: set[str] = set()
    skipped = 0
    for _ in range(MOST_PAGES):
        page = await fetch(skipped, size)
        fresh = []
        for item in page.items:
            known = id_of(item)
            if known is None or known not in seen:
                fresh.append(item)
            if known is not None:
                seen.add(known)
        for item in fresh:
            yield item
        skipped += len(page.items)
        if _is_last(page, skipped, size):
            return
        if not fresh:
            _raise_unless_near(name, len(seen), page.total)
            return
    raise BoardRefused(f"{name} lists without end: {len(seen)} offers on {MOST_PAGES} pages.")


def _is_last(page: Page, skipped: int, size: int) -> bool:
    if page.total is None:
        return len(page.items) < size
    return skipped >= page.total


def _raise_unless_near(name: str, seen: int, total: int | None) -> None:
    """Raise unless the offers seen are nearly all there are."""
    if total is None:
        raise BoardRefused(f"{name} sends the same page again and again ({seen} offers).")
    if total - seen > max(LEAST_SHIFTED, total * SHIFTED):
        msg = f"{name} tells of {total} offers and its pages hold {seen}: they repeat or end early."
        raise BoardRefused(msg)
