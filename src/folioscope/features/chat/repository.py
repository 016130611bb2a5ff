"""All SQL of threads and messages."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from folioscope.errors import NotFound
from folioscope.features.chat.tables import Message, Thread
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Session
from folioscope.platform.database.ownership import owned_by
from folioscope.platform.principal import Principal


class ThreadNotFound(NotFound):
    """No such thread, or not the caller's."""

    code = "thread_not_found"


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
        """The thread, held so that messages are numbered one after the other."""
        return await self._one(thread_id, lock=True)

    async def _one(self, thread_id: str, *, lock: bool) -> Thread:
        chosen = select(Thread).where(Thread.id == thread_id, self._visible)
        thread = await self._session.scalar(chosen.with_for_update() if lock else chosen)
        if thread is None:
            msg = "There is no such thread."
            raise ThreadNotFound(msg)
        return thread


class Messages:
    """The messages of threads that a principal may see."""

    def __init__(self, session: Session, principal: Principal) -> None:
        self._session = session
        self._visible = owned_by(principal, Message.owner_id)

    async def list(self, thread_id: str) -> Sequence[Message]:
        """Every message of a thread, in order."""
        chosen = (
            select(Message)
            .where(Message.thread_id == thread_id, self._visible)
            .order_by(Message.position)
        )
        return (await self._session.scalars(chosen)).all()

    async def add(self, thread: Thread, message: Message) -> Message:
        """Append a message to a thread that the caller has locked."""
        last = select(func.max(Message.position)).where(Message.thread_id == thread.id)
        message.position = (await self._session.scalar(last) or 0) + 1
        message.owner_id, message.thread_id = thread.owner_id, thread.id
        thread.updated_at = now()
        self._session.add(message)
        await self._session.flush()
        return message
