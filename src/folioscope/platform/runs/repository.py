"""All SQL of runs: what a caller may see, and the guarded statements that move a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, insert, literal_column, or_, select, update
from sqlalchemy.orm import aliased
from sqlalchemy.sql.dml import ReturningUpdate

from folioscope.backends.deliveries.port import Delivery
from folioscope.errors import BackendFailed, NotFound, Stopped
from folioscope.platform.database.base import DatabaseClock, now
from folioscope.platform.database.engine import (
    Database,
    Session,
    deliver_at_commit,
    has_deliveries,
)
from folioscope.platform.database.ownership import owned_by
from folioscope.platform.principal import Principal
from folioscope.platform.runs.events import Event, NewEvent
from folioscope.platform.runs.states import ACTIVE, RunStatus, sources_of
from folioscope.platform.runs.tables import Run, RunEvent

LEASE_SECONDS = 8.0
CLAIMS, RECONCILING = 20_261_122, 20_261_123  # advisory locks
LOST = "Another attempt has taken this run over."

Kinds = Mapping[str, int | None]
"""Kinds of run that may be claimed, and how many of each one owner may have running at once."""


class RunNotFound(NotFound):
    """No such run, or not the caller's."""

    code = "run_not_found"


class Runs:
    """The runs a principal may see."""

    def __init__(self, session: Session, principal: Principal) -> None:
        self._session = session
        self._principal = principal

    async def get(self, run_id: str) -> Run:
        """The run, or ``RunNotFound``."""
        visible = owned_by(self._principal, Run.owner_id)
        run = await self._session.scalar(select(Run).where(Run.id == run_id, visible))
        if run is None:
            msg = "There is no such run."
            raise RunNotFound(msg)
        return run

    async def add(self, run: Run) -> Run:
        """Store a new run on behalf of the principal."""
        run.actor_kind, run.actor_id = self._principal.kind, self._principal.user_id
        self._session.add(run)
        await self._session.flush()
        if run.status == RunStatus.QUEUED:
            deliver_at_commit(self._session, Delivery(run.id, run.kind))
        return run

    async def count_active(self, kind: str, subject: str) -> int:
        """How many runs of a kind work on something and have not ended."""
        counted = select(func.count()).where(
            Run.subject == subject,
            Run.kind == kind,
            Run.status.in_(ACTIVE),
            owned_by(self._principal, Run.owner_id),
        )
        return await self._session.scalar(counted) or 0

    async def count_open(self, kind: str, owner_id: int) -> int:
        """How many runs of a kind an owner has that have not ended."""
        counted = select(func.count()).where(
            Run.owner_id == owner_id, Run.kind == kind, Run.status.in_(ACTIVE)
        )
        return await self._session.scalar(counted) or 0

    async def active_in_thread(self, thread_id: str) -> Run | None:
        """The run of a thread that has not ended, if any."""
        return await self._session.scalar(
            select(Run).where(
                Run.thread_id == thread_id,
                Run.status.in_(ACTIVE),
                owned_by(self._principal, Run.owner_id),
            )
        )

    async def request_cancel(self, run_id: str) -> None:
        """Mark a run that has not ended; whoever executes it ends it."""
        await self._session.execute(
            update(Run)
            .where(
                Run.id == run_id,
                Run.status.in_(ACTIVE),
                Run.cancel_requested_at.is_(None),
                owned_by(self._principal, Run.owner_id),
            )
            .values(cancel_requested_at=now())
        )


@dataclass(frozen=True, slots=True)
class Fenced:
    """What the guarded statement answers a writer that still holds its run."""

    first_seq: int
    cancel_requested: bool


class Ledger:
    """The statements of those who execute runs, whoever owns them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def is_work_waiting(self, kinds: Kinds) -> bool:
        """Whether ``claim`` would find a run."""
        found = await self._session.scalar(select(Run.id).where(_is_claimable(kinds)).limit(1))
        return found is not None

    async def claim(self, kinds: Kinds) -> Run | None:
        """Take up the oldest run that waits for an attempt; its lease starts now.

        A run counts as waiting when it is queued, or when the lease of its last attempt has run
        out and its budget of attempts has not.
        """
        oldest = select(Run.id).where(_is_claimable(kinds)).order_by(Run.created_at).limit(1)
        return await self._claim_among(oldest)

    async def claim_one(self, run_id: str, kinds: Kinds) -> Run | None:
        """Take up this run if it waits for an attempt, and its owner has not enough running."""
        await self._session.execute(
            # One claim an owner at a time, or two could both be the last that is allowed.
            select(func.pg_advisory_xact_lock(CLAIMS, Run.owner_id)).where(Run.id == run_id)
        )
        chosen = select(Run.id).where(Run.id == run_id, _is_claimable(kinds))
        return await self._claim_among(chosen)

    async def claimable(self, kinds: Kinds, limit: int) -> Sequence[Run]:
        """Runs that wait for an attempt, oldest first."""
        chosen = select(Run).where(_is_claimable(kinds)).order_by(Run.created_at).limit(limit)
        return (await self._session.scalars(chosen)).all()

    async def next_to_close(self) -> Run | None:
        """A run nobody executes that must still be ended: cancelled early, or out of attempts."""
        chosen = (
            select(Run)
            .where(
                or_(
                    and_(
                        Run.status.in_((RunStatus.WAITING, RunStatus.QUEUED)),
                        Run.cancel_requested_at.is_not(None),
                    ),
                    and_(
                        _is_orphaned(),
                        or_(Run.attempt >= Run.max_attempts, Run.cancel_requested_at.is_not(None)),
                    ),
                )
            )
            .order_by(Run.created_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        return await self._session.scalar(chosen)

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
        """Move a run to an ended state and let the next one of its thread come forward."""
        ended = await self._session.scalar(
            self._move(Run.id == run_id, status, finished_at=now(), **values)
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
        moved = await self._session.scalar(
            self._move(
                and_(Run.id == run_id, Run.attempt == attempt),
                RunStatus.QUEUED,
                not_before=DatabaseClock() + delay,
                max_attempts=budget,
            )
        )
        if moved is not None:
            deliver_at_commit(self._session, Delivery(run_id, moved.kind, delay))
        return moved is not None

    async def expire_leases(self) -> None:
        """Make orphans of all running runs: right only where no other process can hold one."""
        await self._session.execute(
            update(Run).where(Run.status == RunStatus.RUNNING).values(lease_until=0.0)
        )

    async def cancel_requested_among(self, run_ids: Sequence[str]) -> Sequence[str]:
        """Those of the running runs that are to be cancelled."""
        asked = select(Run.id).where(
            Run.id.in_(run_ids),
            Run.status == RunStatus.RUNNING,
            Run.cancel_requested_at.is_not(None),
        )
        return (await self._session.scalars(asked)).all()

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

    async def _promote(self, thread_id: str) -> None:
        oldest = (
            select(Run.id)
            .where(Run.thread_id == thread_id, Run.status == RunStatus.WAITING)
            .order_by(Run.created_at)
            .limit(1)
        )
        promoted = await self._session.scalar(self._move(oldest, RunStatus.QUEUED))
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

    async def _claim_among(self, chosen: Select[Any]) -> Run | None:
        free = chosen.with_for_update(skip_locked=True)
        started = {"attempt": Run.attempt + 1, "started_at": now()}
        return await self._session.scalar(self._move(free, RunStatus.RUNNING, **started))

    @staticmethod
    def _move(which: Any, to: RunStatus, **values: Any) -> ReturningUpdate[Run]:
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


def _is_claimable(kinds: Kinds) -> Any:
    return and_(
        or_(*(_has_room(kind, limit) for kind, limit in kinds.items())),
        Run.cancel_requested_at.is_(None),
        or_(
            and_(Run.status == RunStatus.QUEUED, Run.not_before <= DatabaseClock()),
            and_(_is_orphaned(), Run.attempt < Run.max_attempts),
        ),
    )


def _has_room(kind: str, limit: int | None) -> Any:
    if limit is None:
        return Run.kind == kind
    other = aliased(Run)
    running = (
        select(func.count())
        .where(
            other.owner_id == Run.owner_id,
            other.kind == kind,
            other.status == literal_column("'running'"),  # as the partial index has it
            other.id != Run.id,
        )
        .correlate(Run)
        .scalar_subquery()
    )
    return and_(Run.kind == kind, running < limit)


def _is_orphaned() -> Any:
    return and_(Run.status == RunStatus.RUNNING, Run.lease_until < DatabaseClock())


async def try_alone(session: Session) -> bool:
    """Whether no other process reconciles; none does until the transaction ends."""
    alone = select(func.pg_try_advisory_xact_lock(RECONCILING))
    return bool(await session.scalar(alone))


async def is_answering(database: Database) -> bool:
    """Whether the database answers a question about runs."""
    try:
        async with database.read() as session:
            await session.scalar(select(Run.id).limit(1))
    except BackendFailed:
        return False
    return True
