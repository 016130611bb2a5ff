"""What is done to accounts: another role, suspended, restored, another password."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from folioscope.features.accounts.account_repository import Accounts
from folioscope.features.accounts.ranks import check_another, check_owner_stays, check_rank
from folioscope.features.accounts.revocations import Revocations
from folioscope.features.accounts.tables import User
from folioscope.features.audit.repository import AuditLog
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Session
from folioscope.platform.principal import Principal, Role


@dataclass(frozen=True, slots=True)
class Office:
    """Somebody who looks after accounts, in their transaction."""

    session: Session
    actor: Principal
    revocations: Revocations

    async def change_role(self, user_id: int, role: Role) -> User:
        """Give somebody another role; ``RankTooLow``, ``LastOwner``."""
        user = await self._in_care(user_id)
        check_rank(self.actor, role)
        if role != user.role:
            await self._check_owner_stays(user)
            detail = {"from": user.role, "to": role}
            user.role = role
            await self._note("role", user, detail)
        return user

    async def suspend(self, user_id: int) -> User:
        """Have nothing of somebody's be good any more, until they are restored; ``LastOwner``.

        What is being worked on for them is ended. Boards and folders of theirs are looked at again
        once they are restored.
        """
        user = await self._in_care(user_id)
        if user.suspended_at is None:
            await self._check_owner_stays(user)
            user.suspended_at = now()
            await self._end_all(user)
            await Accounts(self.session).revoke_keys(user.id)
            await Accounts(self.session).stop_runs(user.id)
            self.revocations.stop_after(self.session)
            await self._note("suspend", user)
        return user

    async def restore(self, user_id: int) -> User:
        """Let somebody log in again; what was good before they were suspended stays over."""
        user = await self._in_care(user_id)
        if user.suspended_at is not None:
            user.suspended_at = None
            await self._note("restore", user)
        return user

    async def set_password(self, user_id: int, hashed: str) -> None:
        """Give somebody else a password they can log in with; their logins end."""
        check_another(self.actor, user_id)
        user = await self._in_care(user_id)
        user.password_hash = hashed
        await self._end_all(user)
        await self._note("password", user)

    async def check_removable(self, user_id: int) -> User:
        """See that somebody may be deleted with all that is theirs."""
        user = await self._in_care(user_id)
        await self._check_owner_stays(user)
        return user

    async def _in_care(self, user_id: int) -> User:
        user = await Accounts(self.session).get(user_id)
        if user_id != self.actor.user_id:
            check_rank(self.actor, cast("Role", user.role))
        return user

    async def _check_owner_stays(self, user: User) -> None:
        is_owner = user.role == "owner" and user.suspended_at is None
        others = await Accounts(self.session).other_owners(user.id) if is_owner else 0
        check_owner_stays(is_owner=is_owner, others=others)

    async def _end_all(self, user: User) -> None:
        user.epoch += 1
        await Accounts(self.session).end_logins(user.id)

    async def _note(self, action: str, user: User, detail: dict[str, str] | None = None) -> None:
        """Written down, and told to whoever keeps what credentials are good for."""
        log = AuditLog(self.session, self.actor)
        await log.note(action, ("user", str(user.id)), user.id, detail)
        self.revocations.tell_after(self.session)


async def change_own_password(office: Office, login_id: str, hashed: str) -> None:
    """Another password of one's own; the login that it is changed in goes on, all others end."""
    user = await Accounts(office.session).get(office.actor.user_id)
    user.password_hash = hashed
    await Accounts(office.session).end_logins(user.id, besides=login_id)
    log = AuditLog(office.session, office.actor)
    await log.note("password", ("user", str(user.id)), user.id)
    office.revocations.tell_after(office.session)
