"""Job boards and offers on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from folioscope.backends.job_boards.port import BoardConfig, Contract, Remote, SalaryPeriod
from folioscope.features.offers.filters import OfferFilters
from folioscope.features.search.schemas import Country, NoteRead
from folioscope.platform.api.stored import AsStored
from folioscope.platform.api.texts import JsonObject, Text

Name = Annotated[Text, Field(min_length=1, max_length=300)]
Names = Annotated[list[Name], Field(max_length=50)]


class BoardCreate(BaseModel):
    """A job board to sync offers from, by a backend; keys are settings of the server.

    ``slug`` is the company's name at a board of companies, ``url`` a page on an allowed host,
    ``path`` a file on the server, ``query`` what the board is to filter by.
    """

    model_config = ConfigDict(extra="forbid")

    name: Text = Field(min_length=1, max_length=64)
    backend: Text = Field(min_length=1, max_length=32)
    slug: Text = Field("", max_length=100)
    url: Text = Field("", max_length=2000)
    path: Text = Field("", max_length=1000)
    query: JsonObject = Field({}, max_length=50)
    every_seconds: int | None = Field(None, ge=1, le=31_536_000)

    def as_config(self) -> BoardConfig:
        """What its backend is opened with."""
        return BoardConfig(slug=self.slug, url=self.url, path=self.path, query=self.query)


class BoardChange(BaseModel):
    """How often a board is synced by itself; null for never."""

    model_config = ConfigDict(extra="forbid")

    every_seconds: int | None = Field(ge=1, le=31_536_000)


class SyncCounts(TypedDict):
    """What became of offers: those listed, and of them new, changed, closed, unreadable ones."""

    seen: int
    new: int
    changed: int
    closed: int
    failed: int


class SyncReason(TypedDict):
    """Why a sync failed."""

    code: str
    message: str


class SyncRead(BaseModel):
    """A look at a board. ``is_whole``: all that it lists was seen, so that closed ones were."""

    model_config = ConfigDict(from_attributes=True)

    sync_id: str = Field(validation_alias="id")
    run_id: str | None
    state: Literal["waiting", "listing", "listed", "done", "failed", "cancelled"]
    is_whole: bool
    counts: Annotated[dict[str, int], AsStored()]
    reason: Annotated[SyncReason | None, AsStored()]
    started_at: datetime
    ended_at: datetime | None


class BoardRead(BaseModel):
    """A job board: how many of its offers are open and closed, and the last look at it."""

    board_id: str
    name: str
    backend: str
    config: dict[str, Any]
    kb_id: str | None
    every_seconds: int | None
    next_sync_at: datetime | None
    open: int
    closed: int
    last_sync: SyncRead | None


class BoardList(BaseModel):
    """The job boards of the caller, by name."""

    boards: list[BoardRead]


class SyncList(BaseModel):
    """The last looks at a board, the newest first."""

    syncs: list[SyncRead]


class SyncWanted(BaseModel):
    """What to sync: all without ``since``, else what was posted later, which closes nothing."""

    model_config = ConfigDict(extra="forbid")

    since: AwareDatetime | None = None


class SyncStarted(BaseModel):
    """The run that syncs."""

    run_id: str


class Narrowing(BaseModel):
    """Which offers: of more values of a kind any fits. Salaries are by the year."""

    model_config = ConfigDict(extra="forbid")

    state: Literal["open", "closed", "any"] = "open"
    boards: Names = []
    countries: list[Country] = Field([], max_length=50)
    cities: Names = []
    contracts: list[Contract] = Field([], max_length=10)
    remote: list[Remote] = Field([], max_length=4)
    companies: Names = Field([], description="parts of names")
    titles: Names = Field([], description="parts of titles")
    sectors: Names = Field([], description="parts of sectors")
    posted_since: AwareDatetime | None = None
    posted_before: AwareDatetime | None = None
    least_salary: float | None = Field(None, ge=0, lt=1e12)
    most_salary: float | None = Field(None, ge=0, lt=1e12)
    currency: str | None = Field(None, pattern="^[A-Z]{3}$", description="ISO 4217")

    def as_filters(self) -> OfferFilters:
        """The same for the search."""
        given = self.model_dump(include=set(Narrowing.model_fields), exclude={"state"})
        lists: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in given.items()
        }
        return OfferFilters(state=None if self.state == "any" else self.state, **lists)


class OffersWanted(Narrowing):
    """Which offers to list, a page at a time."""

    limit: int = Field(100, ge=1, le=1000)
    after: Text = ""


class OfferSearch(Narrowing):
    """Which offers to search, and for what."""

    query: Text = Field(min_length=1, max_length=32_000)
    k: int = Field(10, ge=1, le=50)


class Selection(Narrowing):
    """Offers to be summarised: these, in their order, or else the newest that fit.

    ``model`` writes it, or none: ``extractive`` counts and quotes.
    """

    offers: list[Name] = Field([], max_length=200)
    model: Text | None = Field(None, max_length=200)


class LocationRead(TypedDict):
    """A place of work; the country by ISO 3166-1."""

    city: str | None
    region: str | None
    country: str | None


class OfferRead(BaseModel):
    """An offer. What a board does not tell is null; ``salary_yearly`` is the middle of a range."""

    model_config = ConfigDict(from_attributes=True)

    offer_id: str = Field(validation_alias="id")
    board_id: str
    document_id: str | None
    source_id: str
    state: Literal["open", "closed"]
    url: str | None
    title: str
    company: str | None
    locations: Annotated[list[LocationRead], AsStored()]
    remote: Remote
    contract: Contract | None
    sector: str | None
    salary_min: float | None
    salary_max: float | None
    salary_currency: str | None
    salary_period: SalaryPeriod | None
    salary_yearly: float | None
    posted_at: datetime | None
    starts_at: datetime | None
    expires_at: datetime | None
    language: str | None
    tags: list[str]
    first_seen_at: datetime
    changed_at: datetime
    seen_at: datetime
    closed_at: datetime | None


class OfferWhole(OfferRead):
    """An offer with its text, the people the board names, and what the board sent."""

    text: str
    contacts: list[str]
    raw: dict[str, Any]


class OfferList(BaseModel):
    """A page of offers, the newest first. ``next`` goes into ``after`` for the next page."""

    offers: list[OfferRead]
    total: int
    next: str | None


class PassageRead(BaseModel):
    """A passage of an offer that fits a query."""

    model_config = ConfigDict(from_attributes=True)

    chunk_id: str
    page: int | None
    text: str


class FoundRead(BaseModel):
    """An offer that was found; the score is that of its best passage, between 0 and 1."""

    model_config = ConfigDict(from_attributes=True)

    offer: OfferRead
    score: float
    passages: list[PassageRead]


class OffersFound(BaseModel):
    """The offers, best first."""

    model_config = ConfigDict(from_attributes=True)

    offers: list[FoundRead]
    notes: list[NoteRead] = []


class Scope(BaseModel):
    """Where to ask about offers: a conversation's ``kbs`` and its ``filters.documents``.

    No documents: all that are in the bases. ``is_cut``: there are more, and these are the newest.
    """

    kbs: list[str]
    documents: list[str]
    offers: int
    is_cut: bool


class SummaryStarted(BaseModel):
    """The run that summarises, and how many offers."""

    run_id: str
    offers: int


class SyncFailure(TypedDict):
    """A posting that could not be read."""

    source_id: str
    code: str
    message: str


class SyncResult(TypedDict):
    """What a sync came to; the runs of ``ingest_run_ids`` bring the new documents."""

    board_id: str
    board: str
    sync_id: str
    counts: SyncCounts
    failures: list[SyncFailure]
    ingest_run_ids: list[str]


class SyncFinal(TypedDict):
    """The end of a sync."""

    result: SyncResult


class SummarisedOffer(TypedDict):
    """An offer by the number that the summary calls it."""

    number: int
    offer_id: str
    title: str
    company: str | None


class SummaryResult(TypedDict):
    """A summary: who wrote it, and of which offers."""

    text: str
    model: str
    offers: list[SummarisedOffer]


class SummaryFinal(TypedDict):
    """The end of a summary."""

    result: SummaryResult
