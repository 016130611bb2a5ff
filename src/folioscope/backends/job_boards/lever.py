"""Company boards at Lever, page by page, without a total."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from folioscope.backends.job_boards.asking import Asker, checked_slug, id_in_path, usual_or_told
from folioscope.backends.job_boards.contracts import contract_of, is_full_time
from folioscope.backends.job_boards.countries import country_told
from folioscope.backends.job_boards.html_text import plain_text
from folioscope.backends.job_boards.moments import read_moment
from folioscope.backends.job_boards.normal import (
    each,
    line,
    paragraphs,
    posted_since,
    read_posting,
    required,
    salary_of,
    within,
)
from folioscope.backends.job_boards.paging import Page, Sweep
from folioscope.backends.job_boards.places import places_of, remote_of
from folioscope.backends.job_boards.port import (
    BoardConfig,
    BoardReach,
    BoardRefused,
    Posting,
    Remote,
    Unreadable,
    Where,
)
from folioscope.backends.job_boards.whole_lists import read_one

NAME = "Lever"
USUAL = {
    "lever": "https://api.lever.co/v0/postings",
    "lever-eu": "https://api.eu.lever.co/v0/postings",
}
PAUSE_SECONDS = 1.0  # as its robots file asks
PAGE_SIZE = 100
_REMOTE: Mapping[str, Remote] = {"remote": "full", "hybrid": "hybrid", "on-site": "none"}


class Lever:
    """The board of one company, named by its site."""

    lists_all = True

    def __init__(self, config: BoardConfig, reach: BoardReach, backend: str = "lever") -> None:
        base, allowed = usual_or_told(backend, USUAL[backend], reach)
        self._postings = f"{base}/{checked_slug(NAME, config.slug)}"
        self._read = partial(_read, config.slug)
        self._asker = Asker(NAME, allowed, PAUSE_SECONDS, reach)

    async def list_offers(self, since: datetime | None) -> AsyncIterator[Posting | Unreadable]:
        """Every offer once."""
        number = 0
        sweep = Sweep(NAME, self._page, _id_of, PAGE_SIZE)
        async for raw in sweep.items():
            number += 1
            found = read_posting(raw, self._read, number)
            if posted_since(found, since):
                yield found
        self.lists_all = sweep.is_whole

    async def read(self, source_id: str) -> Posting:
        """One offer."""
        raw = await self._asker.offer(f"{self._postings}/{id_in_path(source_id)}?mode=json")
        return read_one(raw, self._read, NAME)

    async def aclose(self) -> None:
        """Let go of connections."""
        await self._asker.aclose()

    async def _page(self, skip: int, size: int) -> Page:
        address = f"{self._postings}?mode=json&skip={skip}&limit={size}"
        told = await self._asker.json(address)
        if not isinstance(told, list):
            raise BoardRefused("Lever answered without a list of offers.")
        return Page(told, None)


def open_european(config: BoardConfig, reach: BoardReach) -> Lever:
    """The board of a company whose data is kept in Europe."""
    return Lever(config, reach, "lever-eu")


def _id_of(raw: Any) -> str | None:
    return line(within(raw, "id"))


def _read(company: str, raw: Mapping[str, Any]) -> Posting:
    known = required(raw, "id", "text")
    categories = raw.get("categories")
    commitment, place = within(categories, "commitment"), line(within(categories, "location"))
    paid = raw.get("salaryRange")
    remote = _REMOTE.get(str(raw.get("workplaceType")), remote_of(place))
    named = (line(within(categories, key)) for key in ("department", "team"))
    return Posting(
        source_id=known.source_id,
        title=known.title,
        text=_text(raw),
        raw=raw,
        url=line(raw.get("hostedUrl")),
        company=company,
        locations=_places(raw, place),
        remote=remote,
        contract=contract_of(commitment),
        full_time=is_full_time(commitment),
        salary=salary_of(
            within(paid, "min"),
            within(paid, "max"),
            within(paid, "currency"),
            within(paid, "interval"),
        ),
        posted_at=read_moment(raw.get("createdAt")),
        tags=tuple(name for name in named if name),
    )


def _text(raw: Mapping[str, Any]) -> str:
    begun = raw.get("description") or raw.get("descriptionPlain")
    ended = raw.get("additional") or raw.get("additionalPlain")
    lists = [
        "\n".join(filter(None, (line(within(one, "text")), plain_text(within(one, "content")))))
        for one in each(raw.get("lists"))
    ]
    return "\n\n".join(filter(None, (paragraphs(begun), *lists, paragraphs(ended))))


def _places(raw: Mapping[str, Any], first: str | None) -> tuple[Where, ...]:
    """The places; the country that is told apart is that of the first, if it has none."""
    others = each(within(raw.get("categories"), "allLocations"))
    told = [place for text in (first, *others) for place in places_of(text)]
    country = country_told(raw.get("country"))
    if country and told and told[0].country is None:
        told = [place if place.city != told[0].city else _in(place, country) for place in told]
    return tuple(dict.fromkeys(told)) or ((Where(country=country),) if country else ())


def _in(place: Where, country: str) -> Where:
    return Where(place.city, place.region, country)
