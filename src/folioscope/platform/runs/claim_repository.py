"""The SQL of claims: which runs wait for an attempt, and who gets them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, and_, func, literal_column, or_, select, update
from sqlalchemy.orm import aliased

from folioscope.platform.database.base import DatabaseClock, now
from folioscope.platform.database.engine import Session
from folioscope.platform.runs.ledger_repository import moved
from folioscope.platform.runs.states import RunStatus
from folioscope.platform.runs.tables import Run

CLAIMS, RECONCILING = 20_261_122, 20_261_123  # advisory locks
LONGEST_WAIT = 60.0  # seconds; no run is given back for as long

Kinds = Mapping[str, int | None]
"""Kinds of run that may be claimed, and how many of each one owner may have running at once."""


class Claims:
    """Takes up runs, whoever owns them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def is_work_waiting(self, kinds: Kinds, besides: Collection[str] = ()) -> bool:
        """Whether ``claim`` would find a run."""
        others = Run.id.not_in(list(besides))
        waiting = select(Run.id).where(_is_claimable(kinds), others).limit(1)
        found = await self._session.scalar(waiting)
        return found is not None

    async def claim(self, kinds: Kinds, besides: Collection[str] = ()) -> Run | None:
        """Take up the oldest run that waits for an attempt; its lease starts now.

        A run counts as waiting when it is queued, or when the lease of its last attempt has run
        out and its budget of attempts has not. ``besides`` are those that the caller does itself,
        whose leases ran out because the database was away.
        """
        others = Run.id.not_in(list(besides))
        oldest = select(Run.id).where(_is_claimable(kinds), others)
        oldest = oldest.order_by(Run.created_at).limit(1)
        return await self._claim_among(oldest)

    async def claim_one(self, run_id: str, kinds: Kinds) -> Run | None:
        """Take up this run if it waits for an attempt, and its owner has not enough running."""
        await self._session.execute(
            # One claim an owner at a time, or two could both be the last that is allowed.
            select(func.pg_advisory_xact_lock(CLAIMS, Run.owner_id)).where(Run.id == run_id)
        )
        chosen = select(Run.id).where(Run.id == run_id, _is_claimable(kinds))
        return await self._claim_among(chosen)

    async def claimable(self, kinds: Kinds, after_id: str, limit: int) -> Sequence[Run]:
        """Runs that wait for an attempt, by id, beyond ``after_id``."""
        chosen = select(Run).where(_is_claimable(kinds), Run.id > after_id)
        return (await self._session.scalars(chosen.order_by(Run.id).limit(limit))).all()

    async def next_to_close(
        self, run_id: str | None = None, *, besides: Collection[str] = ()
    ) -> Run | None:
        """A run nobody executes that must still be ended: cancelled early, or out of attempts.

        With an id that run, if it is still one.
        """
        chosen = (
            select(Run)
            .where(
                Run.id == run_id if run_id else Run.id.not_in(list(besides)),
                or_(
                    and_(
                        Run.status.in_((RunStatus.WAITING, RunStatus.QUEUED)),
                        Run.cancel_requested_at.is_not(None),
                    ),
                    and_(
                        _is_orphaned(),
                        or_(Run.attempt >= Run.max_attempts, Run.cancel_requested_at.is_not(None)),
                    ),
                ),
            )
            .order_by(Run.created_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        return await self._session.scalar(chosen)

    async def expire_leases(self) -> None:
        """Make orphans of all running runs: right only where no other process can hold one."""
        await self._session.execute(
            update(Run).where(Run.status == RunStatus.RUNNING).values(lease_until=0.0)
        )

    async def _claim_among(self, chosen: Select[Any]) -> Run | None:
        free = chosen.with_for_update(skip_locked=True)
        started = {"attempt": Run.attempt + 1, "started_at": now()}
        return await self._session.scalar(moved(free, RunStatus.RUNNING, **started))


def _is_claimable(kinds: Kinds) -> Any:
    return _claimable_among(tuple(kinds.items()))


# Asked once a second for as long as the program is open; composing it takes longer than its answer.
@lru_cache(maxsize=64)
def _claimable_among(kinds: tuple[tuple[str, int | None], ...]) -> Any:
    return and_(
        or_(*(_has_room(kind, limit) for kind, limit in kinds)),
        Run.cancel_requested_at.is_(None),
        or_(
            and_(Run.status == RunStatus.QUEUED, _is_due()),
            and_(_is_orphaned(), Run.attempt < Run.max_attempts),
        ),
    )


def _is_due() -> Any:
    # A clock that was set back would have its runs wait for as long.
    was_set_back = Run.not_before > DatabaseClock() + LONGEST_WAIT
    return or_(Run.not_before <= DatabaseClock(), was_set_back)


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
            other.lease_until >= DatabaseClock(),
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
