"""The HTTP door of logging in, with a password or by a refresh token, and out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.security import OAuth2PasswordRequestForm
from pydantic import ValidationError

from folioscope.errors import Forbidden
from folioscope.features.accounts.auth_schemas import (
    AuthRead,
    LoginWanted,
    RefreshWanted,
    TokensRead,
)
from folioscope.features.accounts.logging_in import (
    Device,
    LoggedIn,
    Terms,
    Tried,
    begin,
    keep_alive,
    log_in,
    log_out,
    refuse_refresh,
)
from folioscope.features.accounts.login_cookies import drop_login, keep_login
from folioscope.features.accounts.opened import OpenedAccounts
from folioscope.features.accounts.repository import Users
from folioscope.features.accounts.schemas import MeRead
from folioscope.features.accounts.tables import User
from folioscope.platform.api.cookies import REFRESH_COOKIE, cookie_of
from folioscope.platform.api.dependencies import DatabaseDep
from folioscope.platform.api.problems import not_as_declared
from folioscope.platform.database.engine import Database, Session
from folioscope.platform.principal import Principal

router = APIRouter(prefix="/api/auth", tags=["login"])


class PasswordLoginOff(Forbidden):
    """A password, where people are known in another way."""

    code = "password_login_off"


def _accounts(request: Request) -> OpenedAccounts:
    accounts: OpenedAccounts = request.app.state.accounts
    return accounts


AccountsDep = Annotated[OpenedAccounts, Depends(_accounts)]


def _terms(accounts: AccountsDep) -> Terms:
    if accounts.terms is None:
        raise PasswordLoginOff("There are no logins here: accounts are off, or kept elsewhere.")
    return accounts.terms


def _password_terms(accounts: AccountsDep, terms: Annotated[Terms, Depends(_terms)]) -> Terms:
    if accounts.mode != "password":
        raise PasswordLoginOff("Nobody logs in with a password here.")
    return terms


def _device(request: Request) -> Device:
    return Device(request.state.client, request.headers.get("user-agent", ""))


TermsDep = Annotated[Terms, Depends(_terms)]
DeviceDep = Annotated[Device, Depends(_device)]


@dataclass(frozen=True, slots=True)
class Desk:
    """Where somebody is let in with a password: what it takes, and where the cookies go."""

    request: Request
    response: Response
    database: Database
    accounts: OpenedAccounts
    terms: Terms

    async def let_in(self, email: str, password: str) -> LoggedIn:
        """A login; see ``log_in``."""
        tried = Tried(email, password, _device(self.request))
        return await log_in(self.database, self.accounts.passwords, self.terms, tried)

    async def begin(self, session: Session, user: User) -> LoggedIn:
        """A login of somebody who has an account since just now."""
        return await begin(session, self.terms, user, _device(self.request).agent)

    def keep(self, login: LoggedIn) -> MeRead:
        """The answer to a page, which keeps its login as cookies."""
        keep_login(self.response, self.request, login, self.terms)
        return MeRead.model_validate(login.user)


def _desk(
    request: Request,
    response: Response,
    database: DatabaseDep,
    accounts: AccountsDep,
    terms: Annotated[Terms, Depends(_password_terms)],
) -> Desk:
    return Desk(request, response, database, accounts, terms)


DeskDep = Annotated[Desk, Depends(_desk)]


@router.get("")
async def show(request: Request, accounts: AccountsDep, database: DatabaseDep) -> AuthRead:
    """How people are known here, and who is asking."""
    principal: Principal | None = request.state.principal
    me = None
    if principal is not None:
        async with database.read() as session:
            user = await Users(session, principal).get(principal.user_id)
        me = MeRead(user_id=user.id, name=user.name, email=user.email, role=principal.role)
    is_open = accounts.is_sign_up_open and accounts.mode == "password"
    return AuthRead(mode=accounts.mode, sign_up="open" if is_open else "closed", me=me)


@router.post("/login")
async def login(body: LoginWanted, desk: DeskDep) -> MeRead:
    """Log a page in: the tokens are cookies, which no script reads."""
    return desk.keep(await desk.let_in(body.email, body.password))


@router.post("/token")
async def token(form: Annotated[OAuth2PasswordRequestForm, Depends()], desk: DeskDep) -> TokensRead:
    """Log a program in, by the password flow of OAuth 2; the user name is the mail address."""
    try:  # a form is not looked at as the body of a request is
        wanted = LoginWanted(email=form.username, password=form.password)
    except ValidationError as error:
        raise not_as_declared(error.errors()) from error
    return _tokens(await desk.let_in(wanted.email, wanted.password), desk.terms)


@router.post(
    "/refresh",
    response_model=TokensRead,
    responses={204: {"description": "The cookies of a page are renewed."}},
)
async def refresh(
    request: Request,
    database: DatabaseDep,
    accounts: AccountsDep,
    terms: TermsDep,
    body: RefreshWanted | None = None,
) -> object:
    """Go on with a login: the next tokens for the refresh token, which is good once."""
    shown = None if body is None else body.refresh_token
    cookie = cookie_of(request.headers.get("cookie", ""), REFRESH_COOKIE)
    async with database.write() as session:
        logged_in = await keep_alive(session, terms, accounts.revocations, shown or cookie or "")
    if logged_in is None:
        raise refuse_refresh()
    if shown:
        return _tokens(logged_in, terms)
    response = Response(status_code=204)
    keep_login(response, request, logged_in, terms)
    return response


@router.post("/logout", status_code=204)
async def logout(
    request: Request,
    database: DatabaseDep,
    accounts: AccountsDep,
    body: RefreshWanted | None = None,
) -> Response:
    """End the login that asks, or that of the refresh token; cookies are dropped."""
    identity = request.state.identity
    cookie = cookie_of(request.headers.get("cookie", ""), REFRESH_COOKIE)
    shown = (None if body is None else body.refresh_token) or cookie or ""
    known_by = "" if identity is None else identity.credential
    async with database.write() as session:
        await log_out(session, known_by, shown)
        accounts.revocations.tell_after(session)
    response = Response(status_code=204)
    drop_login(response, request)
    return response


def _tokens(logged_in: LoggedIn, terms: Terms) -> TokensRead:
    return TokensRead(
        access_token=logged_in.access,
        expires_in=int(terms.tokens.lasts.total_seconds()),
        refresh_token=logged_in.refresh,
    )
