"""What becomes of a message that comes while the one before it is still being answered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from folioscope.errors import Conflict, Invalid, LimitReached
from folioscope.features.chat.kept_repository import KeptAnswers
from folioscope.features.chat.repository import SUPERSEDED, Messages, Threads
from folioscope.features.chat.tables import Thread
from folioscope.platform.database.base import now
from folioscope.platform.runs.budgets import Budget, take_message
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


class NotAQuestion(Invalid):
    """An answer that a question should take the place of."""

    code = "not_a_question"


class MessageSuperseded(Conflict):
    """A question whose place another one has taken already."""

    code = "message_superseded"


class MessageTooLong(Invalid):
    """A message of more characters than the server takes."""

    code = "message_too_long"


@dataclass(frozen=True, slots=True)
class QuestionLimits:
    """How many questions of one user are answered at once, and how many may wait.

    ``longest`` is in characters; ``budget`` is what one account may ask of models.
    """

    active: int
    waiting: int
    longest: int = 32_000
    budget: Budget = field(default_factory=Budget)

    @property
    def open(self) -> int:
        """How many may be open in all."""
        return self.active + self.waiting


@dataclass(frozen=True, slots=True)
class Turn:
    """How the run of a new question begins: at once or behind others, and when it was asked."""

    status: RunStatus
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Replaced:
    """What a new question takes the place of: a question in these words, the runs of all of it."""

    content: str | None = None
    run_ids: Collection[str] = ()


async def take_question(caller: Caller, content: str, limits: QuestionLimits) -> None:
    """Count a question, by whichever door it came.

    Raises ``MessageTooLong``, ``TooManyMessages`` or ``TokensSpent``.
    """
    if len(content) > limits.longest:
        msg = f"A message has {limits.longest:,} characters at the most, and this {len(content):,}."
        raise MessageTooLong(msg)
    await take_message(caller.session, caller.principal, limits.budget)


async def replace_since(caller: Caller, thread: Thread, message_id: str | None) -> Replaced:
    """Take a question of a thread that is held out of it, with all that comes after it.

    Raises ``MessageNotFound``, ``NotAQuestion`` or ``MessageSuperseded``.
    """
    if message_id is None:
        return Replaced()
    messages = Messages(caller.session, caller.principal)
    question = await messages.get(thread.id, message_id)
    if question.role != "user":
        msg = f"Message “{message_id}” is an answer; a question takes the place of a question."
        raise NotAQuestion(msg)
    if question.status == SUPERSEDED:
        msg = f"Another question has taken the place of message “{message_id}” already."
        raise MessageSuperseded(msg)
    content = question.content
    run_ids = await messages.supersede_since(question)
    await ThreadRuns(caller.session, caller.principal, thread.id).supersede(run_ids)
    await KeptAnswers(caller.session, caller.principal, thread.owner_id).forget(run_ids)
    return Replaced(content, run_ids)


async def take_turn(
    caller: Caller,
    thread: Thread,
    policy: Policy,
    limits: QuestionLimits,
    replaced: Collection[str] = (),
) -> Turn:
    """Do to the open runs of a thread that is held what the policy says; then it is one's turn.

    Those that are ``replaced`` are broken off whatever the policy, and nobody minds those that were
    so before and are still leaving. Raises ``ThreadBusy`` or ``TooManyRuns`` where a new question
    may not be asked.
    """
    runs = ThreadRuns(caller.session, caller.principal, thread.id)
    open_runs = await runs.open()
    standing = [run for run in open_runs if run.id not in replaced and run.superseded_at is None]
    if standing and policy == "reject":
        msg = (
            f"Run {standing[0].id} of this thread has not ended; wait for it or cancel it, "
            "or send this with the policy enqueue, interrupt or rollback."
        )
        raise ThreadBusy(msg)
    leaving = [run for run in open_runs if policy in REPLACING or run.id in replaced]
    asked_to_leave = sum(run.cancel_requested_at is None for run in leaving)
    await _check_room(caller, thread, limits.open + asked_to_leave)
    await runs.request_cancel([run.id for run in leaving])
    if policy == "rollback":
        ids = [run.id for run in standing]
        await runs.supersede(ids)
        await Messages(caller.session, caller.principal).supersede(thread.id, ids)
    return _turn_after(open_runs)


async def _check_room(caller: Caller, thread: Thread, room: int) -> None:
    await Threads(caller.session, caller.principal).lock_owner(thread)
    runs = Runs(caller.session, caller.principal)
    count = await runs.count_open_of_threads(thread.owner_id)
    if count >= room:
        msg = f"{count} questions are open already; wait until some are answered."
        raise TooManyRuns(msg, retry_after=RETRY_AFTER)


def _turn_after(open_runs: Sequence[Run]) -> Turn:
    is_taken = any(run.status != RunStatus.WAITING for run in open_runs)
    status = RunStatus.WAITING if is_taken else RunStatus.QUEUED
    # The clock of another machine, which stored the last one, may be ahead of this one's.
    after_others = [run.created_at + timedelta(microseconds=1) for run in open_runs]
    return Turn(status, max([now(), *after_others]))
