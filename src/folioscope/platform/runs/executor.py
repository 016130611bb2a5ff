"""Takes up runs and does them, in this process; the run row decides who may."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

from folioscope.errors import BackendFailed, FolioscopeError
from folioscope.failpoints import failpoint
from folioscope.platform.database.engine import Database
from folioscope.platform.runs.attempt import Attempt, principal_of
from folioscope.platform.runs.claim_repository import Claims
from folioscope.platform.runs.execution import Execution, failing
from folioscope.platform.runs.kinds import Kind, leave_nothing
from folioscope.platform.runs.ledger_repository import Ledger
from folioscope.platform.runs.states import RunStatus
from folioscope.platform.runs.tables import Run
from folioscope.platform.runs.wakeups import RUNS, Wakeups, woken
from folioscope.platform.runs.writer import Ending, EventWriter, close_run
from folioscope.telemetry.instruments import SILENT, Telemetry

POLL_SECONDS = 1.0
ENDING_SECONDS = 5.0  # that a stop waits for ends that are being written
RESTARTED = "The program was stopped in the middle of this, more often than it tries again."

log = logging.getLogger(__name__)


class Interrupted(FolioscopeError):
    """The process stopped in the middle of every attempt."""

    code = "interrupted"
    retryable = True


class Executor:
    """Scans the rows when woken, and each second in any case.

    What it finds is to be cancelled or ended; runs that wait for an attempt it looks for only if
    it ``claims``. Otherwise they are brought to ``take``.
    """

    def __init__(
        self,
        database: Database,
        writer: EventWriter,
        wakeups: Wakeups,
        kinds: Mapping[str, Kind],
        *,
        claims: bool = True,
        telemetry: Telemetry = SILENT,
    ) -> None:
        self._telemetry = telemetry
        self._database = database
        self._writer = writer
        self._wakeups = wakeups
        self._kinds = kinds
        self._claims = claims
        self._doing: dict[str, tuple[Execution, asyncio.Task[None]]] = {}
        self._taking: set[asyncio.Task[asyncio.Task[None] | None]] = set()
        self._hint = asyncio.Event()
        self._stopping = False
        self._sweeping = asyncio.Lock()

    async def run(self) -> None:
        """Take up runs until stopped."""
        with self._wakeups.listening(RUNS) as self._hint:
            while not self._stopping:
                try:
                    async with self._sweeping:
                        await self._sweep()
                except BackendFailed as error:
                    log.warning("runs wait: %s", error)
                except Exception:  # the trouble of one run is not that of all others
                    log.exception("looking after runs broke off")
                await woken(self._hint, POLL_SECONDS)

    async def stop(self) -> None:
        """Take up nothing more, and give back what is being done; it costs the runs no attempt."""
        self._stopping = True
        self._hint.set()
        await asyncio.gather(*self._taking, return_exceptions=True)
        async with self._sweeping:  # it may have just claimed a run
            doing = list(self._doing.values())
        ending = [task for execution, task in doing if execution.is_ending]
        for execution, task in doing:
            if not execution.is_ending:
                task.cancel()
        if ending:
            await asyncio.wait(ending, timeout=ENDING_SECONDS)
        for task in ending:
            task.cancel()
        await asyncio.gather(*(task for _, task in doing), return_exceptions=True)

    async def take(self, run_id: str) -> None:
        """Do the run that was brought, unless somebody has it or there is no room.

        Returns when it is over; a caller that is cancelled leaves it going.
        """
        taking = asyncio.create_task(self._claim_brought(run_id))
        self._taking.add(taking)
        taking.add_done_callback(self._taking.discard)
        try:
            doing = await asyncio.shield(taking)
        except BackendFailed as error:
            log.warning("run %s waits: %s", run_id, error)
            return
        if doing is not None:
            await asyncio.shield(doing)

    async def _claim_brought(self, run_id: str) -> asyncio.Task[None] | None:
        kinds = self._kinds_with_room()
        if self._stopping or not kinds or run_id in self._doing:
            return None
        async with self._database.write() as session:
            run = await Claims(session).claim_one(run_id, kinds)
        return None if run is None else self._begin(run)

    async def _sweep(self) -> None:
        while await self._close_one():
            pass
        await self._cancel_requested()
        while self._claims and not self._stopping and await self._claim_one():
            pass

    async def _close_one(self) -> bool:
        """End a run that nobody executes: cancelled before its turn, or out of attempts."""
        async with self._database.read() as session:
            # What is done here is ended here, even if its lease ran out for once.
            found = await Claims(session).next_to_close(besides=self._doing)
        if found is None:
            return False
        known = self._kinds.get(found.kind)
        try:
            # A run of a kind that this program has not is just ended.
            return await self._close(found, known.abandon if known else leave_nothing)
        except BackendFailed:
            raise
        except Exception:
            log.exception("run %s is ended without being tidied up", found.id)
            return await self._close(found, leave_nothing)

    async def _close(self, found: Run, abandon: Ending) -> bool:
        async with self._database.write() as session:
            await Ledger(session).lock_thread(found.thread_id)
            run = await Claims(session).next_to_close(found.id)
            if run is None:
                return False
            if run.cancel_requested_at is not None:
                status, ending = RunStatus.CANCELLED, abandon
            else:
                status, ending = RunStatus.FAILED, failing(abandon, Interrupted(RESTARTED))
            await close_run(session, run.id, status, ending)
            self._wakeups.announce_after(session, RUNS)
        self._telemetry.count("runs_ended", kind=run.kind, state=str(status))
        return True

    async def _cancel_requested(self) -> None:
        if not self._doing:
            return
        async with self._database.read() as session:
            asked = set(await Ledger(session).cancel_requested_among(list(self._doing)))
        for run_id, (execution, task) in self._doing.items():
            execution.cancel_asked = execution.cancel_asked or run_id in asked
            must_stop = execution.cancel_asked or execution.attempt.is_lost
            # Once is enough: a second time would break off the writing of its end.
            if must_stop and not execution.is_ending and not task.cancelling():
                task.cancel()

    async def _claim_one(self) -> bool:
        kinds = self._kinds_with_room()
        async with self._database.read() as session:
            if not kinds or not await Claims(session).is_work_waiting(kinds, self._doing):
                return False
        async with self._database.write() as session:
            run = await Claims(session).claim(kinds, self._doing)
        if run is None:
            return False
        self._begin(run)
        return True

    def _begin(self, run: Run) -> asyncio.Task[None]:
        failpoint("runs.claimed")
        attempt = _attempt_of(run)
        self._writer.hold(attempt)
        kind = self._kinds[run.kind]
        execution = Execution(
            attempt, kind, run.max_attempts, self._database, self._writer, self._telemetry
        )
        self._count_begun(run)
        task = asyncio.create_task(execution.run())
        self._doing[run.id] = (execution, task)
        task.add_done_callback(lambda _: self._forget(run.id))
        return task

    def _count_begun(self, run: Run) -> None:
        again = "yes" if run.attempt > 1 else "no"
        self._telemetry.count("attempts", kind=run.kind, again=again)
        if run.started_at is not None and run.attempt == 1:
            waited = (run.started_at - run.created_at).total_seconds()
            self._telemetry.observe("run_waited", max(0.0, waited), kind=run.kind)

    def _kinds_with_room(self) -> dict[str, int | None]:
        """The kinds of which more may be taken up here, with what their owners may have."""
        busy = [execution.attempt.kind for execution, _ in self._doing.values()]
        return {
            name: kind.per_owner
            for name, kind in self._kinds.items()
            if busy.count(name) < kind.slots
        }

    def _forget(self, run_id: str) -> None:
        del self._doing[run_id]
        self._wakeups.notify(RUNS)


def _attempt_of(run: Run) -> Attempt:
    return Attempt(
        run_id=run.id,
        kind=run.kind,
        number=run.attempt,
        owner_id=run.owner_id,
        principal=principal_of(run),
        thread_id=run.thread_id,
        input=run.input,
        next_seq=run.next_seq,
    )
