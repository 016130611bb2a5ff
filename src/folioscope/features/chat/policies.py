"""What becomes of a message that comes while the one before it is still being answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from folioscope.errors import Conflict, LimitReached
from folioscope.features.chat import answer
from folioscope.features.chat.repository import Messages, Threads
from folioscope.features.chat.tables import Thread
from folioscope.platform.database.base import now
from folioscope.platform.runs.repository import Runs
from folioscope.platform.runs.service import Caller
from folioscope.platform.runs.states import RunStatus
from folioscope.platform.runs.tables import Run
from folioscope.platform.runs.thread_repository import ThreadRuns

Policy = Literal["reject", "enqueue", "interrupt", "rollback"]

REPLACING: frozenset[Policy] = frozenset({"interrupt", "rollback"})
RETRY_AFTER = 5  # seconds


class ThreadBusy(Conflict):
    """A message while the answer to the last one is still being written."""

    code = "thread_busy"


class TooManyRuns(LimitReached):
    """More questions open than one user may have."""

    code = "too_many_runs"


@dataclass(frozen=True, slots=True)
class QuestionLimits:
    """How many questions of one user are answered at once, and how many may wait."""

    active: int
    waiting: int

    @property
    def open(self) -> int:
        """How many may be open in all."""
        return self.active + self.waiting


@dataclass(frozen=True, slots=True)
class Turn:
    """How the run of a new question begins: at once or behind others, and when it was asked."""

    status: RunStatus
    created_at: datetime


async def take_turn(caller: Caller, thread: Thread, policy: Policy, limits: QuestionLimits) -> Turn:
    """Do to the open runs of a thread that is held what the policy says; then it is one's turn.

    Raises ``ThreadBusy`` or ``TooManyRuns`` where a new question may not be asked.
    """
    runs = ThreadRuns(caller.session, caller.principal, thread.id)
    open_runs = await runs.open()
    if open_runs and policy == "reject":
        msg = (
            f"Run {open_runs[0].id} of this thread has not ended; wait for it or cancel it, "
            "or send this with the policy enqueue, interrupt or rollback."
        )
        raise ThreadBusy(msg)
    asked_to_leave = [run for run in open_runs if run.cancel_requested_at is None]
    leaving = len(asked_to_leave) if policy in REPLACING else 0
    await _check_room(caller, thread, limits.open + leaving)
    if policy in REPLACING:
        await runs.request_cancel()
    if policy == "rollback":
        await runs.supersede()
        messages = Messages(caller.session, caller.principal)
        await messages.supersede(thread.id, [run.id for run in open_runs])
    return _turn_after(open_runs)


async def _check_room(caller: Caller, thread: Thread, room: int) -> None:
    await Threads(caller.session, caller.principal).lock_owner(thread)
    runs = Runs(caller.session, caller.principal)
    count = await runs.count_open(answer.KIND, thread.owner_id)
    if count >= room:
        msg = f"{count} questions are open already; wait until some are answered."
        raise TooManyRuns(msg, retry_after=RETRY_AFTER)


def _turn_after(open_runs: Sequence[Run]) -> Turn:
    is_taken = any(run.status != RunStatus.WAITING for run in open_runs)
    status = RunStatus.WAITING if is_taken else RunStatus.QUEUED
    # The clock of another machine, which stored the last one, may be ahead of this one's.
    after_others = [run.created_at + timedelta(microseconds=1) for run in open_runs]
    return Turn(status, max([now(), *after_others]))
