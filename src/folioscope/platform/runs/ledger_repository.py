"""The SQL of an attempt at a run: guarded statements that write its events and move it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import (
    Integer,
    Select,
    String,
    Table,
    Update,
    and_,
    column,
    insert,
    select,
    table,
    text,
    update,
)
from sqlalchemy.orm import aliased
from sqlalchemy.sql.dml import ReturningUpdate

from folioscope.backends.deliveries.port import Delivery
from folioscope.errors import Stopped
from folioscope.platform.database.base import DatabaseClock, now
from folioscope.platform.database.engine import Session, deliver_at_commit, has_deliveries
from folioscope.platform.runs.events import Event, NewEvent, numbered
from folioscope.platform.runs.states import RunStatus, sources_of
from folioscope.platform.runs.tables import Run, RunEvent

LEASE_SECONDS = 8.0
LOST = "Another attempt has taken this run over."
# Named by hand: the table belongs to a feature, and the platform knows no feature.
_threads = table("threads", column("id", String))

EVENTS: Table = RunEvent.metadata.tables[RunEvent.__tablename__]
RUNS: Table = Run.metadata.tables[Run.__tablename__]
BATCHES = {
    "sqlite": "SELECT json_extract(value, '$[0]') AS run_id, "
    "json_extract(value, '$[1]') AS attempt, json_extract(value, '$[2]') AS next_seq, "
    "json_extract(value, '$[3]') AS count FROM json_each(:batches)",
    "postgresql": "SELECT value->>0 AS run_id, CAST(value->>1 AS integer) AS attempt, "
    "CAST(value->>2 AS integer) AS next_seq, CAST(value->>3 AS integer) AS count "
    "FROM json_array_elements(CAST(:batches AS json))",
}


def _fence(batches: str) -> Update:
    """One statement for all runs of a writer; its text is the same each time."""
    asked = (
        text(batches)
        .columns(run_id=String, attempt=Integer, next_seq=Integer, count=Integer)
        .subquery("batch")
    )
    return (
        update(RUNS)
        .where(
            RUNS.c.id == asked.c.run_id,
            RUNS.c.attempt == asked.c.attempt,
            # So that what was stored, although the answer was lost, is not stored once more.
            RUNS.c.next_seq == asked.c.next_seq,
            RUNS.c.status == RunStatus.RUNNING,
        )
        .values(
            next_seq=RUNS.c.next_seq + asked.c.count, lease_until=DatabaseClock() + LEASE_SECONDS
        )
        .returning(RUNS.c.id, RUNS.c.next_seq, RUNS.c.cancel_requested_at)
    )


FENCES = {dialect: _fence(batches) for dialect, batches in BATCHES.items()}


@dataclass(frozen=True, slots=True)
class Batch:
    """What an attempt wants to have written; without events its lease is renewed."""

    run_id: str
    attempt: int
    next_seq: int
    events: Sequence[NewEvent]


@dataclass(frozen=True, slots=True)
class Fenced:
    """What the guarded statement answers of an attempt that still holds its run."""

    cancel_requested: bool


def written_in(session: Session) -> list[Event]:
    """The events that were written in the session's transaction so far."""
    written: list[Event] = session.info.setdefault("events", [])
    return written


class Ledger:
    """The statements of those who execute runs, whoever owns them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def append(self, batches: Sequence[Batch]) -> dict[str, Fenced]:
        """Fence, cancel check and sequence allocator in one statement, then the events.

        An attempt that no longer holds its run is not in the answer: of it nothing was written.
        """
        asked = json.dumps(
            [(each.run_id, each.attempt, each.next_seq, len(each.events)) for each in batches]
        )
        fence = FENCES[self._session.get_bind().dialect.name]
        rows = await self._session.execute(fence, {"batches": asked})
        held = {row.id: (row.next_seq, row.cancel_requested_at is not None) for row in rows}
        fenced: dict[str, Fenced] = {}
        written: list[Event] = []
        for batch in batches:
            if batch.run_id in held:
                next_seq, cancel_requested = held[batch.run_id]
                fenced[batch.run_id] = Fenced(cancel_requested)
                first = next_seq - len(batch.events)
                written += numbered(batch.run_id, first, batch.events)
        await self._insert(written)
        return fenced

    async def next_numbers(self, run_ids: Sequence[str]) -> dict[str, int]:
        """The number that each of the runs will give its next event.

        Waits for a commit that is still under way.
        """
        chosen = select(Run.id, Run.next_seq).where(Run.id.in_(run_ids)).order_by(Run.id)
        rows = await self._session.execute(chosen.with_for_update())
        return {row.id: row.next_seq for row in rows}

    async def lock_thread(self, thread_id: str | None) -> None:
        """Hold the thread of a run, before anything else, until the transaction ends.

        Whoever adds a run to a thread or ends one does so. Without it, a run that starts to wait
        might not be seen by the run that ends at the same moment, and would wait for ever.
        """
        if thread_id is not None:
            held = select(_threads.c.id).where(_threads.c.id == thread_id)
            await self._session.execute(held.with_for_update())

    async def lock(self, run_id: str) -> Run:
        """The run, held against everyone else until the transaction ends."""
        locked = select(Run).where(Run.id == run_id).with_for_update()
        return (await self._session.scalars(locked.execution_options(populate_existing=True))).one()

    async def allocate(self, run_id: str, count: int) -> int:
        """Numbers for ``count`` events of a run that no attempt holds; answers the first."""
        allocated = (
            update(Run)
            .where(Run.id == run_id)
            .values(next_seq=Run.next_seq + count)
            .returning(Run.next_seq)
            .execution_options(synchronize_session=False)
        )
        return (await self._session.execute(allocated)).scalar_one() - count

    async def insert_events(self, run_id: str, first: int, events: Sequence[NewEvent]) -> None:
        """Store events under numbers that the caller has allocated."""
        await self._insert(numbered(run_id, first, events))

    async def _insert(self, events: Sequence[Event]) -> None:
        if events:
            await self._session.execute(insert(EVENTS), [asdict(event) for event in events])
            written_in(self._session).extend(events)

    async def end(self, run_id: str, status: RunStatus, **values: Any) -> None:
        """Move a run to an ended state and let the next one of its thread come forward.

        The caller holds the thread, see ``lock_thread``.
        """
        ended = await self._session.scalar(
            moved(Run.id == run_id, status, finished_at=now(), **values)
        )
        if ended is None:
            raise Stopped(LOST)
        if ended.thread_id is not None:
            await self._promote(ended.thread_id)
        if has_deliveries(self._session):
            await self._deliver_next(ended)

    async def give_back(self, run_id: str, attempt: int, delay: float, *, counted: bool) -> bool:
        """Queue a run again after ``delay`` seconds; not counted, it costs no attempt."""
        budget = Run.max_attempts if counted else Run.max_attempts + 1
        queued = await self._session.scalar(
            moved(
                and_(Run.id == run_id, Run.attempt == attempt),
                RunStatus.QUEUED,
                not_before=DatabaseClock() + delay,
                max_attempts=budget,
            )
        )
        if queued is not None:
            deliver_at_commit(self._session, Delivery(run_id, queued.kind, delay))
        return queued is not None

    async def cancel_requested_among(self, run_ids: Sequence[str]) -> Sequence[str]:
        """Those of the running runs that are to be cancelled, or were deleted with their thread."""
        rows = await self._session.execute(
            select(Run.id, Run.status, Run.cancel_requested_at).where(Run.id.in_(run_ids))
        )
        found = {row[0]: row[1] == RunStatus.RUNNING and row[2] is not None for row in rows}
        return [run_id for run_id in run_ids if found.get(run_id, True)]

    async def _promote(self, thread_id: str) -> None:
        others = aliased(Run)
        active = select(others.id).where(
            others.thread_id == thread_id,
            others.status.in_((RunStatus.QUEUED, RunStatus.RUNNING)),
        )
        oldest = (
            select(Run.id)
            .where(
                Run.thread_id == thread_id,
                Run.status == RunStatus.WAITING,
                Run.cancel_requested_at.is_(None),
                ~active.exists(),
            )
            .order_by(Run.created_at)
            .limit(1)
        )
        promoted = await self._session.scalar(moved(oldest, RunStatus.QUEUED))
        if promoted is not None:
            deliver_at_commit(self._session, Delivery(promoted.id, promoted.kind))

    async def _deliver_next(self, ended: Run) -> None:
        """Bring a run that was brought before in vain, its owner having had enough running."""
        oldest = (
            select(Run.id)
            .where(
                Run.owner_id == ended.owner_id,
                Run.kind == ended.kind,
                Run.status == RunStatus.QUEUED,
                Run.not_before <= DatabaseClock(),
            )
            .order_by(Run.created_at)
            .limit(1)
        )
        run_id = await self._session.scalar(oldest)
        if run_id is not None:
            deliver_at_commit(self._session, Delivery(run_id, ended.kind))


def moved(which: Any, to: RunStatus, **values: Any) -> ReturningUpdate[Run]:
    """The guarded UPDATE behind every change of status."""
    condition = Run.id.in_(which) if isinstance(which, Select) else which
    if to is RunStatus.RUNNING:
        values["lease_until"] = DatabaseClock() + LEASE_SECONDS
    return (
        update(Run)
        .where(condition, Run.status.in_(sources_of(to)))
        .values(status=to, **values)
        .returning(Run)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
