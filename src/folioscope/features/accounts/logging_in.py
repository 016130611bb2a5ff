"""Logins: begun with a password, kept alive by refresh tokens that are new each time, ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from folioscope.errors import Unauthenticated
from folioscope.features.accounts.access_tokens import AccessTokens, Claims
from folioscope.features.accounts.account_repository import Accounts
from folioscope.features.accounts.addresses import as_known
from folioscope.features.accounts.back_off import BackOff
from folioscope.features.accounts.identify import TokenRefused
from folioscope.features.accounts.login_repository import OpenLogins
from folioscope.features.accounts.passwords import Passwords
from folioscope.features.accounts.random_tokens import (
    digest_of,
    is_sealed,
    login_of,
    new_refresh,
)
from folioscope.features.accounts.revocations import Revocations
from folioscope.features.accounts.tables import Login, User
from folioscope.features.accounts.welcome import AccountSuspended
from folioscope.features.audit.repository import AuditLog
from folioscope.platform.database.base import new_id, now
from folioscope.platform.database.engine import Database, Session
from folioscope.platform.principal import LOCAL_USER_ID, Principal, Role

LONGEST_AGENT = 200
RACE_SECONDS = 20.0
"""For how long the token before is taken for that of another tab, or of an answer that was lost."""
COPIED = "login_copied"


class LoginFailed(Unauthenticated):
    """An address and a password that are not those of an account."""

    code = "login_failed"


@dataclass(frozen=True, slots=True)
class Terms:
    """How logins are made: what signs their tokens, and after how long without use they end."""

    tokens: AccessTokens
    lasts: timedelta


@dataclass(frozen=True, slots=True)
class Device:
    """Where a login is made: the address in the network, and what the browser calls itself."""

    client: str
    agent: str


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """A login with its tokens."""

    user: User
    login_id: str
    access: str
    refresh: str


@dataclass(frozen=True, slots=True)
class Tried:
    """What somebody shows to be let in, and from where."""

    email: str
    password: str
    device: Device


async def log_in(database: Database, passwords: Passwords, terms: Terms, tried: Tried) -> LoggedIn:
    """A login of whoever has this address and password.

    ``LoginFailed`` alike whether the address is anybody's, ``TooManyFailures``,
    ``AccountSuspended``. No transaction is open while the password is hashed.
    """
    email = as_known(tried.email)
    async with database.write() as session:
        await BackOff(session, email, tried.device.client).take(now())
        user = await Accounts(session).find(email)
    kept = None if user is None else user.password_hash
    is_right = await passwords.are_same(tried.password, kept)
    async with database.write() as session:
        found = await Accounts(session).find(email) if is_right else None
        if found is not None and found.password_hash == kept:
            await BackOff(session, email, tried.device.client).forget()
            if found.suspended_at is None:
                return await begin(session, terms, found, tried.device.agent)
        else:
            await _note_failure(session, user)
    if found is not None and found.suspended_at is not None:
        raise AccountSuspended("This account is suspended. Ask whoever runs this server.")
    raise LoginFailed("The address or the password is not right.")


async def begin(session: Session, terms: Terms, user: User, agent: str) -> LoggedIn:
    """A new login of somebody who has proved to be them."""
    at = now()
    login_id = new_id()
    refresh = new_refresh(login_id, terms.tokens.key)
    login = Login(
        id=login_id,
        user_id=user.id,
        digest=digest_of(refresh),
        agent=agent[:LONGEST_AGENT],
        expires_at=at + terms.lasts,
    )
    await OpenLogins(session).add(login)
    principal = Principal("user", user.id, cast("Role", user.role))
    await AuditLog(session, principal).note("login", ("login", login_id), user.id)
    return LoggedIn(user, login_id, _access(terms, user, login_id, at), refresh)


async def keep_alive(
    session: Session, terms: Terms, revocations: Revocations, shown: str
) -> LoggedIn | None:
    """A fresh access token for a refresh token, and the next refresh token; None if it is not good.

    Who shows one that was used before has copied it, or was copied from: the login ends for both.
    In the moment after its use it may be another tab of the same browser, or the answer was lost:
    the next one is then the same once more. The caller commits, whatever comes of it.
    """
    login_id = login_of(shown)
    found = None if login_id is None else await OpenLogins(session).find(login_id)
    if found is None:
        return None
    login, user = found
    at, digest = now(), digest_of(shown)
    refresh = new_refresh(login.id, terms.tokens.key, before=shown)
    is_again = digest == login.previous and at - login.used_at < timedelta(seconds=RACE_SECONDS)
    if digest == login.digest:
        login.previous, login.digest = login.digest, digest_of(refresh)
        login.used_at, login.expires_at = at, at + terms.lasts
    elif not (is_again and digest_of(refresh) == login.digest):
        if is_sealed(shown, terms.tokens.key):
            await _end(session, login, user, COPIED)
            revocations.tell_after(session)
        return None
    return LoggedIn(user, login.id, _access(terms, user, login.id, at), refresh)


def refuse_refresh() -> TokenRefused:
    """Why a refresh token is not good, which is not told."""
    return TokenRefused("The login is over. Log in again.")


def _access(terms: Terms, user: User, login_id: str, at: datetime) -> str:
    return terms.tokens.sign(Claims(user.id, login_id, user.epoch), at)


async def _note_failure(session: Session, user: User | None) -> None:
    """In the log of the account, if there is one; of the address nothing is written down."""
    owner_id = LOCAL_USER_ID if user is None else user.id
    nobody = Principal("user", owner_id)
    await AuditLog(session, nobody).note("login_failed", ("user", str(owner_id)), owner_id)


async def log_out(session: Session, known_by: str, shown: str) -> None:
    """End the login that is known by a credential or a refresh token, if there is one."""
    kind, _, login_id = known_by.partition(":")
    found = await OpenLogins(session).find(login_id) if kind == "login" else None
    if found is None:
        found = await OpenLogins(session).find(login_of(shown) or "")
        if found is not None and digest_of(shown) not in (found[0].digest, found[0].previous):
            return
    if found is not None:
        await _end(session, *found, "logout")


async def _end(session: Session, login: Login, user: User, action: str) -> None:
    login.ended_at = now()
    principal = Principal("user", user.id, cast("Role", user.role))
    await AuditLog(session, principal).note(action, ("login", login.id), user.id)
