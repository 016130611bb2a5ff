"""What a request asks of a conversation, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from folioscope.errors import Conflict, LimitReached
from folioscope.features.accounts.repository import Users
from folioscope.features.chat import answer
from folioscope.features.chat.repository import Messages, Threads
from folioscope.features.chat.tables import Message, Thread
from folioscope.features.knowledge.repository import Bases
from folioscope.platform.database.engine import Session
from folioscope.platform.principal import Principal
from folioscope.platform.runs import service as runs
from folioscope.platform.runs.repository import Runs
from folioscope.platform.runs.service import Caller
from folioscope.platform.runs.tables import Run

MAX_OPEN_RUNS = 22  # two that run and twenty that wait, of one user
TITLE_LENGTH = 80


class ThreadBusy(Conflict):
    """A message while the answer to the last one is still being written."""

    code = "thread_busy"


class TooManyRuns(LimitReached):
    """More questions open than one user may have."""

    code = "too_many_runs"


@dataclass(frozen=True, slots=True)
class NewThread:
    """A conversation to be begun. ``kbs`` are ids or names; None means all that may be seen."""

    user_id: int | None
    title: str | None
    kbs: Sequence[str] | None
    mode: str
    model: str | None


@dataclass(frozen=True, slots=True)
class Question:
    """A message to be answered; None means as the thread says. ``filters`` narrow the search."""

    content: str
    kbs: Sequence[str] | None
    mode: str | None
    model: str | None
    filters: dict[str, Any]


async def create_thread(session: Session, principal: Principal, wanted: NewThread) -> Thread:
    """Begin a conversation, for a user that the principal may act for or for itself."""
    owner_id = principal.user_id
    if wanted.user_id is not None:
        owner_id = (await Users(session, principal).get(wanted.user_id)).id
    thread = Thread(
        owner_id=owner_id,
        title=wanted.title,
        bases=await _base_ids(session, principal, wanted.kbs),
        mode=wanted.mode,
        model=wanted.model,
    )
    return await Threads(session, principal).add(thread)


async def post_message(caller: Caller, thread_id: str, wanted: Question) -> Message:
    """Store a question and the run that will answer it; the message knows its run."""
    session, principal = caller.session, caller.principal
    thread = await Threads(session, principal).lock(thread_id)
    await _check_room(session, principal, thread)
    bases = await _base_ids(session, principal, wanted.kbs)
    run = Run(
        owner_id=thread.owner_id,
        kind=answer.KIND,
        thread_id=thread.id,
        input={
            "bases": bases or thread.bases,
            "mode": wanted.mode or thread.mode,
            "model": wanted.model or thread.model,
            "filters": wanted.filters,
        },
    )
    await runs.start(caller, run)
    thread.title = thread.title or wanted.content.strip()[:TITLE_LENGTH]
    message = Message(run_id=run.id, role="user", content=wanted.content)
    return await Messages(session, principal).add(thread, message)


async def _check_room(session: Session, principal: Principal, thread: Thread) -> None:
    runs_of_owner = Runs(session, principal)
    active = await runs_of_owner.active_in_thread(thread.id)
    if active is not None:
        msg = f"Run {active.id} of this thread has not ended; wait for it or cancel it."
        raise ThreadBusy(msg)
    if await runs_of_owner.count_open(answer.KIND, thread.owner_id) >= MAX_OPEN_RUNS:
        msg = f"{MAX_OPEN_RUNS} questions are open already; wait until some are answered."
        raise TooManyRuns(msg, retry_after=5)


async def _base_ids(
    session: Session, principal: Principal, references: Sequence[str] | None
) -> list[str] | None:
    if references is None:
        return None
    return [base.id for base in await Bases(session, principal).choose(references)]
