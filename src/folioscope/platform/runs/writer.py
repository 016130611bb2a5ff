"""The one writer of a process: the events of all its runs, committed together and often."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from typing import Any

from folioscope.errors import BackendFailed, Stopped
from folioscope.failpoints import failpoint
from folioscope.platform.database.engine import Database, Session
from folioscope.platform.runs.attempt import Attempt, drained
from folioscope.platform.runs.budgets import count_tokens
from folioscope.platform.runs.events import NewEvent, new_event
from folioscope.platform.runs.ledger_repository import LOST, Batch, Fenced, Ledger
from folioscope.platform.runs.states import ENDED, TERMINAL_EVENT, RunStatus
from folioscope.platform.runs.tables import Run
from folioscope.platform.runs.wakeups import RUNS, Wakeups, events_of
from folioscope.telemetry.instruments import SILENT, Telemetry

LINGER_SECONDS = 0.02  # lets the tokens of all runs gather; well below the 50 ms allowed
BATCH_BYTES = 2048
RENEW_SECONDS = 2.0
RETRY_SECONDS = 0.5
CANCELLED = "This run was cancelled."
WRITER = "writer"
"""The part that must never stop: it goes round at least every few seconds, and says so."""

Ending = Callable[[Session, Run], Awaitable[dict[str, Any]]]
"""Says, in the transaction that ends a run, what its terminal event holds."""

log = logging.getLogger(__name__)


class EventWriter:
    """Group commit by time: what is pending is stored after a few hundredths of a second.

    An event counts as sent only once it is committed: followers are woken after the commit.
    """

    def __init__(self, database: Database, wakeups: Wakeups, telemetry: Telemetry = SILENT) -> None:
        self._database = database
        self._wakeups = wakeups
        self._telemetry = telemetry
        self._held: dict[str, Attempt] = {}
        self._dirty = asyncio.Event()
        self._hurry = asyncio.Event()
        self._flushed = asyncio.Condition()
        self._storing = asyncio.Lock()
        self._stopping = False

    def hold(self, attempt: Attempt) -> None:
        """Start to renew the lease of a claimed run."""
        attempt.renewed_at = time.monotonic()
        self._held[attempt.run_id] = attempt

    def release(self, attempt: Attempt) -> None:
        """Stop to renew its lease."""
        if self._held.get(attempt.run_id) is attempt:
            del self._held[attempt.run_id]

    async def add(self, attempt: Attempt, event: NewEvent) -> None:
        """Queue an event; back-pressure goes to whoever produces it."""
        attempt.pending.append(event)
        self._dirty.set()
        if sum(len(pending.data) for pending in attempt.pending) >= BATCH_BYTES:
            self._hurry.set()
            async with self._flushed:
                await self._flushed.wait_for(lambda: attempt.is_lost or not attempt.pending)
        if attempt.is_lost:
            raise Stopped(LOST)

    async def run(self) -> None:
        """Store what is pending and renew leases, until stopped."""
        stored_at = 0.0
        while not self._stopping:
            self._telemetry.beat(WRITER)
            if await _within(self._dirty, RENEW_SECONDS):
                # Since the last time, not since the first event: one that comes alone goes at once.
                linger = stored_at + LINGER_SECONDS - time.monotonic()
                if linger > 0:
                    await _within(self._hurry, linger)
            self._dirty.clear()
            self._hurry.clear()
            try:
                await self._store_pending()
            except BackendFailed as error:
                log.warning("events wait: %s", error)
                self._dirty.set()
                await asyncio.sleep(RETRY_SECONDS)
            stored_at = time.monotonic()
            async with self._flushed:
                self._flushed.notify_all()

    def stop(self) -> None:
        """Store nothing more once what is being stored is stored."""
        self._stopping = True
        self._dirty.set()
        self._hurry.set()

    async def _store_pending(self) -> None:
        """One transaction for all runs; an attempt that was fenced off writes nothing."""
        due = time.monotonic() - RENEW_SECONDS
        async with self._storing:
            held = [each for each in self._held.values() if _is_due(each, due)]
            if not held:
                return
            await self._settle(held)
            with ExitStack() as stack:
                batches = [
                    Batch(
                        each.run_id, each.number, each.next_seq, stack.enter_context(drained(each))
                    )
                    for each in held
                ]
                for attempt, batch in zip(held, batches, strict=True):
                    attempt.uncertain = len(batch.events)
                async with self._database.write() as session:
                    fenced = await Ledger(session).append(batches)
                    self._wakeups.announce_after(session)
                    failpoint("runs.flush.committing")
        failpoint("runs.flush.committed")
        for attempt in held:
            self._note(attempt, fenced.get(attempt.run_id))

    async def _settle(self, held: Sequence[Attempt]) -> None:
        """Find out what became of commits that the database never answered."""
        uncertain = {each.run_id: each for each in held if each.uncertain}
        if not uncertain:
            return
        async with self._database.write() as session:
            numbers = await Ledger(session).next_numbers(list(uncertain))
        for attempt in uncertain.values():
            if numbers.get(attempt.run_id) == attempt.next_seq + attempt.uncertain:
                del attempt.pending[: attempt.uncertain]
                attempt.next_seq += attempt.uncertain
                self._wakeups.notify(events_of(attempt.run_id))
            attempt.uncertain = 0

    def _note(self, attempt: Attempt, answer: Fenced | None) -> None:
        attempt.renewed_at = time.monotonic()
        if answer is None:
            self._lose(attempt)
        else:
            attempt.is_lost = False
        attempt.next_seq += attempt.uncertain
        attempt.uncertain = 0
        if answer is None or answer.cancel_requested:
            self._wakeups.notify(RUNS)

    def _lose(self, attempt: Attempt) -> None:
        """Note that another attempt has the run; it is found again each time until it leaves."""
        if not attempt.is_lost:
            self._telemetry.count("fences_lost")
        attempt.is_lost = True

    async def finish(self, attempt: Attempt, status: RunStatus, ending: Ending) -> None:
        """End a run in one transaction: the rest of its events, its result, its status.

        Raises ``Stopped`` when the attempt is fenced off, and when a cancel was acknowledged
        before: then it wins over a result.
        """
        async with self._storing:  # what is being stored may be of this attempt
            await self._settle([attempt])
            attempt.is_ending = True
        try:
            with drained(attempt) as rest:
                async with self._database.write() as session:
                    await self._finish(session, attempt, rest, status, ending)
                    self._wakeups.announce_after(session, RUNS)
                    failpoint("runs.finish.committing")
            failpoint("runs.finish.committed")
            self.release(attempt)
        finally:
            attempt.is_ending = False

    async def _finish(
        self,
        session: Session,
        attempt: Attempt,
        rest: Sequence[NewEvent],
        status: RunStatus,
        ending: Ending,
    ) -> None:
        ledger = Ledger(session)
        await ledger.lock_thread(attempt.thread_id)
        batch = Batch(attempt.run_id, attempt.number, attempt.next_seq, rest)
        answers = await ledger.append([batch])
        fenced = answers.get(attempt.run_id)
        if fenced is None:
            self._lose(attempt)
            raise Stopped(LOST)
        if fenced.cancel_requested and status is not RunStatus.CANCELLED:
            raise Stopped(CANCELLED)
        await close_run(session, attempt.run_id, status, ending)
        await count_tokens(session, attempt.principal, attempt.meter.tokens)


def _is_due(attempt: Attempt, due: float) -> bool:
    """Whether an attempt has something to store, or its lease to be renewed."""
    return not attempt.is_ending and (bool(attempt.pending) or attempt.renewed_at <= due)


async def close_run(session: Session, run_id: str, status: RunStatus, ending: Ending) -> None:
    """Write the terminal event, ``done`` and the status of a run, in the caller's transaction."""
    ledger = Ledger(session)
    run = await ledger.lock(run_id)
    if run.status in ENDED:
        raise Stopped(LOST)
    data = await ending(session, run)
    events = (new_event(TERMINAL_EVENT[status], data), new_event("done", {"status": status}))
    first = await ledger.allocate(run_id, len(events))
    await ledger.insert_events(run_id, first, events)
    error = data if status is RunStatus.FAILED else None
    await ledger.end(run_id, status, error=error, usage=data.get("usage"))


async def _within(signal: asyncio.Event, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            return await signal.wait()
    except TimeoutError:
        return False
