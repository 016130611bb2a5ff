"""Company boards at SmartRecruiters: a list page by page, the text of each offer apart."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any

from folioscope.backends.job_boards.asking import Asker, checked_slug, id_in_path, usual_or_told
from folioscope.backends.job_boards.contracts import contract_of, is_full_time
from folioscope.backends.job_boards.countries import country_told
from folioscope.backends.job_boards.moments import read_moment
from folioscope.backends.job_boards.normal import (
    line,
    paragraphs,
    posted_since,
    read_posting,
    required,
    within,
)
from folioscope.backends.job_boards.paging import Page, Sweep
from folioscope.backends.job_boards.port import (
    BoardConfig,
    BoardMisused,
    BoardReach,
    Posting,
    PostingGone,
    Remote,
    Unreadable,
    Where,
)
from folioscope.backends.job_boards.whole_lists import items_of, read_one

NAME = "SmartRecruiters"
USUAL = "https://api.smartrecruiters.com/v1/companies"
PAUSE_SECONDS = 0.2
PAGE_SIZE = 100
_SECTIONS = ("companyDescription", "jobDescription", "qualifications", "additionalInformation")


class SmartRecruiters:
    """The board of one company, by its identifier, of which every letter's case counts.

    The robots file of its API names one program that may read it, so the operator has to say
    that there is leave.
    """

    lists_all = True

    def __init__(self, config: BoardConfig, reach: BoardReach) -> None:
        if "smartrecruiters" not in reach.permitted:
            msg = (
                "SmartRecruiters' robots file bars programs that it does not name. If you have "
                "leave to read it, set FOLIOSCOPE_BOARDS_PERMITTED=smartrecruiters."
            )
            raise BoardMisused(msg)
        base, allowed = usual_or_told("smartrecruiters", USUAL, reach)
        self._postings = f"{base}/{checked_slug(NAME, config.slug)}/postings"
        self._asker = Asker(NAME, allowed, PAUSE_SECONDS, reach)

    async def list_offers(self, since: datetime | None) -> AsyncIterator[Posting | Unreadable]:
        """Every offer once, each asked for by itself; one that is gone by then is passed over."""
        number = 0
        sweep = Sweep(NAME, self._page, _id_of, PAGE_SIZE)
        async for raw in sweep.items():
            number += 1
            listed = read_posting(raw, _read, number)
            if isinstance(listed, Unreadable):
                yield listed
            elif posted_since(listed, since):
                try:
                    yield await self.read(listed.source_id)
                except PostingGone:
                    continue
        self.lists_all = sweep.is_whole

    async def read(self, source_id: str) -> Posting:
        """One offer with its text."""
        raw = await self._asker.offer(f"{self._postings}/{id_in_path(source_id)}")
        return read_one(raw, _read, NAME)

    async def aclose(self) -> None:
        """Let go of connections."""
        await self._asker.aclose()

    async def _page(self, skip: int, size: int) -> Page:
        told = await self._asker.json(f"{self._postings}?limit={size}&offset={skip}")
        total = within(told, "totalFound")
        return Page(items_of(told, "content", NAME), total if isinstance(total, int) else None)


def _id_of(raw: Any) -> str | None:
    return line(within(raw, "id"))


def _read(raw: Mapping[str, Any]) -> Posting:
    known = required(raw, "id", "name")
    kind = within(raw, "typeOfEmployment", "label")
    place, sections = raw.get("location"), within(raw, "jobAd", "sections")
    texts = (within(sections, section, "text") for section in _SECTIONS)
    where = Where(
        line(within(place, "city")),
        line(within(place, "region")),
        country_told(within(place, "country")),
    )
    return Posting(
        source_id=known.source_id,
        title=known.title,
        text=paragraphs(*texts),
        raw=raw,
        url=line(raw.get("postingUrl")),
        company=line(within(raw, "company", "name")),
        locations=(where,) if where != Where() else (),
        remote=_remote(place),
        contract=contract_of(kind),
        full_time=is_full_time(kind),
        sector=line(within(raw, "industry", "label")),
        posted_at=read_moment(raw.get("releasedDate")),
        language=line(within(raw, "language", "code")),
        tags=tuple(filter(None, (line(within(raw, "department", "label")),))),
        contacts=tuple(filter(None, (line(within(raw, "creator", "name")),))),
    )


def _remote(place: object) -> Remote:
    if within(place, "hybrid") is True:
        return "hybrid"
    if within(place, "remote") is True:
        return "full"
    return "none" if within(place, "remote") is False else "unknown"
