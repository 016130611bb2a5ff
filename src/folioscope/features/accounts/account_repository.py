"""All SQL of accounts as those see them who look after them, and of who is not known yet."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from folioscope.errors import Conflict
from folioscope.features.accounts.repository import UserNotFound
from folioscope.features.accounts.tables import ApiKey, Invitation, Login, User
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Session
from folioscope.platform.principal import LOCAL_USER_ID
from folioscope.platform.runs.states import ACTIVE
from folioscope.platform.runs.tables import Run


class EmailTaken(Conflict):
    """An address that somebody has an account with."""

    code = "email_taken"


class Accounts:
    """The accounts of everybody. The person at the machine and visitors have none."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def find(self, email: str) -> User | None:
        """Whose address this is."""
        asked = select(User).where(User.email == email, User.kind == "person")
        found: User | None = await self._session.scalar(asked)
        return found

    async def get(self, user_id: int) -> User:
        """The account, to be changed in this transaction; ``UserNotFound``."""
        asked = select(User).where(
            User.id == user_id, User.kind == "person", User.id != LOCAL_USER_ID
        )
        found = await self._session.scalar(asked.with_for_update())
        if found is None:
            raise UserNotFound(f"There is no user {user_id}.")
        return found

    async def listed(self) -> Sequence[User]:
        """All of them, the first that was made first."""
        people = (User.kind == "person", User.id != LOCAL_USER_ID)
        return (await self._session.scalars(select(User).where(*people).order_by(User.id))).all()

    async def add(self, user: User) -> User:
        """Store a new one; ``EmailTaken``."""
        try:
            async with self._session.begin_nested():
                self._session.add(user)
        except IntegrityError as error:
            raise EmailTaken(f"There is an account with the address {user.email}.") from error
        return user

    async def other_owners(self, user_id: int) -> int:
        """How many others are owners and may log in; they stay so until the transaction ends."""
        asked = select(User.id).where(
            User.id != user_id,
            User.id != LOCAL_USER_ID,
            User.role == "owner",
            User.suspended_at.is_(None),
            or_(User.password_hash.is_not(None), User.issuer.is_not(None)),
        )
        return len((await self._session.scalars(asked.with_for_update())).all())

    async def end_logins(self, user_id: int, *, besides: str | None = None) -> None:
        """End the logins of a user, but for one."""
        standing = (Login.user_id == user_id, Login.ended_at.is_(None), Login.id != (besides or ""))
        await self._session.execute(update(Login).where(*standing).values(ended_at=now()))

    async def revoke_keys(self, user_id: int) -> None:
        """Have the API keys of a user be good no more."""
        good = (ApiKey.user_id == user_id, ApiKey.revoked_at.is_(None))
        await self._session.execute(update(ApiKey).where(*good).values(revoked_at=now()))

    async def stop_runs(self, user_id: int) -> None:
        """Ask the runs to end that act for a user, or for a visitor of a link of theirs."""
        visits = (User.created_by == user_id, User.kind == "visitor")
        actors = select(User.id).where(or_(User.id == user_id, and_(*visits)))
        open_ones = (Run.status.in_(ACTIVE), Run.cancel_requested_at.is_(None))
        asked = update(Run).where(*open_ones, Run.actor_id.in_(actors))
        await self._session.execute(asked.values(cancel_requested_at=now()))

    async def count(self) -> int:
        """How many there are."""
        people = (User.kind == "person", User.id != LOCAL_USER_ID)
        return await self._session.scalar(select(func.count(User.id)).where(*people)) or 0

    async def forget_invitations(self, email: str) -> None:
        """Take back the invitations of an address that has an account now."""
        unused = (Invitation.email == email, Invitation.used_at.is_(None))
        await self._session.execute(delete(Invitation).where(*unused))
