"""All SQL of the audit log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select

from folioscope.features.audit.tables import AuditEntry
from folioscope.platform.database.engine import Session
from folioscope.platform.database.ownership import owned_by
from folioscope.platform.principal import LOCAL_USER_ID, Principal

OF_ACCOUNTS = ("invitation", "key", "login", "user")
"""Kinds of subjects that those who look after accounts answer for."""


class AuditLog:
    """The log, as one principal writes and sees it."""

    def __init__(self, session: Session, principal: Principal) -> None:
        self._session = session
        self._principal = principal

    async def note(
        self,
        action: str,
        subject: tuple[str, str],
        owner_id: int,
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        """Write down that the principal did something to a subject, named by kind and id.

        Where the person at the machine acts for an account, both are written down.
        """
        told = None if detail is None else dict(detail)
        if self._principal.at_machine:
            told = {**(told or {}), "by": f"local:{LOCAL_USER_ID}"}
        entry = AuditEntry(
            owner_id=owner_id,
            actor=f"{self._principal.kind}:{self._principal.user_id}",
            action=action,
            subject_kind=subject[0],
            subject=subject[1],
            detail=told,
        )
        self._session.add(entry)
        await self._session.flush()

    async def has(
        self, action: str, subject: tuple[str, str], owner_id: int, since: datetime
    ) -> bool:
        """Whether it is written down that the principal did that to the subject since then."""
        actor = f"{self._principal.kind}:{self._principal.user_id}"
        mine = (AuditEntry.actor == actor, AuditEntry.action == action, AuditEntry.at >= since)
        named = (AuditEntry.subject_kind == subject[0], AuditEntry.subject == subject[1])
        of_owner = select(AuditEntry.id).where(AuditEntry.owner_id == owner_id, *mine, *named)
        return await self._session.scalar(of_owner.limit(1)) is not None

    async def latest(
        self, limit: int, action: str | None = None, subject: str | None = None
    ) -> Sequence[AuditEntry]:
        """What was done to the principal's own things, latest first; one action or subject only.

        Who looks after accounts sees what was done to those of all.
        """
        asked = select(AuditEntry).where(self._visible())
        if action is not None:
            asked = asked.where(AuditEntry.action == action)
        if subject is not None:
            asked = asked.where(AuditEntry.subject == subject)
        latest = asked.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(limit)
        return (await self._session.scalars(latest)).all()

    def _visible(self) -> ColumnElement[bool]:
        principal = self._principal
        own = owned_by(principal, AuditEntry.owner_id)
        if principal.role == "member" or "admin" not in principal.scopes:
            return own
        return or_(own, AuditEntry.subject_kind.in_(OF_ACCOUNTS))


class OldEntries:
    """Entries that were kept long enough, of everybody."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def forget(self, before: datetime) -> int:
        """Delete what was written before a moment; how many entries that were."""
        gone = delete(AuditEntry).where(AuditEntry.at < before).returning(AuditEntry.id)
        return len((await self._session.scalars(gone)).all())
