"""One attempt at a run, from its claim to whatever ends it."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass, field
from typing import Any

from folioscope.backends.llm_meter import metering
from folioscope.errors import BackendBusy, BackendFailed, FolioscopeError, Stopped
from folioscope.platform.database.engine import Database, Session
from folioscope.platform.runs.attempt import Attempt, RunContext
from folioscope.platform.runs.kinds import Kind, leave_nothing
from folioscope.platform.runs.ledger_repository import Ledger
from folioscope.platform.runs.repository import TRACE
from folioscope.platform.runs.states import RunStatus
from folioscope.platform.runs.tables import Run
from folioscope.platform.runs.writer import Ending, EventWriter
from folioscope.telemetry.context import bound
from folioscope.telemetry.instruments import SILENT, About, NoSpan, Span, Telemetry

RETRY_SECONDS = 0.5
LONGEST_DELAY = 30  # seconds; who must wait longer is told so at once
UNEXPECTED = "Something went wrong that should not have; the log says more."

log = logging.getLogger(__name__)


class RunTooLong(FolioscopeError):
    """The run took longer than its kind may."""

    code = "run_too_long"


def failing(abandon: Ending, error: FolioscopeError) -> Ending:
    """The ending of a run that failed."""

    async def ending(session: Session, run: Run) -> dict[str, Any]:
        await abandon(session, run)
        return {"code": error.code, "message": error.message, "retryable": error.retryable}

    return ending


UNTIDIED = failing(leave_nothing, FolioscopeError(UNEXPECTED))


@dataclass
class Execution:
    """Does what the kind of the run says.

    An attempt that is broken off is given back, unless ``cancel_asked`` says that the run is to be
    cancelled. While it ``is_ending`` it must not be broken off.
    """

    attempt: Attempt
    kind: Kind
    max_attempts: int
    database: Database
    writer: EventWriter
    telemetry: Telemetry = SILENT
    cancel_asked: bool = False
    is_ending: bool = False
    span: Span = field(default_factory=NoSpan)
    begun: float = field(default_factory=time.perf_counter)

    async def run(self) -> None:
        """Do it and end it. Raises nothing; an attempt that was fenced off just leaves."""
        attempt = self.attempt
        about: About = {"folioscope.run": attempt.run_id, "folioscope.attempt": attempt.number}
        observed = self.telemetry.span(
            f"run {attempt.kind}", "consumer", about=about, parent=attempt.input.get(TRACE)
        )
        with bound(run_id=attempt.run_id, user_id=attempt.principal.user_id), observed as self.span:
            await self._run()

    async def _run(self) -> None:
        try:
            await self._work()
        except (asyncio.CancelledError, Stopped):
            await self._stopped()
        except FolioscopeError as error:
            await self._fail(error)
        except Exception:
            log.exception("run %s failed", self.attempt.run_id)
            await self._fail(FolioscopeError(UNEXPECTED))
        finally:
            self.writer.release(self.attempt)

    async def _work(self) -> None:
        context = RunContext(self.attempt, self.writer, self.telemetry)
        if self.attempt.number > 1:
            await context.emit("reset", {"attempt": self.attempt.number})
        await context.emit("status", {"status": "running", "attempt": self.attempt.number})
        bound = asyncio.timeout(self.kind.limit_seconds)
        try:
            with metering(self.attempt.meter):
                async with bound:
                    conclude = await self.kind.execute(context)
        except TimeoutError as error:
            if not bound.expired():  # of something that waited by itself
                raise
            msg = f"This took longer than {self.kind.limit_seconds:.0f} s."
            raise RunTooLong(msg) from error
        await self._finish(RunStatus.DONE, lambda session, _run: conclude(session))

    async def _stopped(self) -> None:
        if self.attempt.is_lost:
            return
        if self.cancel_asked:
            await self._finish(RunStatus.CANCELLED, self.kind.abandon)
        else:
            await self._give_back(0, counted=False)

    async def _fail(self, error: FolioscopeError) -> None:
        self.span.fail(error.code)
        delay = error.retry_after if isinstance(error, BackendBusy) else 1
        # What was shown is not taken back for a failure: somebody may be reading it.
        is_unseen = not self.attempt.texts
        may_retry = error.retryable and is_unseen and self.attempt.number < self.max_attempts
        if may_retry and delay <= LONGEST_DELAY:
            await self._give_back(delay, counted=True)
        else:
            await self._finish(RunStatus.FAILED, failing(self.kind.abandon, error))

    async def _give_back(self, delay: float, *, counted: bool) -> None:
        self.is_ending = True
        held = (self.attempt.run_id, self.attempt.number)
        try:
            async with self.database.write() as session:
                await Ledger(session).give_back(*held, delay, counted=counted)
        except BackendFailed as error:
            log.warning("run %s waits for its lease to run out: %s", held[0], error)

    async def _finish(self, status: RunStatus, ending: Ending) -> None:
        """End the run, however long the database is away."""
        self.is_ending = True
        abandon = self.kind.abandon
        while True:
            try:
                await self.writer.finish(self.attempt, status, ending)
                return self._count_end(status)
            except BackendFailed as error:
                log.warning("the end of run %s waits: %s", self.attempt.run_id, error)
                await asyncio.sleep(RETRY_SECONDS)
            except Stopped:
                if self.attempt.is_lost:
                    return None
                status, ending = RunStatus.CANCELLED, abandon
            except Exception:
                if status is RunStatus.DONE or abandon is leave_nothing:
                    raise  # a result that cannot be written is an error of the run
                abandon = leave_nothing
                log.exception("run %s is ended without being tidied up", self.attempt.run_id)
                status, ending = RunStatus.FAILED, UNTIDIED

    def _count_end(self, status: RunStatus) -> None:
        kind = self.attempt.kind
        self.span.note({"folioscope.state": str(status)})
        self.telemetry.count("runs_ended", kind=kind, state=str(status))
        self.telemetry.observe("run", time.perf_counter() - self.begun, kind=kind)
