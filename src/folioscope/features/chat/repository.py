"""All SQL of threads and messages."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    delete,
    exists,
    func,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.orm import aliased

from folioscope.errors import NotFound, Stopped
from folioscope.features.accounts.tables import User
from folioscope.features.chat.tables import Message, Thread
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Session
from folioscope.platform.database.ownership import owned_by
from folioscope.platform.principal import Principal
from folioscope.platform.runs.states import ACTIVE, RunStatus
from folioscope.platform.runs.tables import Run

SUPERSEDED = "superseded"


class ThreadNotFound(NotFound):
    """No such thread, or not the caller's."""

    code = "thread_not_found"


class MessageNotFound(NotFound):
    """No such message in that thread, or not the caller's."""

    code = "message_not_found"


@dataclass(frozen=True, slots=True)
class ThreadFigures:
    """A thread with how many messages it shows, and the run whose turn it is in it now."""

    thread: Thread
    messages: int = 0
    active_run_id: str | None = None
    active_run_status: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A message as it is shown. ``grounding`` tells of an answer what it rests on.

    ``run_status`` and ``error`` are those of the run of a question that has no answer from it.
    """

    id: str
    run_id: str | None
    role: str
    content: str
    citations: Sequence[Any]
    status: str
    created_at: datetime
    grounding: dict[str, Any] | None = None
    run_status: str | None = None
    error: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which threads are listed: archived ones or not, those whose title holds a text.

    ``beyond`` is where the page before ended: the last activity and the id of its last thread.
    """

    archived: bool | None
    title: str | None
    beyond: tuple[datetime, str] | None
    limit: int


class Threads:
    """The threads a principal may see."""

    def __init__(self, session: Session, principal: Principal) -> None:
        self._session = session
        self._visible = owned_by(principal, Thread.owner_id)

    async def add(self, thread: Thread) -> Thread:
        """Store a new thread."""
        self._session.add(thread)
        await self._session.flush()
        return thread

    async def get(self, thread_id: str) -> Thread:
        """The thread, or ``ThreadNotFound``."""
        return await self._one(thread_id, lock=False)

    async def lock(self, thread_id: str) -> Thread:
        """The thread, held so that one message is added, or one run ended, after the other."""
        return await self._one(thread_id, lock=True)

    async def lock_owner(self, thread: Thread) -> None:
        """Hold the owner of a thread that is held, so that its runs are counted one by one."""
        held = select(User.id).where(User.id == thread.owner_id)
        await self._session.execute(held.with_for_update(key_share=True))

    async def figures(self, thread_id: str) -> ThreadFigures:
        """The thread with what is in it, or ``ThreadNotFound``."""
        chosen = _with_figures().where(Thread.id == thread_id, self._visible)
        row = (await self._session.execute(chosen)).one_or_none()
        if row is None:
            raise _not_found()
        return ThreadFigures(*row)

    async def list(self, wanted: Wanted) -> Sequence[ThreadFigures]:
        """A page of threads, those with the newest activity first."""
        newest = (Thread.updated_at.desc(), Thread.id.desc())
        matching = select(Thread.id).where(self._visible, *_conditions(wanted))
        # Chosen first, so that nothing is counted in threads that are not on the page.
        page = matching.order_by(*newest).limit(wanted.limit).subquery()
        chosen = _with_figures().join(page, page.c.id == Thread.id).order_by(*newest)
        return [ThreadFigures(*row) for row in await self._session.execute(chosen)]

    async def change(self, thread_id: str, **values: Any) -> None:
        """Set columns of a thread. It is no activity, so its place in the list stays."""
        changed = update(Thread).where(Thread.id == thread_id, self._visible)
        kept = changed.values(**values, updated_at=Thread.updated_at)
        await self._session.execute(kept.execution_options(synchronize_session=False))

    async def remove(self, thread: Thread) -> None:
        """Delete a thread that is held, with its messages, its runs and their events."""
        deleted = delete(Thread).where(Thread.id == thread.id, self._visible)
        await self._session.execute(deleted.execution_options(synchronize_session=False))

    async def _one(self, thread_id: str, *, lock: bool) -> Thread:
        chosen = select(Thread).where(Thread.id == thread_id, self._visible)
        thread = await self._session.scalar(chosen.with_for_update() if lock else chosen)
        if thread is None:
            raise _not_found()
        return thread


class Messages:
    """The messages of threads that a principal may see.

    A question takes an odd position and its answer the next one, however late it comes.
    """

    def __init__(self, session: Session, principal: Principal) -> None:
        self._session = session
        self._visible = owned_by(principal, Message.owner_id)

    async def list(self, thread_id: str, *, superseded: bool = False) -> Sequence[Said]:
        """The messages of a thread in order; those that were superseded only if asked for."""
        shown = true() if superseded else Message.status != SUPERSEDED
        chosen = _with_endings().where(Message.thread_id == thread_id, self._visible, shown)
        rows = await self._session.execute(chosen.order_by(Message.position))
        return [Said(*row) for row in rows]

    async def get(self, thread_id: str, message_id: str) -> Message:
        """The message of a thread, or ``MessageNotFound``."""
        message = await self._session.scalar(self._of(thread_id).where(Message.id == message_id))
        if message is None:
            msg = f"There is no message “{message_id}” in this conversation."
            raise MessageNotFound(msg)
        return message

    async def question_of(self, thread_id: str, run_id: str) -> Message:
        """The message that a run answers; ``Stopped`` when the thread was deleted meanwhile."""
        chosen = self._of(thread_id).where(Message.run_id == run_id, Message.role == "user")
        question = await self._session.scalar(chosen)
        if question is None:
            msg = "This conversation was deleted."
            raise Stopped(msg)
        return question

    async def before(self, question: Message, limit: int) -> Sequence[Message]:
        """What was said before a question and is not superseded, in order: the last of it."""
        chosen = (
            self._of(question.thread_id)
            .where(Message.position < question.position, Message.status != SUPERSEDED)
            .order_by(Message.position.desc())
            .limit(limit)
        )
        return (await self._session.scalars(chosen)).all()[::-1]

    async def add(self, thread: Thread, message: Message) -> Message:
        """Append a question to a thread that the caller has locked."""
        last = await self._session.scalar(
            self._of(thread.id).order_by(Message.position.desc()).limit(1)
        )
        message.position = 1 if last is None else _next_odd(last)
        return await self._store(thread, message)

    async def add_answer(self, thread: Thread, question: Message, message: Message) -> Message:
        """Put an answer after its question, in a thread that the caller has locked."""
        message.run_id, message.role = question.run_id, "assistant"
        message.position = question.position + 1
        return await self._store(thread, message)

    async def supersede(self, thread_id: str, run_ids: Collection[str]) -> None:
        """Mark what was said with these runs as replaced by what is asked now."""
        marked = update(Message).where(
            Message.thread_id == thread_id, Message.run_id.in_(run_ids), self._visible
        )
        await self._session.execute(marked.values(status=SUPERSEDED))

    async def supersede_since(self, first: Message) -> set[str]:
        """Mark a message and all after it as replaced; the runs that they are of."""
        marked = update(Message).where(
            Message.thread_id == first.thread_id,
            Message.position >= first.position,
            Message.status != SUPERSEDED,
            self._visible,
        )
        runs = marked.values(status=SUPERSEDED).returning(Message.run_id)
        return {run_id for run_id in await self._session.scalars(runs) if run_id is not None}

    async def _store(self, thread: Thread, message: Message) -> Message:
        message.owner_id, message.thread_id = thread.owner_id, thread.id
        thread.updated_at = now()
        self._session.add(message)
        await self._session.flush()
        return message

    def _of(self, thread_id: str) -> Select[Message]:
        return select(Message).where(Message.thread_id == thread_id, self._visible)


class OldThreads:
    """Threads that nobody has touched since a moment, whoever owns them."""

    def __init__(self, session: Session, before: datetime) -> None:
        self._session = session
        self._old = (
            Thread.updated_at < before,
            ~select(Run.id).where(Run.thread_id == Thread.id, Run.status.in_(ACTIVE)).exists(),
        )

    async def ids(self, limit: int) -> Sequence[str]:
        """Ids of the longest untouched."""
        chosen = select(Thread.id).where(*self._old).order_by(Thread.updated_at).limit(limit)
        return (await self._session.scalars(chosen)).all()

    async def remove(self, thread_id: str) -> bool:
        """Delete it, unless it was touched meanwhile or somebody else has it in hand."""
        free = select(Thread.id).where(Thread.id == thread_id, *self._old)
        held = await self._session.scalar(free.with_for_update(skip_locked=True))
        if held is not None:
            await self._session.execute(delete(Thread).where(Thread.id == held))
        return held is not None


def _not_found() -> ThreadNotFound:
    return ThreadNotFound("There is no such thread.")


def _next_odd(last: Message) -> int:
    """The place of a question after the last message, whose answer may still be to come.

    Databases of before have messages numbered 1, 2, 3, … with no place kept for an answer.
    """
    return (last.position + (2 if last.role == "user" else 1)) | 1


def _with_figures() -> Select[Thread, int, str | None, str | None]:
    shown = select(func.count()).where(Message.thread_id == Thread.id, Message.status != SUPERSEDED)
    is_active = and_(
        Run.thread_id == Thread.id, Run.status.in_((RunStatus.QUEUED, RunStatus.RUNNING))
    )
    # The database lets only one run of a thread be active.
    chosen = select(Thread, shown.scalar_subquery(), Run.id, Run.status).outerjoin(Run, is_active)
    return chosen.execution_options(populate_existing=True)


def _with_endings() -> Select[*tuple[Any, ...]]:
    """Messages, and what became of the runs that left their question without an answer."""
    answer = aliased(Message)
    is_answered = exists().where(answer.run_id == Message.run_id, answer.role == "assistant")
    ended = Run.status.in_((RunStatus.FAILED, RunStatus.CANCELLED))
    fate = and_(Run.id == Message.run_id, Message.role == "user", ended, ~is_answered)
    shown = [getattr(Message, field.name) for field in fields(Said)[:-2]]
    return select(*shown, Run.status, Run.error).outerjoin(Run, fate)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.archived is not None:
        is_archived = Thread.archived_at.is_not(None)
        conditions.append(is_archived if wanted.archived else ~is_archived)
    if wanted.title:
        text = wanted.title
        # SQLite knows upper and lower case of ASCII letters alone.
        forms = {text, text.lower(), text.upper(), text.capitalize()}
        matching = (Thread.title.icontains(form, autoescape=True) for form in sorted(forms))
        conditions.append(or_(*matching))
    if wanted.beyond is not None:
        moment, thread_id = wanted.beyond
        same = and_(Thread.updated_at == moment, Thread.id < thread_id)
        conditions.append(or_(Thread.updated_at < moment, same))
    return conditions
