"""Offers on web pages that hold them as schema.org JobPosting, one page or those it links to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial

from folioscope.backends.job_boards.asking import Asker, is_gone
from folioscope.backends.job_boards.job_posting import read_job_posting
from folioscope.backends.job_boards.linked_data import Page
from folioscope.backends.job_boards.normal import posted_since, read_posting
from folioscope.backends.job_boards.port import (
    BoardConfig,
    BoardMisused,
    BoardReach,
    BoardRefused,
    Posting,
    PostingGone,
    Unreadable,
)
from folioscope.backends.job_boards.robots import Robots
from folioscope.outbound.visits import Allowed, origin_of

NAME = "The page"
PAUSE_SECONDS = 1.0
MOST_LINKS = 2_000


class Pages:
    """The page at ``config.url`` on a host that the operator named.

    With ``links`` in ``config.query`` (a part of an address, such as “/jobs/”) also the pages of
    that host that it links to; it may be a sitemap then.
    """

    lists_all = True

    def __init__(self, config: BoardConfig, reach: BoardReach) -> None:
        links = config.query.get("links", "")
        if set(config.query) - {"links"} or not isinstance(links, str):
            raise BoardMisused("A page has no filter but “links”, a part of addresses to follow.")
        self._address, self._links = config.url, links
        self._asker = Asker(NAME, _allowed(config.url, reach), PAUSE_SECONDS, reach)
        self._robots = Robots(self._asker)

    async def list_offers(self, since: datetime | None) -> AsyncIterator[Posting | Unreadable]:
        """Every offer once; a linked page that is gone is passed over."""
        seen: set[str] = set()
        async for page in self._pages():
            for found in _offers_on(page):
                if found.source_id not in seen and posted_since(found, since):
                    seen.add(found.source_id)
                    yield found

    async def read(self, source_id: str) -> Posting:
        """One offer: from its own page, or out of the list."""
        if self._is_here(source_id):
            for found in _offers_on(await self._page(source_id)):
                if isinstance(found, Posting) and found.source_id == source_id:
                    return found
        async for found in self.list_offers(None):
            if isinstance(found, Posting) and found.source_id == source_id:
                return found
        raise PostingGone(f"{self._address} does not have the offer “{source_id[:100]}”.")

    async def aclose(self) -> None:
        """Let go of connections."""
        await self._asker.aclose()

    async def _pages(self) -> AsyncIterator[Page]:
        """The page and those that it links to; ``BoardRefused`` where none can hold an offer."""
        page = await self._page(self._address)
        linked = [link for link in self._followed(page) if self._is_here(link)]
        if len(linked) > MOST_LINKS:
            msg = f"{self._address} links to {len(linked)} pages; at most {MOST_LINKS} are read."
            raise BoardRefused(msg)
        if not linked and not page.postings():
            msg = f"{self._address} holds no schema.org JobPosting: is it the page of an offer?"
            raise BoardRefused(msg)
        yield page
        for address in linked:
            with suppress(PostingGone):
                yield await self._page(address)

    def _followed(self, page: Page) -> Sequence[str]:
        return page.links(self._links) if self._links else ()

    def _is_here(self, address: str) -> bool:
        try:
            return origin_of(address) == origin_of(self._address)
        except ValueError:
            return False

    async def _page(self, address: str) -> Page:
        await self._robots.raise_if_barred(address)
        answer = await self._asker.ask(address)
        if is_gone(answer) and address != self._address:
            raise PostingGone(f"There is nothing at {address} any more.")
        self._asker.raise_unless_good(answer)
        return await asyncio.to_thread(Page, answer.url, answer.body)


def _offers_on(page: Page) -> list[Posting | Unreadable]:
    read = partial(read_job_posting, page.address)
    return [read_posting(raw, read, number) for number, raw in enumerate(page.postings(), 1)]


def _allowed(address: str, reach: BoardReach) -> Allowed:
    """The hosts that the operator named; one in a private network only with its scheme."""
    try:
        named = {origin_of(_with_scheme(host)): host for host in reach.hosts}
    except ValueError as error:
        raise BoardMisused(f"FOLIOSCOPE_BOARD_HOSTS has what is no host: {error}.") from error
    try:
        origin = origin_of(address)
    except ValueError as error:
        raise BoardMisused(f"“{address[:200]}” cannot be read: {error}.") from error
    if origin not in named:
        msg = (
            f"Offers are not read from {origin}: whoever runs this server may allow it by "
            "naming the host in FOLIOSCOPE_BOARD_HOSTS."
        )
        raise BoardMisused(msg)
    trusted = (origin for origin, host in named.items() if "://" in host)
    return Allowed(frozenset(named), frozenset(trusted))


def _with_scheme(host: str) -> str:
    return host if "://" in host else f"https://{host}"
