"""The SQL of erasures: their receipts, and what is left to do for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from folioscope.errors import NotFound
from folioscope.features.accounts.tables import User
from folioscope.features.erasure.tables import Erasure
from folioscope.features.knowledge.tables import KnowledgeBase
from folioscope.platform.database.engine import Session
from folioscope.platform.database.ownership import owned_by
from folioscope.platform.principal import LOCAL, LOCAL_USER_ID, Principal

PENDING = "pending"
"""What a receipt holds until its erasure is complete: by what to know the rest of it."""


class ErasureNotFound(NotFound):
    """No such erasure, or not the caller's."""

    code = "erasure_not_found"


class Erasures:
    """The erasures of a principal."""

    def __init__(self, session: Session, principal: Principal) -> None:
        self._session = session
        self._visible = owned_by(principal, Erasure.owner_id)

    async def add(self, erasure: Erasure) -> Erasure:
        """Store one."""
        self._session.add(erasure)
        await self._session.flush()
        return erasure

    async def get(self, erasure_id: str) -> Erasure:
        """The erasure, or ``ErasureNotFound``."""
        chosen = select(Erasure).where(self._visible, Erasure.id == erasure_id)
        found = await self._session.scalar(chosen)
        if found is None:
            raise ErasureNotFound(f"There is no erasure “{erasure_id}”.")
        return found

    async def latest(self, limit: int) -> Sequence[Erasure]:
        """Erasures, the latest first."""
        order = (Erasure.at.desc(), Erasure.id)
        chosen = select(Erasure).where(self._visible).order_by(*order).limit(limit)
        return (await self._session.scalars(chosen)).all()


class Unfinished:
    """The erasures of everybody as those carry them on who clean up."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def ids(self, before: datetime) -> list[str]:
        """Those from before a moment that are not complete, the oldest first."""
        asked = select(Erasure.id, Erasure.receipt).where(Erasure.at < before).order_by(Erasure.at)
        return [row[0] for row in await self._session.execute(asked) if PENDING in row[1]]

    async def receipt(self, erasure_id: str) -> Mapping[str, Any]:
        """What is written down of an erasure; nothing of one that is gone with its owner."""
        asked = select(Erasure.receipt).where(Erasure.id == erasure_id)
        return await self._session.scalar(asked) or {}

    async def write(self, erasure_id: str, receipt: Mapping[str, Any]) -> None:
        """Write down how far it is."""
        found = await self._session.get(Erasure, erasure_id)
        if found is not None:
            found.receipt = dict(receipt)
            await self._session.flush()


@dataclass(frozen=True, slots=True)
class Term:
    """A base that does not keep its documents for ever, and who may act for its owner."""

    base_id: str
    actor: Principal
    keep_days: int | None
    keep_until: date | None


class Terms:
    """How long the bases of everybody keep what is in them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def limited(self) -> list[Term]:
        """The bases that keep it for some days, or until a date."""
        asked = (
            select(
                KnowledgeBase.id,
                User.id,
                User.created_by,
                KnowledgeBase.keep_days,
                KnowledgeBase.keep_until,
            )
            .join(User, User.id == KnowledgeBase.owner_id)
            .where(KnowledgeBase.keep_days.is_not(None) | KnowledgeBase.keep_until.is_not(None))
            .order_by(KnowledgeBase.id)
        )
        return [
            Term(base_id, _actor(owner_id, created_by), days, until)
            for base_id, owner_id, created_by, days, until in await self._session.execute(asked)
        ]


def _actor(owner_id: int, created_by: int | None) -> Principal:
    """Who sees what is the owner's, and what others made of it."""
    return LOCAL if LOCAL_USER_ID in (owner_id, created_by) else Principal("user", owner_id)
