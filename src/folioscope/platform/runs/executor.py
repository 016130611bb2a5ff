"""Takes up runs and does them, in this process; the run row decides who may."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from folioscope.errors import BackendBusy, BackendFailed, FolioscopeError, Stopped
from folioscope.platform.database.engine import Database, Session
from folioscope.platform.runs.attempt import Attempt, Conclude, RunContext, principal_of
from folioscope.platform.runs.repository import Ledger
from folioscope.platform.runs.states import RunStatus
from folioscope.platform.runs.tables import Run
from folioscope.platform.runs.wakeups import RUNS, Wakeups, events_of, woken
from folioscope.platform.runs.writer import Ending, EventWriter, close_run

POLL_SECONDS = 1.0
RETRY_SECONDS = 0.5
LONGEST_DELAY = 30  # seconds; who must wait longer is told so at once

log = logging.getLogger(__name__)


async def leave_nothing(_session: Session, _run: Run) -> dict[str, Any]:
    """The ending of a kind of run that has nothing to tidy up."""
    return {}


@dataclass(frozen=True)
class Kind:
    """How one kind of run is done.

    ``abandon`` is called in the transaction that ends a cancelled or failed run; what it answers
    is the data of the event ``cancelled``. ``slots`` is how many run at once in a process,
    ``limit_seconds`` how long one attempt may take.
    """

    execute: Callable[[RunContext], Awaitable[Conclude]]
    abandon: Ending = leave_nothing
    slots: int = 8
    limit_seconds: float | None = 300.0


class Interrupted(FolioscopeError):
    """The process stopped in the middle of every attempt."""

    code = "interrupted"
    retryable = True


class RunTooLong(FolioscopeError):
    """The run took longer than its kind may."""

    code = "run_too_long"


class Executor:
    """The in-process executor: scans the rows when woken, and each second in any case."""

    def __init__(
        self,
        database: Database,
        writer: EventWriter,
        wakeups: Wakeups,
        kinds: Mapping[str, Kind],
    ) -> None:
        self._database = database
        self._writer = writer
        self._wakeups = wakeups
        self._kinds = kinds
        self._tasks: dict[str, tuple[str, asyncio.Task[None]]] = {}
        self._hint = asyncio.Event()
        self._stopping = False

    async def run(self) -> None:
        """Take up runs until stopped."""
        with self._wakeups.listening(RUNS) as self._hint:
            while not self._stopping:
                try:
                    await self._sweep()
                except BackendFailed:
                    log.warning("runs wait: the database does not answer", exc_info=True)
                await woken(self._hint, POLL_SECONDS)

    async def stop(self) -> None:
        """Take up nothing more, and give back what is being done; it costs the runs no attempt."""
        self._stopping = True
        self._hint.set()
        tasks = [task for _, task in self._tasks.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _sweep(self) -> None:
        while await self._close_one():
            pass
        await self._cancel_requested()
        while not self._stopping and await self._claim_one():
            pass

    async def _close_one(self) -> bool:
        """End a run that nobody executes: cancelled before its turn, or out of attempts."""
        async with self._database.read() as session:
            if await Ledger(session).next_to_close() is None:
                return False
        async with self._database.write() as session:
            run = await Ledger(session).next_to_close()
            if run is None:
                return False
            if run.cancel_requested_at is not None:
                status, ending = RunStatus.CANCELLED, self._abandon(run.kind)
            else:
                status, ending = RunStatus.FAILED, self._failing(run.kind, Interrupted(RESTARTED))
            await close_run(session, run.id, status, ending)
            self._wakeups.notify_after(session, RUNS, events_of(run.id))
        return True

    async def _cancel_requested(self) -> None:
        if not self._tasks:
            return
        async with self._database.read() as session:
            asked = await Ledger(session).cancel_requested_among(list(self._tasks))
        for run_id in asked:
            # Once is enough: a second time would break off the writing of its end.
            if run_id in self._tasks and not self._tasks[run_id][1].cancelling():
                self._tasks[run_id][1].cancel()

    async def _claim_one(self) -> bool:
        kinds = [name for name, kind in self._kinds.items() if self._busy(name) < kind.slots]
        async with self._database.read() as session:
            if not kinds or not await Ledger(session).is_work_waiting(kinds):
                return False
        async with self._database.write() as session:
            run = await Ledger(session).claim(kinds)
        if run is None:
            return False
        attempt = _attempt_of(run)
        self._writer.hold(attempt)
        task = asyncio.create_task(self._execute(attempt, run.max_attempts))
        self._tasks[run.id] = (run.kind, task)
        task.add_done_callback(lambda _: self._forget(run.id))
        return True

    def _busy(self, kind: str) -> int:
        return sum(1 for name, _ in self._tasks.values() if name == kind)

    def _forget(self, run_id: str) -> None:
        del self._tasks[run_id]
        self._wakeups.notify(RUNS)

    async def _execute(self, attempt: Attempt, max_attempts: int) -> None:
        kind = self._kinds[attempt.kind]
        try:
            await self._work(attempt, kind)
        except (asyncio.CancelledError, Stopped):
            await self._stopped(attempt)
        except TimeoutError:
            error = RunTooLong(f"This took longer than {kind.limit_seconds:.0f} s.")
            await self._fail(attempt, error, max_attempts)
        except FolioscopeError as error:
            await self._fail(attempt, error, max_attempts)
        except Exception:
            log.exception("run %s failed", attempt.run_id)
            await self._fail(attempt, FolioscopeError(UNEXPECTED), max_attempts)
        finally:
            self._writer.release(attempt)

    async def _work(self, attempt: Attempt, kind: Kind) -> None:
        context = RunContext(attempt, self._writer)
        if attempt.number > 1:
            await context.emit("reset", {"attempt": attempt.number})
        await context.emit("status", {"status": "running", "attempt": attempt.number})
        async with asyncio.timeout(kind.limit_seconds):
            conclude = await kind.execute(context)
        await self._finish(attempt, RunStatus.DONE, lambda session, _run: conclude(session))

    async def _stopped(self, attempt: Attempt) -> None:
        if attempt.is_lost:
            return
        if self._stopping:
            await self._give_back(attempt, 0, counted=False)
        else:
            await self._finish(attempt, RunStatus.CANCELLED, self._abandon(attempt.kind))

    async def _fail(self, attempt: Attempt, error: FolioscopeError, max_attempts: int) -> None:
        delay = error.retry_after if isinstance(error, BackendBusy) else 1
        if error.retryable and attempt.number < max_attempts and delay <= LONGEST_DELAY:
            await self._give_back(attempt, delay, counted=True)
        else:
            await self._finish(attempt, RunStatus.FAILED, self._failing(attempt.kind, error))

    async def _give_back(self, attempt: Attempt, delay: float, *, counted: bool) -> None:
        try:
            async with self._database.write() as session:
                ledger = Ledger(session)
                await ledger.give_back(attempt.run_id, attempt.number, delay, counted=counted)
        except BackendFailed:
            log.warning("run %s waits for its lease to run out", attempt.run_id, exc_info=True)

    async def _finish(self, attempt: Attempt, status: RunStatus, ending: Ending) -> None:
        """End the run, however long the database is away; a fenced attempt just leaves."""
        while True:
            try:
                return await self._writer.finish(attempt, status, ending)
            except BackendFailed:
                log.warning("the end of run %s waits", attempt.run_id, exc_info=True)
                await asyncio.sleep(RETRY_SECONDS)
            except Stopped:
                if attempt.is_lost:
                    return None
                status, ending = RunStatus.CANCELLED, self._abandon(attempt.kind)

    def _abandon(self, kind: str) -> Ending:
        """How the kind tidies up; a run of a kind that this program has not is just ended."""
        return self._kinds[kind].abandon if kind in self._kinds else leave_nothing

    def _failing(self, kind: str, error: FolioscopeError) -> Ending:
        async def ending(session: Session, run: Run) -> dict[str, Any]:
            await self._abandon(kind)(session, run)
            return {"code": error.code, "message": error.message, "retryable": error.retryable}

        return ending


def _attempt_of(run: Run) -> Attempt:
    return Attempt(
        run_id=run.id,
        kind=run.kind,
        number=run.attempt,
        owner_id=run.owner_id,
        principal=principal_of(run),
        thread_id=run.thread_id,
        input=run.input,
    )


RESTARTED = "The program was stopped in the middle of this, more often than it tries again."
UNEXPECTED = "Something went wrong that should not have; the log says more."
