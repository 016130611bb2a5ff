"""All SQL of API keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import ColumnElement, delete, func, or_, select, true, update
from sqlalchemy.exc import IntegrityError

from folioscope.errors import Conflict, NotFound
from folioscope.features.accounts.keys import SHOWN, in_order
from folioscope.features.accounts.random_tokens import digest_of
from folioscope.features.accounts.repository import UserNotFound
from folioscope.features.accounts.tables import ApiKey, User
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Session
from folioscope.platform.database.ownership import owned_by
from folioscope.platform.principal import LOCAL_USER_ID, Principal, Role, Scope

MOST_KEYS = 50  # of a user, that are good
FORGOTTEN_AFTER = timedelta(days=90)  # when nobody asks any more which key it was
USE_NOTED_EVERY = timedelta(minutes=1)


class KeyNotFound(NotFound):
    """No such API key, or not one of the caller's."""

    code = "key_not_found"


class KeyNameTaken(Conflict):
    """A name that another good key of the user has."""

    code = "key_name_taken"


class TooManyKeys(Conflict):
    """As many good keys as one user may have."""

    code = "too_many_keys"


@dataclass(frozen=True, slots=True)
class KeyStanding:
    """A key that stands: of whom, what they may do, and what it is good for until when."""

    key_id: str
    user_id: int
    role: Role
    scopes: frozenset[Scope]
    expires_at: datetime | None
    used_at: datetime | None


class ApiKeys:
    """The keys of a principal. The person at the machine looks after those of everybody."""

    def __init__(self, session: Session, principal: Principal) -> None:
        self._session = session
        self._visible: ColumnElement[bool] = (
            true() if principal.kind == "local" else owned_by(principal, ApiKey.user_id)
        )
        self._principal = principal

    async def get_user(self, user_id: int | None) -> User:
        """Whom a key is to be made for; ``UserNotFound``."""
        wanted = self._principal.user_id if user_id is None else user_id
        user = await self._session.get(User, wanted)
        is_theirs = self._principal.kind == "local" or wanted == self._principal.user_id
        if user is None or not is_theirs or user.kind != "person":
            raise UserNotFound(f"There is no user {wanted}.")
        return user

    async def add(
        self, key: str, user: User, name: str, scopes: frozenset[Scope], expires_at: datetime | None
    ) -> ApiKey:
        """Keep a new key's digest; ``KeyNameTaken``, ``TooManyKeys``."""
        await self._forget_old(user.id)
        if await self._count(user.id) >= MOST_KEYS:
            raise TooManyKeys(f"There are {MOST_KEYS} keys already. Revoke one that is not used.")
        row = ApiKey(
            user_id=user.id,
            name=name,
            start=key[:SHOWN],
            digest=digest_of(key),
            scopes=in_order(scopes),
            expires_at=expires_at,
        )
        try:
            async with self._session.begin_nested():
                self._session.add(row)
        except IntegrityError as error:
            raise KeyNameTaken(f"There is a key “{name}” already. Revoke it first.") from error
        return row

    async def listed(self) -> Sequence[ApiKey]:
        """All keys, the newest first; those that were revoked some time ago are forgotten."""
        newest = select(ApiKey).where(self._visible).order_by(ApiKey.created_at.desc(), ApiKey.id)
        return (await self._session.scalars(newest)).all()

    async def revoke(self, key_id: str) -> tuple[ApiKey, bool]:
        """Have a key be good no more; ``KeyNotFound``. Answers, too, whether it was so far."""
        row = await self._session.scalar(
            select(ApiKey).where(ApiKey.id == key_id, self._visible).with_for_update()
        )
        if row is None:
            raise KeyNotFound("There is no such API key.")
        was_good = row.revoked_at is None
        row.revoked_at = row.revoked_at or now()
        await self._session.flush()
        return row, was_good

    async def _count(self, user_id: int) -> int:
        good = (ApiKey.user_id == user_id, ApiKey.revoked_at.is_(None))
        return await self._session.scalar(select(func.count(ApiKey.id)).where(*good)) or 0

    async def _forget_old(self, user_id: int) -> None:
        old = (ApiKey.user_id == user_id, ApiKey.revoked_at < now() - FORGOTTEN_AFTER)
        await self._session.execute(delete(ApiKey).where(*old))


class ShownKeys:
    """Looks keys up, whoever shows them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def standing(self, digest: str) -> KeyStanding | None:
        """The key, unless it is revoked or its user is suspended or gone."""
        asked = (
            select(ApiKey, User.role)
            .join(User, User.id == ApiKey.user_id)
            .where(
                ApiKey.digest == digest, ApiKey.revoked_at.is_(None), User.suspended_at.is_(None)
            )
        )
        found = (await self._session.execute(asked)).one_or_none()
        if found is None:
            return None
        key, role = found
        return KeyStanding(
            key.id,
            key.user_id,
            "owner" if key.user_id == LOCAL_USER_ID else cast("Role", role),
            frozenset(in_order(key.scopes)),
            key.expires_at,
            key.used_at,
        )

    async def note_use(self, key_id: str) -> None:
        """Write down that a key is used, once a minute at the most."""
        long_ago = or_(ApiKey.used_at.is_(None), ApiKey.used_at < now() - USE_NOTED_EVERY)
        noted = update(ApiKey).where(ApiKey.id == key_id, long_ago).values(used_at=now())
        await self._session.execute(noted)
