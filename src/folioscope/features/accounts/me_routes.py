"""The HTTP door of one's own account: name, password, logins."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request

from folioscope.errors import Forbidden
from folioscope.features.accounts.back_off import BackOff
from folioscope.features.accounts.login_repository import Logins
from folioscope.features.accounts.looking_after import Office, change_own_password
from folioscope.features.accounts.opened import OpenedAccounts
from folioscope.features.accounts.passwords import check_password
from folioscope.features.accounts.repository import Users
from folioscope.features.accounts.schemas import (
    LoginList,
    LoginRead,
    MeChange,
    MeRead,
    PasswordChange,
)
from folioscope.features.accounts.tables import User
from folioscope.features.audit.repository import AuditLog
from folioscope.platform.api.dependencies import (
    CurrentPrincipal,
    DatabaseDep,
    ReadSession,
    WriteSession,
)
from folioscope.platform.api.texts import Text
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import Principal

router = APIRouter(prefix="/api/users/me", tags=["users"])


class PasswordWrong(Forbidden):
    """Not the password that one has, where that is asked for once more."""

    code = "password_wrong"


@router.get("")
async def show(principal: CurrentPrincipal, session: ReadSession) -> MeRead:
    """Who is asking."""
    return _read(await Users(session, principal).get(principal.user_id), principal)


@router.patch("")
async def change(body: MeChange, principal: CurrentPrincipal, session: WriteSession) -> MeRead:
    """Go by another name."""
    user = await Users(session, principal).get(principal.user_id)
    user.name = body.name
    return _read(user, principal)


@router.put("/password", status_code=204)
async def change_password(
    body: PasswordChange, request: Request, principal: CurrentPrincipal, database: DatabaseDep
) -> None:
    """Have another password. This login goes on, all others end."""
    accounts: OpenedAccounts = request.app.state.accounts
    user = await check_own_password(request, database, principal, body.current)
    check_password(body.new, user.email or "", user.name)
    hashed = await accounts.passwords.hash(body.new)
    login_id = request.state.identity.credential.partition(":")[2]
    async with database.write() as session:
        office = Office(session, principal, accounts.revocations)
        await change_own_password(office, login_id, hashed)


async def check_own_password(
    request: Request, database: Database, principal: Principal, password: str | None
) -> User:
    """The user who asks, if this is their password, or they have none; ``PasswordWrong``.

    Whoever has found an open browser guesses no faster here than at the login.
    """
    accounts: OpenedAccounts = request.app.state.accounts
    async with database.write() as session:
        user = await Users(session, principal).get(principal.user_id)
        back_off = (user.id, request.state.client)
        await BackOff(session, *back_off).take(now())
    is_theirs = user.password_hash is None or await accounts.passwords.are_same(
        password or "", user.password_hash
    )
    if not is_theirs:
        raise PasswordWrong("This is not your password.")
    async with database.write() as session:
        await BackOff(session, *back_off).forget()
    return user


@router.get("/logins", response_model=LoginList)
async def logins(request: Request, principal: CurrentPrincipal, session: ReadSession) -> object:
    """The logins that stand, on all devices."""
    this = request.state.identity.credential.partition(":")[2]
    found = await Logins(session, principal).standing()
    shown = [LoginRead.model_validate(login) for login in found]
    return LoginList(
        logins=[one.model_copy(update={"is_this": one.login_id == this}) for one in shown]
    )


@router.delete("/logins/{login_id}", status_code=204)
async def end_login(
    login_id: Annotated[Text, Path(max_length=64)],
    request: Request,
    principal: CurrentPrincipal,
    session: WriteSession,
) -> None:
    """End a login, on whichever device it is."""
    await Logins(session, principal).end(login_id)
    log = AuditLog(session, principal)
    await log.note("logout", ("login", login_id), principal.user_id)
    request.app.state.accounts.revocations.tell_after(session)


def _read(user: User, principal: Principal) -> MeRead:
    """With the role that counts: the person at the machine is an owner, whatever the row says."""
    return MeRead(user_id=user.id, name=user.name, email=user.email, role=principal.role)
