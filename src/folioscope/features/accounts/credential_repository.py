"""What is read of a credential while nobody is known yet: whose it is, and whether it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from sqlalchemy import select

from folioscope.features.accounts.tables import Login, User
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Session
from folioscope.platform.principal import Role


@dataclass(frozen=True, slots=True)
class Standing:
    """A login that stands: of whom, and what they may do."""

    user_id: int
    role: Role
    epoch: int


class Credentials:
    """Looks credentials up, whoever shows them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def standing(self, login_id: str) -> Standing | None:
        """The login, unless it has ended or its user is suspended or gone."""
        asked = (
            select(User.id, User.role, User.epoch)
            .join(Login, Login.user_id == User.id)
            .where(
                Login.id == login_id,
                Login.ended_at.is_(None),
                Login.expires_at > now(),
                User.suspended_at.is_(None),
            )
        )
        row = (await self._session.execute(asked)).one_or_none()
        return None if row is None else Standing(row[0], cast("Role", row[1]), row[2])
