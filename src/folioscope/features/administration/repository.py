"""All SQL of the figures that administrators and metrics are shown."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute

from folioscope.features.accounts.tables import User
from folioscope.features.knowledge.tables import Document, KnowledgeBase
from folioscope.platform.database.base import DatabaseClock, now
from folioscope.platform.database.engine import Session
from folioscope.platform.principal import LOCAL_USER_ID
from folioscope.platform.runs.states import ACTIVE, RunStatus
from folioscope.platform.runs.tables import Run

PERSON, VISITOR = "person", "visitor"


@dataclass(frozen=True, slots=True)
class ActiveRuns:
    """How many runs of a kind are in a state that is no end."""

    kind: str
    status: str
    count: int


@dataclass(frozen=True, slots=True)
class Queue:
    """How many runs could be claimed at once, and since when the oldest of them waits."""

    length: int
    oldest_seconds: float


@dataclass(frozen=True, slots=True)
class SpentTokens:
    """What language models read and wrote for a user on one day (UTC), as far as they told."""

    day: str
    user_id: int
    name: str
    input_tokens: int
    output_tokens: int


@dataclass(frozen=True, slots=True)
class FailedRun:
    """A run that failed: when, of what kind, whose, and by which code. What it said is private."""

    at: datetime
    run_id: str
    kind: str
    user_id: int
    code: str


class Totals:
    """Figures of everybody: counts, codes and ids, never a name of a thing or a text."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def users(self, kind: str = PERSON) -> int:
        """How many users there are of a kind, besides the one at the machine itself."""
        chosen = (User.kind == kind, User.id != LOCAL_USER_ID)
        return await self._count(select(func.count()).where(*chosen))

    async def suspended(self) -> int:
        """How many of them are suspended."""
        return await self._count(select(func.count()).where(User.suspended_at.is_not(None)))

    async def bases(self) -> int:
        """How many knowledge bases there are."""
        return await self._count(select(func.count(KnowledgeBase.id)))

    async def documents(self) -> dict[str, int]:
        """How many documents are in each state."""
        counted = select(Document.state, func.count()).group_by(Document.state)
        return {row[0]: row[1] for row in await self._session.execute(counted)}

    async def active_runs(self) -> Sequence[ActiveRuns]:
        """How many runs there are that have not ended."""
        counted = (
            select(Run.kind, Run.status, func.count())
            .where(Run.status.in_(ACTIVE))
            .group_by(Run.kind, Run.status)
            .order_by(Run.kind, Run.status)
        )
        return [ActiveRuns(*row) for row in await self._session.execute(counted)]

    async def queue(self) -> Queue:
        """What waits to be claimed, by the clock of this process."""
        claimable = (Run.status == RunStatus.QUEUED, Run.not_before <= DatabaseClock())
        length = await self._count(select(func.count()).where(*claimable))
        oldest = await self._session.scalar(select(func.min(Run.created_at)).where(*claimable))
        age = 0.0 if oldest is None else (now() - oldest).total_seconds()
        return Queue(length, max(0.0, age))

    async def tokens(self, days: int) -> Sequence[SpentTokens]:
        """Tokens by day and user, of the last days, the latest first."""
        day = self._day(Run.finished_at)
        spent = (
            select(
                day,
                User.id,
                User.name,
                func.sum(Run.usage["input_tokens"].as_integer()),
                func.sum(Run.usage["output_tokens"].as_integer()),
            )
            .join(User, User.id == Run.owner_id)
            .where(Run.finished_at >= now() - timedelta(days=days))
            .group_by(day, User.id, User.name)
            .having(func.sum(Run.usage["output_tokens"].as_integer()) > 0)
            .order_by(day.desc(), User.id)
        )
        return [SpentTokens(*row) for row in await self._session.execute(spent)]

    async def failures(self, most: int) -> Sequence[FailedRun]:
        """The runs that failed last."""
        failed = (
            select(Run.finished_at, Run.id, Run.kind, Run.owner_id, Run.error)
            .where(Run.status == RunStatus.FAILED, Run.finished_at.is_not(None))
            .order_by(Run.finished_at.desc())
            .limit(most)
        )
        rows = await self._session.execute(failed)
        return [
            FailedRun(at, run_id, kind, user_id, (error or {}).get("code", "internal"))
            for at, run_id, kind, user_id, error in rows
            if at is not None
        ]

    async def clock_ahead(self) -> float:
        """Seconds by which the clock of the database is ahead of that of this process."""
        before = time.time()
        told = await self._session.scalar(select(DatabaseClock()))
        return 0.0 if told is None else float(told) - (before + time.time()) / 2

    async def _count(self, counted: object) -> int:
        return int(await self._session.scalar(counted) or 0)  # type: ignore[call-overload]

    def _day(self, moment: InstrumentedAttribute[datetime | None]) -> ColumnElement[str]:
        """The day of a moment in UTC, in which SQLite keeps it anyway."""
        is_postgres = self._session.get_bind().dialect.name == "postgresql"
        shown = func.timezone("UTC", moment) if is_postgres else moment
        return func.substr(cast(shown, String), 1, 10)
