"""All SQL of stored events, apart from their writing: read on from a number, and made fewer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, select, update

from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Session
from folioscope.platform.runs.events import ON_THE_WAY, Event
from folioscope.platform.runs.states import ENDED
from folioscope.platform.runs.tables import Run, RunEvent


@dataclass(frozen=True, slots=True)
class EventPage:
    """Stored events, how many were written in all, and whether none will follow these.

    None follow when the run has ended, or was deleted.
    """

    events: list[Event]
    written: int
    is_last: bool


class StoredEvents:
    """The events of runs, whoever owns them: a caller has looked the run up as its principal."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def page(self, run_id: str, after: int, limit: int) -> EventPage:
        """The next events of a run, in order, and whether any can follow them."""
        is_next = and_(RunEvent.run_id == Run.id, RunEvent.seq > after)
        chosen = (
            select(Run.status, Run.next_seq, RunEvent.seq, RunEvent.type, RunEvent.data)
            .outerjoin(RunEvent, is_next)
            .where(Run.id == run_id)
            .order_by(RunEvent.seq)
            .limit(limit)
        )
        rows: Sequence[Any] = (await self._session.execute(chosen)).all()
        events = [Event(run_id, *row[2:]) for row in rows if row[2] is not None]
        has_ended = all(row[0] in ENDED for row in rows)
        is_done = bool(events) and events[-1].type == "done"
        written = rows[0][1] - 1 if rows else 0
        return EventPage(events, written, is_done or (has_ended and len(events) < limit))

    async def events_after(self, run_id: str, after: int, limit: int) -> list[Event]:
        """The next stored events of a run, in order."""
        chosen = (
            select(RunEvent.seq, RunEvent.type, RunEvent.data)
            .where(RunEvent.run_id == run_id, RunEvent.seq > after)
            .order_by(RunEvent.seq)
            .limit(limit)
        )
        rows = (await self._session.execute(chosen)).all()
        return [Event(run_id, *row) for row in rows]

    async def token_data(self, run_id: str) -> Sequence[str]:
        """The data of all token events of a run, in order."""
        chosen = (
            select(RunEvent.data)
            .where(RunEvent.run_id == run_id, RunEvent.type == "token")
            .order_by(RunEvent.seq)
        )
        return (await self._session.scalars(chosen)).all()

    async def compactable(
        self, before: datetime, after_id: str, limit: int
    ) -> Sequence[tuple[str, int]]:
        """Runs that ended before a moment and still have all their events, with how many.

        By id, beyond ``after_id``.
        """
        chosen = (
            select(Run.id, Run.next_seq)
            .where(Run.id > after_id, *_is_compactable(before))
            .order_by(Run.id)
            .limit(limit)
        )
        return [(row[0], row[1]) for row in await self._session.execute(chosen)]

    async def compact(self, run_ids: Sequence[str], before: datetime) -> int:
        """Of these runs keep the result alone; answers how many nobody else has in hand."""
        chosen = select(Run.id).where(Run.id.in_(run_ids), *_is_compactable(before))
        free = chosen.order_by(Run.id).with_for_update(skip_locked=True)
        held = (await self._session.scalars(free)).all()
        passing = and_(RunEvent.run_id.in_(held), RunEvent.type.in_(ON_THE_WAY))
        await self._session.execute(delete(RunEvent).where(passing))
        compacted = update(Run).where(Run.id.in_(held)).values(compacted_at=now())
        await self._session.execute(compacted)
        return len(held)


def _is_compactable(before: datetime) -> tuple[Any, ...]:
    return (Run.status.in_(ENDED), Run.finished_at < before, Run.compacted_at.is_(None))
