"""The offers of “Mon Volontariat International” (VIE and VIA) of Business France."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import quote

from folioscope.backends.job_boards.asking import Asker, is_gone, usual_or_told
from folioscope.backends.job_boards.contracts import contract_of
from folioscope.backends.job_boards.countries import country_told
from folioscope.backends.job_boards.moments import read_moment
from folioscope.backends.job_boards.normal import (
    line,
    paragraphs,
    posted_since,
    read_posting,
    required,
    salary_of,
    within,
)
from folioscope.backends.job_boards.paging import Page, Sweep
from folioscope.backends.job_boards.port import (
    BoardConfig,
    BoardMisused,
    BoardReach,
    BoardRefused,
    Posting,
    PostingGone,
    Remote,
    Unreadable,
    Where,
)
from folioscope.outbound.visits import Answer

NAME = "Civiweb"
USUAL = "https://civiweb-api-prd.azurewebsites.net/api/Offers"
SITE = "https://mon-vie-via.businessfrance.fr"
PAUSE_SECONDS = 0.3
LARGEST_PAGE, SMALLEST_PAGE = 100, 1
_WRAPPERS = ("result", "data", "offers", "items")
_FILTERS: Mapping[str, Any] = {
    "query": "",
    "sort": ["0"],
    "activitySectorId": [],
    "missionsTypesIds": [],
    "missionsDurations": [],
    "gerographicZones": [],
    "countriesIds": [],
    "studiesLevelId": [],
    "companiesSizes": [],
    "specializationsIds": [],
    "entreprisesIds": [0],
    "missionStartDate": None,
    "teletravail": ["0"],
    "porteEnv": ["0"],
    "countriesFilterOperator": "OR",
    "specializationsFilterOperator": "OR",
}


class Civiweb:
    """Search by JSON, page by page; an offer whose text the search leaves out is asked for."""

    lists_all = True

    def __init__(self, config: BoardConfig, reach: BoardReach) -> None:
        unknown = sorted(set(config.query) - set(_FILTERS))
        if unknown:
            known = ", ".join(_FILTERS)
            msg = f"Civiweb has no filter “{unknown[0]}” and would ignore it. It has: {known}."
            raise BoardMisused(msg)
        self._base, allowed = usual_or_told("civiweb", USUAL, reach)
        self._filters = {**_FILTERS, **config.query}
        self._headers = {"Accept": "application/json", "Origin": SITE, "Referer": f"{SITE}/"}
        if config.key:
            self._headers["X-API-KEY"] = config.key
        self._page_size = LARGEST_PAGE
        self._asker = Asker(NAME, allowed, PAUSE_SECONDS, reach)

    async def list_offers(self, since: datetime | None) -> AsyncIterator[Posting | Unreadable]:
        """Every offer once; the list is in no order, so ``since`` spares no page."""
        number = 0
        sweep = Sweep(NAME, self._page, _id_of, LARGEST_PAGE)
        async for raw in sweep.items():
            number += 1
            found = read_posting(raw, _read, number)
            if isinstance(found, Posting) and not found.text:
                try:
                    found = await self.read(found.source_id)
                except PostingGone:
                    continue
            if posted_since(found, since):
                yield found
        self.lists_all = sweep.is_whole

    async def read(self, source_id: str) -> Posting:
        """One offer by its number."""
        if not source_id.isdecimal() or not source_id.isascii():
            raise PostingGone(f"Civiweb has no offer “{source_id[:100]}”: its ids are numbers.")
        answer = await self._ask(f"{self._base}/details/{quote(source_id)}")
        if is_gone(answer):
            raise PostingGone(f"Civiweb does not have the offer {source_id} any more.")
        raw = await self._asker.json_of(answer)
        found = read_posting(raw, _read, 1)
        if isinstance(found, Unreadable) or found.source_id != source_id:
            raise PostingGone(f"Civiweb does not have the offer {source_id} any more.")
        return found

    async def aclose(self) -> None:
        """Let go of connections."""
        await self._asker.aclose()

    async def _page(self, skip: int, _size: int) -> Page:
        """A page, as large as the API takes: it answers 400 where it is asked for too many."""
        while True:
            body = {"limit": self._page_size, "skip": skip, **self._filters}
            answer = await self._ask(f"{self._base}/search", body)
            if answer.status != 400 or self._page_size <= SMALLEST_PAGE:
                return _page_of(await self._asker.json_of(answer))
            self._page_size //= 2

    async def _ask(self, url: str, content: object = None) -> Answer:
        answer = await self._asker.ask(url, content, self._headers)
        if answer.status == 401:
            lack = "refused the key" if "X-API-KEY" in self._headers else "asks for a key"
            raise BoardRefused(f"Civiweb {lack}: set CIVIWEB_API_KEY to one that is yours.")
        return answer


def _page_of(told: Any) -> Page:
    if isinstance(told, list):
        return Page(told, None)
    items = next((found for key in _WRAPPERS if isinstance(found := within(told, key), list)), None)
    if items is None:
        raise BoardRefused("Civiweb answered without a list of offers.")
    count = within(told, "count")
    return Page(items, count if isinstance(count, int) and count >= 0 else None)


def _id_of(raw: Any) -> str | None:
    return line(raw.get("id")) if isinstance(raw, Mapping) else None


def _read(raw: Mapping[str, Any]) -> Posting:
    known = required(raw, "id", "missionTitle")
    city = line(raw.get("cityNameEn")) or line(raw.get("cityName"))
    posting = Posting(
        source_id=known.source_id,
        title=known.title,
        text=paragraphs(raw.get("missionDescription"), raw.get("missionProfile")),
        raw=raw,
        url=f"{SITE}/offres/{quote(known.source_id)}",
        company=line(raw.get("organizationName")),
        locations=(Where(_named(city), None, _country(raw)),),
        remote=_remote(raw.get("teleworkingAvailable")),
        contract=contract_of(raw.get("missionType"), raw.get("missionTypeEn")),
        sector=line(raw.get("activitySectorN1")),
        salary=salary_of(raw.get("indemnite"), raw.get("indemnite"), "EUR", "month"),
        posted_at=read_moment(raw.get("creationDate"))
        or read_moment(raw.get("startBroadcastDate")),
        starts_at=read_moment(raw.get("missionStartDate")),
        expires_at=read_moment(raw.get("endBroadcastDate")),
        contacts=_contacts(raw),
    )
    about = paragraphs(raw.get("organizationPresentation"))
    return replace(posting, text=f"{posting.text}\n\n{about}".strip() if posting.text else "")


def _country(raw: Mapping[str, Any]) -> str | None:
    return country_told(raw.get("countryId")) or country_told(raw.get("countryNameEn"))


def _named(city: str | None) -> str | None:
    """A city that came in capitals, as it is written."""
    return city.title() if city and city.isupper() else city


def _remote(told: object) -> Remote:
    if not isinstance(told, bool):
        return "unknown"
    return "hybrid" if told else "none"


def _contacts(raw: Mapping[str, Any]) -> tuple[str, ...]:
    named = (line(raw.get("contactName")), line(raw.get("contactEmail")))
    return tuple(told for told in named if told)
