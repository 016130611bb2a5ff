"""All SQL of users that an issuer tells of. Nobody is known yet when it is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.exc import IntegrityError

from folioscope.features.accounts.invitation_repository import is_good
from folioscope.features.accounts.outside_people import Person
from folioscope.features.accounts.tables import ApiKey, Invitation, Login, User
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Session
from folioscope.platform.principal import Role


@dataclass(frozen=True, slots=True)
class OutsideStanding:
    """A user of an issuer, and what they may do; nothing while suspended."""

    user_id: int
    role: Role
    is_suspended: bool


class OutsideUsers:
    """Users by what an issuer says of them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def standing(self, person: Person) -> OutsideStanding | None:
        """The user whose word the issuer gives; None before their first time."""
        asked = select(User.id, User.role, User.suspended_at).where(_is(person))
        row = (await self._session.execute(asked)).one_or_none()
        if row is None:
            return None
        return OutsideStanding(row[0], cast("Role", row[1]), row[2] is not None)

    async def find(self, person: Person) -> User | None:
        """The same as a row."""
        found: User | None = await self._session.scalar(select(User).where(_is(person)))
        return found

    async def find_by_email(self, person: Person) -> User | None:
        """The account of their verified address, if no issuer has spoken for it yet."""
        if person.email is None:
            return None
        free = and_(User.email == person.email, User.issuer.is_(None), User.kind == "person")
        found: User | None = await self._session.scalar(select(User).where(free))
        return found

    async def add(self, person: Person, role: Role) -> tuple[User, bool]:
        """Make their account, or find the one that was made meanwhile; and whether it is new."""
        taken = None
        if person.email is not None:
            taken = await self._session.scalar(select(User.id).where(User.email == person.email))
        user = User(
            name=person.name,
            email=person.email if taken is None else None,
            role=role,
            issuer=person.issuer,
            subject=person.subject,
        )
        try:
            async with self._session.begin_nested():
                self._session.add(user)
        except IntegrityError:
            found = await self.find(person)
            if found is None:
                raise
            return found, False
        return user, True

    async def link(self, user: User, person: Person) -> None:
        """Have the issuer speak for an account from now on.

        What it was reached by before is good no more: whoever made it need not be whom the
        address belongs to.
        """
        user.issuer, user.subject = person.issuer, person.subject
        user.password_hash = None
        standing = (Login.user_id == user.id, Login.ended_at.is_(None))
        await self._session.execute(update(Login).where(*standing).values(ended_at=now()))
        unrevoked = (ApiKey.user_id == user.id, ApiKey.revoked_at.is_(None))
        await self._session.execute(update(ApiKey).where(*unrevoked).values(revoked_at=now()))
        await self._session.flush()

    async def take_invitation(self, person: Person) -> Role | None:
        """Use up an invitation of their verified address, the latest: the role that it is for."""
        if person.email is None:
            return None
        theirs = (Invitation.email == person.email, is_good())
        latest = select(Invitation).where(*theirs).order_by(Invitation.created_at.desc()).limit(1)
        invitation = await self._session.scalar(latest.with_for_update())
        if invitation is None:
            return None
        invitation.used_at = now()
        return cast("Role", invitation.role)


def _is(person: Person) -> ColumnElement[bool]:
    return and_(User.issuer == person.issuer, User.subject == person.subject)
