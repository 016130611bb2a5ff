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


class Sweep:
    """One look at a list from its first page to its last.

    ``is_whole`` tells afterwards whether as many offers came as the list is said to hold. One of
    which fewer came has shifted, or counts some twice: what is missing may well be there.
    """

    def __init__(
        self, name: str, fetch: FetchPage, id_of: Callable[[Any], str | None], size: int
    ) -> None:
        self.is_whole = False
        self._name = name
        self._fetch = fetch
        self._id_of = id_of
        self._size = size
        self._ids: set[str] = set()
        self._seen = 0

    async def items(self) -> AsyncIterator[Any]:
        """Every item of the list once; items without an id come as they are.

        It goes on by as many as came, so that a page shorter than asked for loses nothing.
        ``BoardRefused`` where the list goes in circles, never ends, tells of more than is ever
        read, or ends long before its total.
        """
        skipped, told = 0, None
        for _ in range(MOST_PAGES):
            page = await self._fetch(skipped, self._size)
            self._raise_if_endless(page.total)
            fresh = [item for item in page.items if self._is_fresh(item)]
            for item in fresh:
                yield item
            skipped += len(page.items)
            told = _largest(told, page.total)
            is_last = _is_last(page, skipped, self._size)
            if not fresh:
                self._raise_unless_near(told, is_last=is_last)
            if is_last or not fresh:
                self.is_whole = told is None or self._seen >= told
                return
        msg = f"{self._name} lists without end: {self._seen} offers on {MOST_PAGES} pages."
        raise BoardRefused(msg)

    def _is_fresh(self, item: Any) -> bool:
        known = self._id_of(item)
        if known is not None and known in self._ids:
            return False
        if known is not None:
            self._ids.add(known)
        self._seen += 1
        return True

    def _raise_if_endless(self, total: int | None) -> None:
        """Raise before the first page counts where a list tells of more than is ever read."""
        most = MOST_PAGES * self._size
        if total is not None and total > most:
            msg = f"{self._name} tells of {total:,} offers; no more than {most:,} are read."
            raise BoardRefused(f"{msg} Narrow it with a filter.")

    def _raise_unless_near(self, total: int | None, *, is_last: bool) -> None:
        """After a page without anything new: raise unless nearly all was seen before it."""
        if total is None and not is_last:
            msg = f"{self._name} sends the same page again and again ({self._seen} offers)."
            raise BoardRefused(msg)
        if total is not None and total - self._seen > max(LEAST_SHIFTED, total * SHIFTED):
            msg = f"{self._name} tells of {total} offers and its pages hold {self._seen}"
            raise BoardRefused(f"{msg}: they repeat or end early.")


def _largest(told: int | None, total: int | None) -> int | None:
    """The most that was told so far: a page that tells of less may be the one that is wrong."""
    return total if told is None else max(told, total or 0)


def _is_last(page: Page, skipped: int, size: int) -> bool:
    if page.total is None:
        return len(page.items) < size
    return skipped >= page.total
