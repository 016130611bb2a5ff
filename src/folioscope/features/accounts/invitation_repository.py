"""All SQL of invitations."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, delete, exists, or_, select

from folioscope.errors import NotFound
from folioscope.features.accounts.tables import Invitation, User
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Session
from folioscope.platform.principal import LOCAL_USER_ID


class InvitationNotFound(NotFound):
    """No such invitation, or one that is used up or over."""

    code = "invitation_not_found"


def is_good() -> ColumnElement[bool]:
    """Whether an invitation may be used: whoever made it must still be able to make it.

    Who was suspended, deleted or given a lower role leaves no way back in behind them.
    """
    may_give = or_(User.role == "owner", User.id == LOCAL_USER_ID, Invitation.role == "member")
    looks_after = or_(User.role.in_(("admin", "owner")), User.id == LOCAL_USER_ID)
    maker = exists().where(
        User.id == Invitation.invited_by, User.suspended_at.is_(None), looks_after, may_give
    )
    return and_(Invitation.used_at.is_(None), Invitation.expires_at > now(), maker)


class Invitations:
    """The invitations of everybody, for who looks after accounts and for who was invited."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._good = is_good()

    async def add(self, invitation: Invitation) -> None:
        """Store a new one."""
        self._session.add(invitation)
        await self._session.flush()

    async def listed(self) -> Sequence[Invitation]:
        """Those that are still good, the latest first."""
        latest = select(Invitation).where(self._good).order_by(Invitation.created_at.desc())
        return (await self._session.scalars(latest)).all()

    async def get(self, invitation_id: str) -> Invitation:
        """One that is still good; ``InvitationNotFound``."""
        asked = select(Invitation).where(Invitation.id == invitation_id, self._good)
        return await self._found(asked)

    async def check(self, digest: str) -> None:
        """See that a token is that of one that is still good; ``InvitationNotFound``."""
        await self._found(select(Invitation).where(Invitation.digest == digest, self._good))

    async def shown(self, digest: str) -> Invitation:
        """The one whose token is shown, to be used up in this transaction."""
        asked = select(Invitation).where(Invitation.digest == digest, self._good)
        return await self._found(asked.with_for_update(of=Invitation))

    async def remove(self, invitation_id: str) -> None:
        """Take one back."""
        await self._session.execute(delete(Invitation).where(Invitation.id == invitation_id))

    async def _found(self, asked: Select[Invitation]) -> Invitation:
        found: Invitation | None = await self._session.scalar(asked)
        if found is None:
            raise InvitationNotFound("There is no such invitation, or it is used up or over.")
        return found
