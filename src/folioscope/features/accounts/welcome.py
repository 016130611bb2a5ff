"""Who may come in with the word of an issuer: the known, the invited, and everybody if open."""

from __future__ import annotations

from typing import cast

from folioscope.errors import Forbidden
from folioscope.features.accounts.outside_people import Person
from folioscope.features.accounts.outside_repository import OutsideUsers
from folioscope.features.accounts.tables import User
from folioscope.features.audit.repository import AuditLog
from folioscope.platform.database.engine import Session
from folioscope.platform.principal import Principal, Role


class NotInvited(Forbidden):
    """Somebody the issuer knows and this server does not, while sign-up is closed."""

    code = "not_invited"


class AccountSuspended(Forbidden):
    """Somebody whose account is suspended, and who has proved to be them."""

    code = "account_suspended"


async def welcome(session: Session, person: Person, *, is_open: bool) -> User:
    """The account of somebody who has logged in at the issuer, made if it may be."""
    users = OutsideUsers(session)
    user = await users.find(person) or await _first_time(session, person, is_open=is_open)
    if user.suspended_at is not None:
        raise AccountSuspended("This account is suspended. Ask whoever runs this server.")
    return user


async def _first_time(session: Session, person: Person, *, is_open: bool) -> User:
    users = OutsideUsers(session)
    there = await users.find_by_email(person)
    if there is not None:
        await users.link(there, person)
        by = Principal("user", there.id, cast("Role", there.role))
        await AuditLog(session, by).note("link_issuer", ("user", str(there.id)), there.id)
        return there
    role = await users.take_invitation(person)
    if role is None and not is_open:
        raise NotInvited(
            "Nobody has invited you, or not at an address that your issuer has verified."
        )
    return await make_outside_account(session, person, role or "member")


async def make_outside_account(session: Session, person: Person, role: Role = "member") -> User:
    """The account of somebody whom an issuer knows, made now or by another request meanwhile."""
    user, is_new = await OutsideUsers(session).add(person, role)
    if is_new:
        by = Principal("user", user.id, role)
        about, detail = ("user", str(user.id)), {"role": role}
        await AuditLog(session, by).note("sign_up", about, user.id, detail)
    return user
