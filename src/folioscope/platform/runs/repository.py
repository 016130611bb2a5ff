"""The SQL of runs as their owners see them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Integer, column, func, select, table, update

from folioscope.backends.deliveries.port import Delivery
from folioscope.errors import BackendFailed, NotFound
from folioscope.platform.database.base import DatabaseClock, now
from folioscope.platform.database.engine import Database, Session, deliver_at_commit
from folioscope.platform.database.ownership import may_write
from folioscope.platform.principal import Principal
from folioscope.platform.runs.states import ACTIVE, RunStatus
from folioscope.platform.runs.tables import Run
from folioscope.telemetry.context import current_trace

TRACE = "traceparent"
"""Where the input of a run names the span that asked for it, where one did."""

# Named by hand: the table belongs to a feature, and the platform knows no feature.
_users = table("users", column("id", Integer), column("created_by", Integer))


class RunNotFound(NotFound):
    """No such run, or not the caller's."""

    code = "run_not_found"


class Runs:
    """The runs a principal may see: their own, and those that work on bases they may write."""

    def __init__(self, session: Session, principal: Principal) -> None:
        self._session = session
        self._principal = principal
        self._visible = may_write(principal, Run.owner_id, Run.subject)

    async def is_seen(self, run_id: str) -> bool:
        """Whether the principal may see that run."""
        chosen = select(Run.id).where(Run.id == run_id, self._visible)
        return await self._session.scalar(chosen) is not None

    async def get(self, run_id: str) -> Run:
        """The run, or ``RunNotFound``."""
        run = await self._session.scalar(select(Run).where(Run.id == run_id, self._visible))
        if run is None:
            msg = "There is no such run."
            raise RunNotFound(msg)
        return run

    async def add(self, run: Run) -> Run:
        """Store a new run on behalf of the principal."""
        run.actor_kind, run.actor_id = self._principal.kind, self._principal.user_id
        if trace := current_trace():
            run.input = {**(run.input or {}), TRACE: trace}
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
            self._visible,
        )
        return await self._session.scalar(counted) or 0

    async def count_open_of_threads(self, owner_id: int) -> int:
        """How many runs an owner has in conversations that have not ended."""
        counted = select(func.count()).where(
            Run.owner_id == owner_id, Run.thread_id.is_not(None), Run.status.in_(ACTIVE)
        )
        return await self._session.scalar(counted) or 0

    async def request_cancel(self, run_id: str) -> None:
        """Mark a run that has not ended; whoever executes it ends it."""
        await self._session.execute(
            update(Run)
            .where(
                Run.id == run_id,
                Run.status.in_(ACTIVE),
                Run.cancel_requested_at.is_(None),
                self._visible,
            )
            .values(cancel_requested_at=now())
        )


async def count_waiting(database: Database, seconds: float) -> int:
    """How many runs, of everybody, have waited for longer for somebody to execute them."""
    counted = select(func.count()).where(
        Run.status == RunStatus.QUEUED,
        Run.created_at < now() - timedelta(seconds=seconds),
        Run.not_before <= DatabaseClock(),
    )
    async with database.read() as session:
        return await session.scalar(counted) or 0


async def payer_of(session: Session, principal: Principal) -> int:
    """The user for whom something counts: of a visitor, whoever made the link they came by."""
    if principal.kind != "visitor":
        return principal.user_id
    payer = await session.scalar(
        select(_users.c.created_by).where(_users.c.id == principal.user_id)
    )
    return principal.user_id if payer is None else payer


async def is_queue_full(session: Session, most: int) -> bool:
    """Whether as many runs wait, of everybody, or more; no more than those are counted."""
    waiting = select(Run.id).where(Run.status.in_((RunStatus.QUEUED, RunStatus.WAITING)))
    counted = select(func.count()).select_from(waiting.limit(most).subquery())
    return (await session.scalar(counted) or 0) >= most


async def is_at_work(database: Database) -> bool:
    """Whether a run of anybody is held by an attempt now."""
    async with database.read() as session:
        held = select(Run.id).where(Run.status == RunStatus.RUNNING).limit(1)
        return await session.scalar(held) is not None


async def is_answering(database: Database) -> bool:
    """Whether the database answers a question about runs."""
    try:
        async with database.read() as session:
            await session.scalar(select(Run.id).limit(1))
    except BackendFailed:
        return False
    return True
