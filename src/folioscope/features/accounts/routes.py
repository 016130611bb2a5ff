"""The HTTP door of users: those that somebody acts for, and the accounts of all."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request

from folioscope.features.accounts.account_repository import Accounts
from folioscope.features.accounts.joining import Newcomer, make_account
from folioscope.features.accounts.looking_after import Office
from folioscope.features.accounts.opened import OpenedAccounts
from folioscope.features.accounts.passwords import check_password
from folioscope.features.accounts.repository import Users
from folioscope.features.accounts.schemas import (
    AccountChange,
    AccountList,
    AccountRead,
    PasswordSet,
    UserCreate,
    UserRead,
)
from folioscope.features.accounts.tables import User
from folioscope.features.accounts.takeover_repository import TakeOver
from folioscope.platform.api.dependencies import (
    CurrentPrincipal,
    DatabaseDep,
    ReadSession,
    WriteSession,
)
from folioscope.platform.api.idempotency import IdempotencyDep
from folioscope.platform.database.engine import Session
from folioscope.platform.principal import Principal

router = APIRouter(prefix="/api/users", tags=["users"])

UserId = Annotated[int, Path(ge=0, lt=2**31)]


def _office(request: Request, session: WriteSession, principal: CurrentPrincipal) -> Office:
    accounts: OpenedAccounts = request.app.state.accounts
    return Office(session, principal, accounts.revocations)


async def _hashed(request: Request, body: UserCreate) -> str | None:
    """The password of a new user as it is kept, before any transaction is open."""
    if body.password is None:
        return None
    check_password(body.password, body.email or "", body.name)
    accounts: OpenedAccounts = request.app.state.accounts
    return await accounts.passwords.hash(body.password)


OfficeDep = Annotated[Office, Depends(_office)]
HashedDep = Annotated[str | None, Depends(_hashed)]


@router.post("", status_code=201, response_model=UserRead)
async def create(
    body: UserCreate,
    hashed: HashedDep,
    principal: CurrentPrincipal,
    session: WriteSession,
    only: IdempotencyDep,
) -> object:
    """Create a user that the caller may act for, or an account for somebody with an address."""

    async def work() -> dict[str, Any]:
        user = await _made(session, principal, body, hashed)
        return UserRead.model_validate(user).model_dump(mode="json")

    return await only.once(work)


async def _made(
    session: Session, principal: Principal, body: UserCreate, hashed: str | None
) -> User:
    if body.email is None:
        return await Users(session, principal).add(body.name)
    newcomer = Newcomer(body.name, body.email, hashed, body.role)
    user = await make_account(session, principal, newcomer)
    if body.takes_over:
        await TakeOver(session, principal).give_all(user.id)
    return user


@router.get("", response_model=AccountList)
async def index(_principal: CurrentPrincipal, session: ReadSession) -> object:
    """All accounts, the first that was made first."""
    return {"users": await Accounts(session).listed()}


@router.patch("/{user_id}", response_model=AccountRead)
async def change(user_id: UserId, body: AccountChange, office: OfficeDep) -> object:
    """Give somebody another role, suspend them, or let them in again."""
    user = await Accounts(office.session).get(user_id)
    if body.role is not None:
        user = await office.change_role(user_id, body.role)
    if body.suspended is not None:
        user = await (office.suspend if body.suspended else office.restore)(user_id)
    return user


@router.put("/{user_id}/password", status_code=204)
async def set_password(
    user_id: UserId,
    body: PasswordSet,
    request: Request,
    principal: CurrentPrincipal,
    database: DatabaseDep,
) -> None:
    """Give somebody a password that they can log in with; their logins end."""
    check_password(body.password)
    accounts: OpenedAccounts = request.app.state.accounts
    hashed = await accounts.passwords.hash(body.password)
    async with database.write() as session:
        await Office(session, principal, accounts.revocations).set_password(user_id, hashed)
