"""Company boards at Ashby: all jobs at once, with what they pay."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from folioscope.backends.job_boards.asking import Asker, checked_slug, usual_or_told
from folioscope.backends.job_boards.contracts import contract_of, is_full_time
from folioscope.backends.job_boards.countries import country_told
from folioscope.backends.job_boards.moments import read_moment
from folioscope.backends.job_boards.normal import (
    each,
    line,
    paragraphs,
    required,
    salary_of,
    within,
)
from folioscope.backends.job_boards.places import places_of, remote_of
from folioscope.backends.job_boards.port import (
    BoardConfig,
    BoardReach,
    Posting,
    Remote,
    Salary,
    Unreadable,
    Where,
)
from folioscope.backends.job_boards.whole_lists import found_in, items_of, listed_once

NAME = "Ashby"
USUAL = "https://api.ashbyhq.com/posting-api/job-board"
PAUSE_SECONDS = 1.0


class Ashby:
    """The board of one company, named as in the address of its jobs page."""

    lists_all = True

    def __init__(self, config: BoardConfig, reach: BoardReach) -> None:
        base, allowed = usual_or_told("ashby", USUAL, reach)
        slug = checked_slug(NAME, config.slug)
        self._read = partial(_read, slug)
        self._address = f"{base}/{slug}?includeCompensation=true"
        self._asker = Asker(NAME, allowed, PAUSE_SECONDS, reach)

    async def list_offers(self, since: datetime | None) -> AsyncIterator[Posting | Unreadable]:
        """Every offer once."""
        for found in await self._listed(since):
            yield found

    async def read(self, source_id: str) -> Posting:
        """One offer, out of the list: Ashby has no address for one."""
        return found_in(await self._listed(None), source_id, NAME)

    async def aclose(self) -> None:
        """Let go of connections."""
        await self._asker.aclose()

    async def _listed(self, since: datetime | None) -> Iterator[Posting | Unreadable]:
        told = items_of(await self._asker.json(self._address), "jobs", NAME)
        shown = [raw for raw in told if within(raw, "isListed") is not False]
        return listed_once(shown, self._read, since)


def _read(company: str, raw: Mapping[str, Any]) -> Posting:
    known = required(raw, "id", "title")
    kind = raw.get("employmentType")
    named = (line(raw.get("department")), line(raw.get("team")))
    return Posting(
        source_id=known.source_id,
        title=known.title,
        text=paragraphs(raw.get("descriptionHtml") or raw.get("descriptionPlain")),
        raw=raw,
        url=line(raw.get("jobUrl")),
        company=company,
        locations=_places(raw),
        remote=_remote(raw),
        contract=contract_of(kind),
        full_time=is_full_time(kind),
        salary=_salary(raw),
        posted_at=read_moment(raw.get("publishedAt")),
        tags=tuple(dict.fromkeys(name for name in named if name)),
    )


def _remote(raw: Mapping[str, Any]) -> Remote:
    told = remote_of(raw.get("workplaceType"))
    if told == "unknown" and raw.get("isRemote") is True:
        return "full"
    return told


def _places(raw: Mapping[str, Any]) -> tuple[Where, ...]:
    address = within(raw, "address", "postalAddress")
    city = line(within(address, "addressLocality"))
    country = country_told(within(address, "addressCountry"))
    region = line(within(address, "addressRegion"))
    first = (Where(city, region, country),) if city or country else places_of(raw.get("location"))
    others = [
        place
        for one in each(raw.get("secondaryLocations"))
        for place in places_of(within(one, "location"))
    ]
    return tuple(dict.fromkeys((*first, *others)))


def _salary(raw: Mapping[str, Any]) -> Salary | None:
    for part in each(within(raw, "compensation", "summaryComponents")):
        if within(part, "compensationType") == "Salary":
            return salary_of(
                within(part, "minValue"),
                within(part, "maxValue"),
                within(part, "currencyCode"),
                within(part, "interval"),
            )
    return None
