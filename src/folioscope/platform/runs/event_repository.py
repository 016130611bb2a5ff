"""All SQL of stored events, apart from their writing: read on from a number, and made fewer."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Select, String, and_, bindparam, delete, select, text, true, update

from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Session
from folioscope.platform.runs.events import ON_THE_WAY, Event
from folioscope.platform.runs.states import ENDED
from folioscope.platform.runs.tables import Run, RunEvent


def _beyond(cursors: str, *, is_lateral: bool) -> Select[str, int, str, str]:
    """What comes after a number in each of several runs; its text is the same each time."""
    asked = text(cursors).columns(run_id=String, seq=Integer).subquery("asked")
    fields = (RunEvent.run_id, RunEvent.seq, RunEvent.type, RunEvent.data)
    is_next = and_(RunEvent.run_id == asked.c.run_id, RunEvent.seq > asked.c.seq)
    limit = bindparam("limit", type_=Integer)
    if not is_lateral:
        joined = select(*fields).select_from(asked).join(RunEvent, is_next)
        return joined.order_by(RunEvent.run_id, RunEvent.seq).limit(limit)
    # So that PostgreSQL goes by the key, run by run, whatever it thinks of the sizes.
    each = select(*fields).where(is_next).order_by(RunEvent.seq).limit(limit).lateral("each")
    joined = select(each).select_from(asked).join(each, true())
    return joined.order_by(each.c.run_id, each.c.seq).limit(limit)


BEYOND = {
    "sqlite": _beyond(
        "SELECT json_extract(value, '$[0]') AS run_id, json_extract(value, '$[1]') AS seq "
        "FROM json_each(:cursors)",
        is_lateral=False,
    ),
    "postgresql": _beyond(
        "SELECT value->>0 AS run_id, CAST(value->>1 AS integer) AS seq "
        "FROM json_array_elements(CAST(:cursors AS json))",
        is_lateral=True,
    ),
}


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

    async def beyond(self, cursors: Mapping[str, int], limit: int) -> list[Event]:
        """What comes after a number in each of several runs, in order within each run."""
        asked = {"cursors": json.dumps(list(cursors.items())), "limit": limit}
        statement = BEYOND[self._session.get_bind().dialect.name]
        rows = await self._session.execute(statement, asked)
        return [Event(*row) for row in rows]

    async def remaining(self, run_ids: Collection[str]) -> set[str]:
        """Those of the runs that were not deleted."""
        return set(await self._session.scalars(select(Run.id).where(Run.id.in_(run_ids))))

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
