"""Company boards at Greenhouse: all jobs at once, their HTML escaped."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any

from folioscope.backends.job_boards.asking import Asker, checked_slug, id_in_path, usual_or_told
from folioscope.backends.job_boards.moments import read_moment
from folioscope.backends.job_boards.normal import each, line, paragraphs, required, within
from folioscope.backends.job_boards.places import places_of, remote_of
from folioscope.backends.job_boards.port import BoardConfig, BoardReach, Posting, Unreadable
from folioscope.backends.job_boards.whole_lists import items_of, listed_once, read_one

NAME = "Greenhouse"
USUAL = "https://boards-api.greenhouse.io/v1/boards"
PAUSE_SECONDS = 1.0


class Greenhouse:
    """The board of one company, named by its token."""

    lists_all = True

    def __init__(self, config: BoardConfig, reach: BoardReach) -> None:
        base, allowed = usual_or_told("greenhouse", USUAL, reach)
        self._jobs = f"{base}/{checked_slug(NAME, config.slug)}/jobs"
        self._asker = Asker(NAME, allowed, PAUSE_SECONDS, reach)

    async def list_offers(self, since: datetime | None) -> AsyncIterator[Posting | Unreadable]:
        """Every offer once."""
        told = await self._asker.json(f"{self._jobs}?content=true")
        for found in listed_once(items_of(told, "jobs", NAME), _read, since):
            yield found

    async def read(self, source_id: str) -> Posting:
        """One offer by its number."""
        raw = await self._asker.offer(f"{self._jobs}/{id_in_path(source_id)}")
        return read_one(raw, _read, NAME)

    async def aclose(self) -> None:
        """Let go of connections."""
        await self._asker.aclose()


def _read(raw: Mapping[str, Any]) -> Posting:
    known = required(raw, "id", "title")
    place = line(within(raw, "location", "name"))
    departments = (line(within(one, "name")) for one in each(raw.get("departments")))
    return Posting(
        source_id=known.source_id,
        title=known.title,
        text=paragraphs(raw.get("content")),
        raw=raw,
        url=line(raw.get("absolute_url")),
        company=line(raw.get("company_name")),
        locations=places_of(place),
        remote=remote_of(place),
        posted_at=read_moment(raw.get("first_published")),
        language=line(raw.get("language")),
        tags=tuple(name for name in departments if name),
    )
