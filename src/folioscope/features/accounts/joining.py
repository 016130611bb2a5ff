"""How accounts come to be: made by who looks after them, by invitation, by signing up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from folioscope.errors import Forbidden
from folioscope.features.accounts.account_repository import Accounts
from folioscope.features.accounts.addresses import as_known, checked
from folioscope.features.accounts.invitation_repository import InvitationNotFound, Invitations
from folioscope.features.accounts.random_tokens import digest_of, new_invitation
from folioscope.features.accounts.ranks import check_rank
from folioscope.features.accounts.tables import Invitation, User
from folioscope.features.audit.repository import AuditLog
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Session
from folioscope.platform.principal import Principal, Role


class SignUpClosed(Forbidden):
    """Somebody who makes an account for themselves, where only who was invited may."""

    code = "sign_up_closed"


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who is to have an account. ``hashed`` is their password as it is kept."""

    name: str
    email: str | None
    hashed: str | None
    role: Role = "member"


async def make_account(session: Session, actor: Principal, newcomer: Newcomer) -> User:
    """An account made for somebody; ``EmailTaken``, ``RankTooLow``."""
    check_rank(actor, newcomer.role)
    return await _added(session, newcomer, actor)


async def sign_up(session: Session, newcomer: Newcomer) -> User:
    """An account that somebody makes for themselves; ``EmailTaken``."""
    return await _added(session, newcomer, None)


async def accept(session: Session, token: str, newcomer: Newcomer) -> User:
    """The account of somebody who was invited; ``InvitationNotFound``, ``EmailTaken``.

    One that was sent to an address is for that address.
    """
    invitation = await Invitations(session).shown(digest_of(token))
    email = newcomer.email or invitation.email
    if email is None or invitation.email not in (None, as_known(email)):
        raise InvitationNotFound("This invitation is for another address.")
    role = cast("Role", invitation.role)
    user = await _added(session, Newcomer(newcomer.name, email, newcomer.hashed, role), None)
    invitation.used_at = now()
    return user


async def invite(
    session: Session, actor: Principal, email: str | None, role: Role, lasts: timedelta
) -> tuple[Invitation, str]:
    """An invitation, as it is kept and as it is told, this once."""
    check_rank(actor, role)
    token = new_invitation()
    invitation = Invitation(
        digest=digest_of(token),
        email=None if email is None else checked(email),
        role=role,
        invited_by=actor.user_id,
        expires_at=now() + lasts,
    )
    await Invitations(session).add(invitation)
    about = ("invitation", invitation.id)
    await AuditLog(session, actor).note("invite", about, actor.user_id, {"role": role})
    return invitation, token


async def withdraw(session: Session, actor: Principal, invitation_id: str) -> None:
    """Take an invitation back; ``InvitationNotFound``, ``RankTooLow``."""
    invitation = await Invitations(session).get(invitation_id)
    check_rank(actor, cast("Role", invitation.role))
    await Invitations(session).remove(invitation.id)
    about = ("invitation", invitation.id)
    await AuditLog(session, actor).note("withdraw", about, actor.user_id)


async def _added(session: Session, newcomer: Newcomer, actor: Principal | None) -> User:
    """``actor`` is who makes the account, None for the newcomer."""
    accounts = Accounts(session)
    email = checked(newcomer.email or "")
    user = User(
        name=newcomer.name,
        email=email,
        password_hash=newcomer.hashed,
        role=newcomer.role,
        created_by=None,
    )
    await accounts.add(user)
    await accounts.forget_invitations(email)
    by = actor or Principal("user", user.id, newcomer.role)
    detail = {"role": newcomer.role}
    await AuditLog(session, by).note("sign_up", ("user", str(user.id)), user.id, detail)
    return user
