"""All SQL of logins: those of a principal, and those that a refresh token names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update

from folioscope.errors import NotFound
from folioscope.features.accounts.tables import Login, LoginFailure, User
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Session
from folioscope.platform.principal import Principal

FORGOTTEN_AFTER = timedelta(days=30)
"""When nobody asks any more which login it was."""


class LoginNotFound(NotFound):
    """No such login, or not one of the caller's."""

    code = "login_not_found"


class Logins:
    """The logins of a principal."""

    def __init__(self, session: Session, principal: Principal) -> None:
        self._session = session
        self._mine = Login.user_id == principal.user_id

    async def standing(self) -> Sequence[Login]:
        """Those that have not ended, the one that was used last first."""
        asked = select(Login).where(self._mine, Login.ended_at.is_(None), Login.expires_at > now())
        return (await self._session.scalars(asked.order_by(Login.used_at.desc(), Login.id))).all()

    async def end(self, login_id: str) -> None:
        """End one; ``LoginNotFound``."""
        asked = select(Login).where(self._mine, Login.id == login_id, Login.ended_at.is_(None))
        login = await self._session.scalar(asked.with_for_update())
        if login is None:
            raise LoginNotFound("There is no such login.")
        login.ended_at = now()


class OpenLogins:
    """The logins of everybody, as a refresh token finds them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, login: Login) -> None:
        """Store a new one."""
        self._session.add(login)
        await self._session.flush()

    async def find(self, login_id: str) -> tuple[Login, User] | None:
        """One that stands, with its user, to be changed in this transaction."""
        asked = (
            select(Login, User)
            .join(User, User.id == Login.user_id)
            .where(
                Login.id == login_id,
                Login.ended_at.is_(None),
                Login.expires_at > now(),
                User.suspended_at.is_(None),
            )
            .with_for_update(of=Login)
        )
        row = (await self._session.execute(asked)).one_or_none()
        return None if row is None else (row[0], row[1])

    async def note_seen(self, seen: Mapping[int, datetime]) -> None:
        """Write down when users were seen last."""
        for user_id, at in sorted(seen.items()):
            later = or_(User.seen_at.is_(None), User.seen_at < at)
            noted = update(User).where(User.id == user_id, later).values(seen_at=at)
            await self._session.execute(noted)

    async def forget_old(self) -> None:
        """Delete what ended long ago, and failures that nobody waits for any more."""
        long_ago = now() - FORGOTTEN_AFTER
        ended = or_(Login.ended_at < long_ago, Login.expires_at < long_ago)
        await self._session.execute(delete(Login).where(ended))
        over = LoginFailure.until < now() - timedelta(days=1)
        await self._session.execute(delete(LoginFailure).where(over))
