"""The HTTP door of logins at an issuer. Browsers come here themselves, so they are sent on."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse

from folioscope.errors import FolioscopeError, NotFound
from folioscope.features.accounts.auth_routes import AccountsDep, DeviceDep, TermsDep
from folioscope.features.accounts.logging_in import begin
from folioscope.features.accounts.login_cookies import keep_login
from folioscope.features.accounts.opened import OpenedAccounts
from folioscope.features.accounts.sign_on_schemas import BroughtBack
from folioscope.features.accounts.sign_on_slip import HOME, LONGEST_PATH, MINUTES, Returned
from folioscope.features.accounts.welcome import welcome
from folioscope.platform.api.cookies import Place, cookie_of, drop, keep
from folioscope.platform.api.dependencies import DatabaseDep
from folioscope.platform.api.texts import Text

if TYPE_CHECKING:
    from folioscope.features.accounts.single_sign_on import SingleSignOn

# Lax: the browser comes back from another site, and would not bring a strict one along.
SLIP_COOKIE = Place("folioscope_sign_on", "/api/auth/oidc", "lax")
PROBLEM_PAGE = "/login?problem="

log = logging.getLogger(__name__)


class SignOnOff(NotFound):
    """A login at an issuer, where people are known in another way."""

    code = "single_sign_on_off"


def _require_issuer(accounts: AccountsDep) -> None:
    if accounts.single_sign_on is None:
        raise SignOnOff("Nobody logs in at an issuer here.")


router = APIRouter(prefix="/api/auth/oidc", tags=["login"], dependencies=[Depends(_require_issuer)])


@router.get("/start", status_code=303, response_class=RedirectResponse)
async def start(
    request: Request,
    accounts: AccountsDep,
    then: Annotated[Text, Query(max_length=LONGEST_PATH, description="path to go on to")] = HOME,
) -> RedirectResponse:
    """Send a browser to the issuer to log in there; it comes back to ``/callback``."""
    sign_on = _sign_on(accounts)
    try:
        address, slip = await sign_on.depart(_back(request, accounts), then)
    except FolioscopeError as error:
        return _excused(error)
    response = RedirectResponse(address, 303)
    keep(response, request, SLIP_COOKIE, slip, 60 * MINUTES)
    return response


@router.get("/callback", status_code=303, response_class=RedirectResponse)
async def callback(
    request: Request,
    accounts: AccountsDep,
    database: DatabaseDep,
    terms: TermsDep,
    device: DeviceDep,
    returned: Annotated[BroughtBack, Query()],
) -> RedirectResponse:
    """Log in a browser that comes back from the issuer, and send it where it was going.

    Where that fails, it goes to the page of logins with the code of the problem.
    """
    sign_on = _sign_on(accounts)
    slip = cookie_of(request.headers.get("cookie", ""), SLIP_COOKIE) or ""
    brought = Returned(slip, returned.code, returned.state, returned.error, returned.iss)
    try:
        person, then = await sign_on.arrive(brought, _back(request, accounts))
        async with database.write() as session:
            user = await welcome(session, person, is_open=accounts.is_sign_up_open)
            login = await begin(session, terms, user, device.agent)
            accounts.revocations.tell_after(session)
        response = RedirectResponse(then, 303)
        keep_login(response, request, login, terms)
    except FolioscopeError as error:
        response = _excused(error)
    drop(response, request, SLIP_COOKIE)
    return response


def _sign_on(accounts: OpenedAccounts) -> SingleSignOn:
    assert accounts.single_sign_on is not None, "the router asks for it"
    return accounts.single_sign_on


def _back(request: Request, accounts: OpenedAccounts) -> str:
    """The address that the issuer sends browsers back to, which has to know it."""
    here = accounts.public_url or str(request.base_url).rstrip("/")
    return f"{here}{router.prefix}/callback"


def _excused(error: FolioscopeError) -> RedirectResponse:
    log.warning("a login at the issuer failed: %s", error.message)
    return RedirectResponse(PROBLEM_PAGE + error.code, 303)
