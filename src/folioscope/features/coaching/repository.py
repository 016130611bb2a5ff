"""Coaching sessions in the database."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from sqlalchemy import select

from folioscope.features.chat.tables import Thread
from folioscope.features.coaching.sessions import Coached, not_found
from folioscope.features.coaching.tables import CoachingSession
from folioscope.features.knowledge.purposes import COACHING
from folioscope.features.knowledge.repository import batches
from folioscope.features.knowledge.tables import KnowledgeBase
from folioscope.platform.database.engine import Session
from folioscope.platform.database.ownership import owned_by
from folioscope.platform.principal import Principal


class StoredSessions:
    """Sessions as rows; they go with their conversation, and with their résumé."""

    def __init__(self, session: Session, principal: Principal) -> None:
        self._session = session
        self._visible = owned_by(principal, CoachingSession.owner_id)

    async def add(self, session: Coached) -> None:
        """Keep a new session."""
        self._session.add(_filled(CoachingSession(), session))
        await self._session.flush()

    async def get(self, session_id: str) -> Coached:
        """The session of that id; ``SessionNotFound``."""
        return _read(await self._row(session_id))

    async def list(self, limit: int) -> Sequence[Coached]:
        """Sessions, those that were touched last first."""
        newest = CoachingSession.updated_at.desc(), CoachingSession.id
        chosen = select(CoachingSession).where(self._visible).order_by(*newest).limit(limit)
        return [_read(row) for row in await self._session.scalars(chosen)]

    async def put(self, session: Coached) -> None:
        """Keep a session that is there as it is now."""
        _filled(await self._row(session.id), session)
        await self._session.flush()

    async def remove(self, session_id: str) -> None:
        """Forget a session."""
        await self._session.delete(await self._row(session_id))
        await self._session.flush()

    async def bases(self) -> set[str]:
        """The ids of the bases that sessions search."""
        is_used = CoachingSession.base_id.is_not(None)
        chosen = select(CoachingSession.base_id).where(self._visible, is_used).distinct()
        return {base_id for base_id in await self._session.scalars(chosen) if base_id}

    async def forget_gone(self, is_about: Callable[[Coached], bool]) -> None:
        """There are none: rows go with their conversation."""

    async def _row(self, session_id: str) -> CoachingSession:
        chosen = select(CoachingSession).where(self._visible, CoachingSession.id == session_id)
        row = await self._session.scalar(chosen)
        if row is None:
            raise not_found(session_id)
        return row


_COLUMNS = ("id", "owner_id", "thread_id", "resume_id", "offer_id", "base_id", "profile_id",
            "job_id", "created_at", "updated_at")  # fmt: skip


def _filled(row: CoachingSession, session: Coached) -> CoachingSession:
    for name in _COLUMNS:
        setattr(row, name, getattr(session, name))
    row.snapshot = {
        "texts": dict(session.snapshot),
        "documents": list(session.documents),
        "context": session.context,
    }
    return row


def _read(row: CoachingSession) -> Coached:
    kept = row.snapshot
    return Coached(
        **{name: getattr(row, name) for name in _COLUMNS},
        snapshot=kept["texts"],
        documents=tuple(kept["documents"]),
        context=kept["context"],
    )


async def conversations_there(session: Session, thread_ids: Collection[str]) -> set[str]:
    """Those of the conversations that there are, whoever's they are."""
    found: set[str] = set()
    for batch in batches(sorted(thread_ids)):
        found |= {*await session.scalars(select(Thread.id).where(Thread.id.in_(batch)))}
    return found


async def private_bases(session: Session, principal: Principal) -> Sequence[KnowledgeBase]:
    """The bases that were made for coaching sessions, of one who may see them."""
    visible = owned_by(principal, KnowledgeBase.owner_id)
    chosen = select(KnowledgeBase).where(visible, KnowledgeBase.purpose == COACHING)
    return (await session.scalars(chosen)).all()
