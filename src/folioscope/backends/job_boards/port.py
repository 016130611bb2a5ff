"""The port to places that job offers come from."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Literal, Protocol

from folioscope.errors import BackendFailed, Invalid, NotFound
from folioscope.outbound.pace import Pace

Remote = Literal["none", "hybrid", "full", "unknown"]
SalaryPeriod = Literal["hour", "day", "week", "month", "year"]
Contract = Literal[
    "permanent",
    "fixed_term",
    "internship",
    "apprenticeship",
    "freelance",
    "temporary",
    "vie",
    "via",
]


class BoardMisused(Invalid):
    """A board whose configuration cannot be right: a slug, an address or a file that is none."""

    code = "board_misused"


class BoardRefused(BackendFailed):
    """A board that does not answer as it should: without a key, with HTML, with an endless list."""

    code = "board_refused"


class PostingGone(NotFound):
    """An offer that the board listed and does not have any more."""

    code = "posting_gone"


@dataclass(frozen=True, slots=True)
class Salary:
    """What is paid; one end may be unknown. ``currency`` is ISO 4217."""

    minimum: float | None
    maximum: float | None
    currency: str | None
    period: SalaryPeriod | None


@dataclass(frozen=True, slots=True)
class Where:
    """A place of work as far as the board tells; ``country`` is ISO 3166-1 alpha-2."""

    city: str | None = None
    region: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """An offer in the one form all boards are brought to.

    ``text`` is plain text, list items each on a line that begins with “- ”. What a board does not
    tell is None or empty, never guessed from prose. ``contacts`` are people and mails as the board
    names them, kept apart because nobody but the owner is to see them. ``raw`` is what was sent.
    """

    source_id: str
    title: str
    text: str
    raw: Mapping[str, Any]
    url: str | None = None
    company: str | None = None
    locations: tuple[Where, ...] = ()
    remote: Remote = "unknown"
    contract: Contract | None = None
    full_time: bool | None = None
    sector: str | None = None
    salary: Salary | None = None
    posted_at: datetime | None = None
    starts_at: datetime | None = None
    expires_at: datetime | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unreadable:
    """One posting that could not be read, while the others could: which, and why."""

    source_id: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class BoardConfig:
    """What a board is opened with.

    ``slug`` is the company's name at a board of companies, ``url`` a page or another base address,
    ``path`` a file, ``query`` what the board is to filter by, ``key`` the secret that it asks for.
    A file that is ``held`` is read only where the operator lets everybody read.
    """

    slug: str = ""
    url: str = ""
    path: str = ""
    query: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""
    held: bool = False


def _nowhere(path: Path) -> BinaryIO:
    raise BoardRefused(f"No file may be read here, so neither may {path.name}.")


@dataclass(frozen=True, slots=True)
class BoardReach:
    """What the operator lets boards reach.

    ``urls`` are addresses of boards by backend, where they are not the usual ones, and may be in
    a private network. ``hosts`` are those of pages: a name, or an origin with its scheme, which
    may be anywhere. ``pause_seconds`` take the place of each board's own. ``permitted`` are
    backends whose robots file does not clearly permit it. ``pace`` is the one of this process.
    ``open_held`` opens a file that is held, or refuses it.
    """

    urls: Mapping[str, str] = field(default_factory=dict)
    hosts: tuple[str, ...] = ()
    pause_seconds: float | None = None
    permitted: frozenset[str] = frozenset()
    pace: Pace = field(default_factory=Pace)
    open_held: Callable[[Path], BinaryIO] = _nowhere


class JobBoard(Protocol):
    """A place that lists offers.

    ``lists_all``: a listing without ``since`` that ended without an error had every offer that is
    open, so that what was missing from it was taken away.
    """

    lists_all: bool

    def list_offers(self, since: datetime | None) -> AsyncIterator[Posting | Unreadable]:
        """Every open offer once, whatever order; with ``since`` at least those posted later.

        Raises ``BoardRefused`` and other ``BackendFailed`` where it cannot go on.
        """

    async def read(self, source_id: str) -> Posting:
        """One offer; ``PostingGone`` where the board does not have it."""

    async def aclose(self) -> None:
        """Let go of connections."""


OpenBoard = Callable[[str, BoardConfig], JobBoard]
"""Opens the backend of that name. ``BoardMisused`` where the configuration cannot be right."""
