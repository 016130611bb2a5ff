"""Company boards at Recruitee, each on a host of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import datetime
from typing import Any

from folioscope.backends.job_boards.asking import Asker, checked_host_label, usual_or_told
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
from folioscope.backends.job_boards.port import (
    BoardConfig,
    BoardReach,
    Posting,
    Remote,
    Unreadable,
    Where,
)
from folioscope.backends.job_boards.robots import Robots
from folioscope.backends.job_boards.whole_lists import found_in, items_of, listed_once

NAME = "Recruitee"
PAUSE_SECONDS = 1.0


class Recruitee:
    """The board of one company, named by the first part of its host."""

    lists_all = True

    def __init__(self, config: BoardConfig, reach: BoardReach) -> None:
        usual = f"https://{checked_host_label(NAME, config.slug)}.recruitee.com"
        base, allowed = usual_or_told("recruitee", usual, reach)
        self._address = f"{base}/api/offers/"
        self._asker = Asker(NAME, allowed, PAUSE_SECONDS, reach)
        self._robots = Robots(self._asker)

    async def list_offers(self, since: datetime | None) -> AsyncIterator[Posting | Unreadable]:
        """Every offer once; not where the company's robots file bars it."""
        for found in await self._listed(since):
            yield found

    async def read(self, source_id: str) -> Posting:
        """One offer, out of the list."""
        return found_in(await self._listed(None), source_id, NAME)

    async def aclose(self) -> None:
        """Let go of connections."""
        await self._asker.aclose()

    async def _listed(self, since: datetime | None) -> Iterator[Posting | Unreadable]:
        await self._robots.raise_if_barred(self._address)
        told = items_of(await self._asker.json(self._address), "offers", NAME)
        shown = [raw for raw in told if within(raw, "status") in (None, "published")]
        return listed_once(shown, _read, since)


def _read(raw: Mapping[str, Any]) -> Posting:
    known = required(raw, "id", "title")
    kind, paid = raw.get("employment_type_code"), raw.get("salary")
    place = Where(line(raw.get("city")), line(raw.get("state_name")), _country(raw))
    tags = (line(raw.get("department")), *(line(tag) for tag in each(raw.get("tags"))))
    return Posting(
        source_id=known.source_id,
        title=known.title,
        text=paragraphs(raw.get("description"), raw.get("requirements")),
        raw=raw,
        url=line(raw.get("careers_url")),
        company=line(raw.get("company_name")),
        locations=(place,) if place != Where() else (),
        remote=_remote(raw),
        contract=contract_of(kind),
        full_time=is_full_time(_spelled(kind)),
        salary=salary_of(
            within(paid, "min"),
            within(paid, "max"),
            within(paid, "currency"),
            within(paid, "period"),
        ),
        posted_at=read_moment(raw.get("published_at")),
        expires_at=read_moment(raw.get("close_at")),
        tags=tuple(tag for tag in tags if tag),
        contacts=tuple(filter(None, (line(raw.get("mailbox_email")),))),
    )


def _country(raw: Mapping[str, Any]) -> str | None:
    return country_told(raw.get("country_code")) or country_told(raw.get("country"))


def _remote(raw: Mapping[str, Any]) -> Remote:
    if raw.get("hybrid") is True:
        return "hybrid"
    if raw.get("remote") is True:
        return "full"
    return "none" if raw.get("on_site") is True else "unknown"


def _spelled(code: object) -> object:
    """The code with its words apart: “fulltime_permanent” says full time."""
    if not isinstance(code, str):
        return code
    return code.replace("fulltime", "full_time").replace("parttime", "part_time")
