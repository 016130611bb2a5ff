"""The SQL of an attempt at a run: guarded statements that write its events and move it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, String, and_, column, insert, select, table, update
from sqlalchemy.orm import aliased
from sqlalchemy.sql.dml import ReturningUpdate

from folioscope.backends.deliveries.port import Delivery
from folioscope.errors import Stopped
from folioscope.platform.database.base import DatabaseClock, now
from folioscope.platform.database.engine import Session, deliver_at_commit, has_deliveries
from folioscope.platform.runs.events import NewEvent
from folioscope.platform.runs.states import RunStatus, sources_of
from folioscope.platform.runs.tables import Run, RunEvent

LEASE_SECONDS = 8.0
LOST = "Another attempt has taken this run over."
# Named by hand: the table belongs to a feature, and the platform knows no feature.
_threads = table("threads", column("id", String))


@dataclass(frozen=True, slots=True)
class Fenced:
    """What the guarded statement answers a writer that still holds its run."""

    first_seq: int
    cancel_requested: bool


class Ledger:
    """The statements of those who execute runs, whoever owns them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def append(self, run_id: str, attempt: int, events: Sequence[NewEvent]) -> Fenced | None:
        """Fence, cancel check and sequence allocator in one statement, then the batch.

        None when the attempt no longer holds the run: nothing was written.
        """
        clock = DatabaseClock()
        row = (
            await self._session.execute(
                update(Run)
                .where(Run.id == run_id, Run.attempt == attempt, Run.status == RunStatus.RUNNING)
                .values(next_seq=Run.next_seq + len(events), lease_until=clock + LEASE_SECONDS)
                .returning(Run.next_seq, Run.cancel_requested_at)
                .execution_options(synchronize_session=False)
            )
        ).one_or_none()
        if row is None:
            return None
        fenced = Fenced(row[0] - len(events), row[1] is not None)
        await self.insert_events(run_id, fenced.first_seq, events)
        return fenced

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
        rows = [
            {"run_id": run_id, "seq": first + index, "type": event.type, "data": event.data}
            for index, event in enumerate(events)
        ]
        if rows:
            await self._session.execute(insert(RunEvent), rows)

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
