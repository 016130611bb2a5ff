"""All SQL of users."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects import postgresql, sqlite

from folioscope.errors import NotFound
from folioscope.features.accounts.tables import User
from folioscope.platform.database.engine import Session
from folioscope.platform.database.ownership import owned_by
from folioscope.platform.principal import LOCAL_USER_ID, Principal


class UserNotFound(NotFound):
    """No such user, or not one the caller may act for."""

    code = "user_not_found"


class Users:
    """The users a principal may act for."""

    def __init__(self, session: Session, principal: Principal) -> None:
        self._session = session
        self._principal = principal

    async def add(self, name: str) -> User:
        """Create a user that the principal may act for."""
        user = User(name=name, created_by=self._principal.user_id)
        self._session.add(user)
        await self._session.flush()
        return user

    async def get(self, user_id: int) -> User:
        """The user, or ``UserNotFound``."""
        visible = owned_by(self._principal, User.id)
        user = await self._session.scalar(select(User).where(User.id == user_id, visible))
        if user is None:
            msg = f"There is no user {user_id}."
            raise UserNotFound(msg)
        return user


def is_let_in(user_id: Any) -> ColumnElement[bool]:
    """The condition that nobody has suspended a user; ``user_id`` is a column of their ids."""
    out = select(User.id).where(User.id == user_id, User.suspended_at.is_not(None))
    return ~out.exists()


async def ensure_local_user(session: Session) -> None:
    """Have the person at the machine as a row, so that it can own things.

    Of several processes that begin on an empty database one makes it.
    """
    if await session.get(User, LOCAL_USER_ID) is None:
        engine = session.get_bind().dialect.name
        insert = sqlite.insert if engine == "sqlite" else postgresql.insert
        made = insert(User).values(id=LOCAL_USER_ID, name="local", created_by=None)
        await session.execute(made.on_conflict_do_nothing())
