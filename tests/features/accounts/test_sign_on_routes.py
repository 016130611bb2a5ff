"""Single sign-on over HTTP: with a real provider, and who is let in."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from sqlalchemy import update

from folioscope.errors import Invalid
from folioscope.features.accounts.tables import Invitation, User
from folioscope.platform.database.base import now
from folioscope.platform.principal import LOCAL_USER_ID
from folioscope.settings.values import Settings
from tests.issuer_server import CLIENT, Issuer, issuer_server
from tests.opened_program import NO_NAME, PATIENCE, Program
from tests.signed_in import Accounts, open_accounts

SECRET = "a client secret"
ADA = {"name": "Ada", "email": "Ada@example.org", "email_verified": True}


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with issuer_server() as served:
        served.claims = dict(ADA)
        yield served


@asynccontextmanager
async def _open(settings: Settings, url: str, **changed: object) -> AsyncIterator[Accounts]:
    chosen = {"auth": "oidc", "oidc_issuer": url, "oidc_client_id": CLIENT}
    async with open_accounts(settings, **chosen, oidc_client_secret=SECRET, **changed) as accounts:
        yield accounts


@pytest.fixture
async def accounts(settings: Settings, issuer: Issuer) -> AsyncIterator[Accounts]:
    async with _open(settings, issuer.url, sign_up="open") as opened:
        yield opened


@asynccontextmanager
async def _browser(accounts: Accounts) -> AsyncIterator[httpx2.AsyncClient]:
    """What keeps cookies and shows no token."""
    transport = httpx2.AsyncHTTPTransport(uds=str(accounts.local.unix_socket))
    async with httpx2.AsyncClient(
        transport=transport, base_url=NO_NAME, timeout=PATIENCE
    ) as client:
        yield client


async def _depart(browser: httpx2.AsyncClient, then: str = "/kb/cvs") -> str:
    """The address that the browser is sent to."""
    response = await browser.get("/api/auth/oidc/start", params={"then": then})
    assert response.status_code == 303, response.text
    return str(response.headers["Location"])


async def _return(browser: httpx2.AsyncClient, brought: dict[str, str]) -> httpx2.Response:
    response = await browser.get("/api/auth/oidc/callback", params=brought)
    assert response.status_code == 303, response.text
    return response


async def _log_in(accounts: Accounts, issuer: Issuer) -> tuple[str, Any]:
    """Where a new browser is sent after all, and who it is then."""
    async with _browser(accounts) as browser:
        response = await _return(browser, issuer.let_in(await _depart(browser)))
        me = (await browser.get("/api/auth")).json()["me"]
    return response.headers["Location"], me


async def _add(accounts: Accounts, *rows: Any) -> None:
    async with accounts.local.database.write() as session:
        session.add_all(rows)


# The way there and back


async def test_a_browser_logs_in_at_the_issuer(accounts: Accounts, issuer: Issuer) -> None:
    async with _browser(accounts) as browser:
        departure = await _depart(browser, "/threads/1?x=y")
        asked = parse_qs(urlsplit(departure).query)
        assert asked["redirect_uri"] == [f"{NO_NAME}/api/auth/oidc/callback"]
        assert (await browser.get("/api/auth")).json()["me"] is None
        response = await _return(browser, issuer.let_in(departure))
        assert response.headers["Location"] == "/threads/1?x=y"
        me = (await browser.get("/api/auth")).json()["me"]
        assert (me["name"], me["email"], me["role"]) == ("Ada", "ada@example.org", "member")
        assert (await browser.get("/api/kbs")).status_code == 200
        renewed = await browser.post("/api/auth/refresh", headers={"Origin": NO_NAME})
        assert renewed.status_code == 204
    noted = await accounts.local.rows("SELECT action FROM audit ORDER BY id")
    assert noted == [("sign_up",), ("login",)]


async def test_cookies_are_those_of_a_login_and_the_slip_is_dropped(
    accounts: Accounts, issuer: Issuer
) -> None:
    async with _browser(accounts) as browser:
        start = await browser.get("/api/auth/oidc/start")
        [slip] = start.headers.get_list("set-cookie")
        for part in ("folioscope_sign_on=", "HttpOnly", "SameSite=lax", "Path=/api/auth/oidc"):
            assert part in slip
        assert "Max-Age=600" in slip
        back = await _return(browser, issuer.let_in(start.headers["Location"]))
        kept = {cookie.partition("=")[0]: cookie for cookie in back.headers.get_list("set-cookie")}
        assert set(kept) == {"folioscope_access", "folioscope_refresh", "folioscope_sign_on"}
        assert "Max-Age=0" in kept.pop("folioscope_sign_on")
        assert all("SameSite=strict" in cookie for cookie in kept.values())


async def test_behind_tls_the_public_address_is_come_back_to(
    settings: Settings, issuer: Issuer
) -> None:
    async with _open(settings, issuer.url, public_url="https://cv.example.org") as accounts:
        response = await accounts.local.client.get("/api/auth/oidc/start")
    asked = parse_qs(urlsplit(response.headers["Location"]).query)
    assert asked["redirect_uri"] == ["https://cv.example.org/api/auth/oidc/callback"]
    assert "Secure" in response.headers["set-cookie"]


@pytest.mark.parametrize("then", ["https://elsewhere.example/", "//elsewhere.example", "/\\x"])
async def test_nobody_is_sent_elsewhere_after_a_login(
    accounts: Accounts, issuer: Issuer, then: str
) -> None:
    async with _browser(accounts) as browser:
        response = await _return(browser, issuer.let_in(await _depart(browser, then)))
    assert response.headers["Location"] == "/"


async def test_t08_a_return_in_another_browser_or_a_second_time_is_refused(
    accounts: Accounts, issuer: Issuer
) -> None:
    async with _browser(accounts) as browser, _browser(accounts) as other:
        start = await browser.get("/api/auth/oidc/start")
        brought = issuer.let_in(start.headers["Location"])
        slip = dict(browser.cookies)
        refused = await _return(other, brought)
        assert refused.headers["Location"] == "/login?problem=sign_on_refused"
        assert (await other.get("/api/auth")).json()["me"] is None
        await _return(browser, brought)
        other.cookies.update(slip)
        again = await _return(other, brought)
        assert again.headers["Location"] == "/login?problem=sign_on_refused"
        assert "folioscope_access" not in other.cookies


async def test_what_goes_wrong_at_the_issuer_is_told_by_its_code_alone(
    accounts: Accounts, issuer: Issuer
) -> None:
    async with _browser(accounts) as browser:
        brought = issuer.let_in(await _depart(browser))
        told = {
            "error": "access_denied",
            "error_description": "<b>x</b>",
            "state": brought["state"],
        }
        response = await _return(browser, told)
        assert response.headers["Location"] == "/login?problem=sign_on_refused"
        issuer.replies["/token"] = lambda: (500, {"error": "<b>x</b>"})
        response = await _return(browser, issuer.let_in(await _depart(browser)))
        assert response.headers["Location"] == "/login?problem=sign_on_refused"


async def test_while_the_issuer_is_down_a_browser_is_told_so(settings: Settings) -> None:
    async with _open(settings, "http://127.0.0.1:9") as accounts, _browser(accounts) as browser:
        response = await browser.get("/api/auth/oidc/start")
        assert response.headers["Location"] == "/login?problem=issuer_unavailable"
        assert (await browser.get("/health/live")).status_code == 200


async def test_without_an_issuer_there_is_no_such_login(program: Program) -> None:
    for path in ("start", "callback"):
        answer = await program.get(f"/api/auth/oidc/{path}", 404)
        assert answer["code"] == "single_sign_on_off"


async def test_nobody_logs_in_with_a_password_meanwhile(accounts: Accounts) -> None:
    wanted = {"email": "ada@example.org", "password": "correct horse battery"}
    nobody = await accounts.with_token(None)
    assert (await nobody.post("/api/auth/login", 403, wanted))["code"] == "password_login_off"


# Who is let in


@pytest.fixture
async def closed(settings: Settings, issuer: Issuer) -> AsyncIterator[Accounts]:
    async with _open(settings, issuer.url) as opened:
        yield opened


def _invitation(email: str | None = "ada@example.org", **values: Any) -> Invitation:
    usual = {
        "digest": "0",
        "role": "admin",
        "invited_by": LOCAL_USER_ID,
        "expires_at": now() + timedelta(days=1),
    }
    return Invitation(email=email, **{**usual, **values})


async def test_who_is_not_known_stays_out(closed: Accounts, issuer: Issuer) -> None:
    assert await _log_in(closed, issuer) == ("/login?problem=not_invited", None)
    assert await closed.local.rows("SELECT id FROM users WHERE id > 0") == []


async def test_who_was_invited_at_a_verified_address_comes_in_once(
    closed: Accounts, issuer: Issuer
) -> None:
    await _add(closed, _invitation())
    _, me = await _log_in(closed, issuer)
    assert (me["role"], me["email"]) == ("admin", "ada@example.org")
    assert (await _log_in(closed, issuer))[1]["user_id"] == me["user_id"]
    issuer.claims["sub"] = "another"
    assert await _log_in(closed, issuer) == ("/login?problem=not_invited", None)


@pytest.mark.parametrize(
    ("invitation", "claims"),
    [
        ({}, {"email_verified": False}),
        ({}, {"email_verified": None}),
        ({}, {"email": "eve@example.org"}),
        ({}, {"email": None}),
        ({"email": None}, {}),
        ({"email": "ada@example.or"}, {}),
        ({"used_at": now()}, {}),
        ({"expires_at": now()}, {}),
    ],
)
async def test_an_invitation_that_does_not_fit_lets_nobody_in(
    closed: Accounts, issuer: Issuer, invitation: dict[str, Any], claims: dict[str, Any]
) -> None:
    await _add(closed, _invitation(**invitation))
    issuer.claims.update(claims)
    assert await _log_in(closed, issuer) == ("/login?problem=not_invited", None)


async def test_an_account_that_was_made_for_an_address_is_theirs_who_has_it(
    closed: Accounts, issuer: Issuer
) -> None:
    made = await closed.local.post(
        "/api/users", 201, {"name": "Ada L.", "email": "ada@example.org", "role": "owner"}
    )
    _, me = await _log_in(closed, issuer)
    assert (me["user_id"], me["role"]) == (made["user_id"], "owner")
    issuer.claims["sub"] = "somebody else with the same address"
    assert await _log_in(closed, issuer) == ("/login?problem=not_invited", None)


async def test_what_an_account_was_reached_by_before_is_good_no_more(
    closed: Accounts, issuer: Issuer
) -> None:
    """Whoever signed up with the address of somebody else does not stay in their account."""
    squatter = await closed.someone("ada")
    made = await squatter.post("/api/keys", 201, {"name": "x", "scopes": ["read"]})
    key = await closed.with_token(made["key"])
    await squatter.get("/api/kbs")
    await key.get("/api/kbs")
    async with closed.local.database.write() as session:
        await session.execute(update(User).values(password_hash="hashed"))
    _, me = await _log_in(closed, issuer)
    assert me["user_id"] == squatter.user_id
    assert await closed.local.rows("SELECT password_hash FROM users WHERE id > 0") == [(None,)]
    await squatter.get("/api/kbs", 401)
    await key.get("/api/kbs", 401)
    still = "SELECT count(*) FROM logins WHERE ended_at IS NULL"
    assert await closed.local.rows(still) == [(1,)]
    (noted,) = (await closed.local.get("/api/audit", action="link_issuer"))["entries"]
    subject = str(squatter.user_id)
    assert (noted["actor"], noted["subject"]) == (f"user:{subject}", subject)


async def test_an_address_that_is_not_verified_takes_no_account(
    accounts: Accounts, issuer: Issuer
) -> None:
    ada = await accounts.someone("ada")
    issuer.claims["email_verified"] = False
    _, me = await _log_in(accounts, issuer)
    assert me["user_id"] != ada.user_id
    assert me["email"] is None
    await ada.get("/api/kbs")


async def test_who_is_suspended_stays_out(accounts: Accounts, issuer: Issuer) -> None:
    await _log_in(accounts, issuer)
    async with accounts.local.database.write() as session:
        await session.execute(update(User).where(User.id > 0).values(suspended_at=now()))
    assert await _log_in(accounts, issuer) == ("/login?problem=account_suspended", None)


async def test_a_second_login_is_of_the_same_account(accounts: Accounts, issuer: Issuer) -> None:
    for _ in range(2):
        await _log_in(accounts, issuer)
    assert await accounts.local.rows("SELECT count(*) FROM users WHERE id > 0") == [(1,)]
    assert await accounts.local.rows("SELECT count(*) FROM logins") == [(2,)]


# Settings


@pytest.mark.parametrize(
    "changed",
    [
        {"auth": "oidc"},
        {"auth": "oidc", "oidc_issuer": "https://issuer.example"},
        {"auth": "oidc", "oidc_client_id": "x"},
    ],
)
async def test_an_issuer_that_is_not_named_whole_is_told_at_the_start(
    settings: Settings, changed: dict[str, object]
) -> None:
    with pytest.raises(Invalid, match="FOLIOSCOPE_OIDC_ISSUER and FOLIOSCOPE_OIDC_CLIENT_ID"):
        async with open_accounts(settings, **changed):
            pass


# A provider that others wrote


@pytest.fixture
def provider() -> Iterator[str]:
    """The address of a real OpenID provider, a process of its own."""
    command = (sys.executable, "-m", "oidc_provider_mock", "--port", "0", "--require-nonce", "true")
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        found = None
        while found is None:
            line = process.stderr.readline()
            assert line, "the provider has ended"
            found = re.search(r"running on (http://127\.0\.0\.1:\d+)", line)
        try:
            yield found[1]
        finally:
            process.terminate()
            process.communicate(timeout=PATIENCE)


async def _grant(provider: httpx2.AsyncClient, departure: str, **form: str) -> dict[str, str]:
    """What a browser comes back with once its user has filled in the provider's form."""
    granted = await provider.post(departure, data=form)
    assert granted.status_code == 302, granted.text
    place = urlsplit(granted.headers["Location"])
    assert place.path == "/api/auth/oidc/callback"
    return {name: values[0] for name, values in parse_qs(place.query).items()}


async def test_a_real_provider_logs_people_in(settings: Settings, provider: str) -> None:
    async with (
        _open(settings, provider) as accounts,
        _browser(accounts) as browser,
        httpx2.AsyncClient(timeout=PATIENCE) as outside,
    ):
        await _add(accounts, _invitation("ada@example.org", role="member"))
        claims = {"email": "ada@example.org", "email_verified": True, "name": "Ada Byron"}
        await outside.put(f"{provider}/users/ada", json=claims)
        for _ in range(2):
            brought = await _grant(outside, await _depart(browser), sub="ada")
            response = await _return(browser, brought)
            assert response.headers["Location"] == "/kb/cvs"
            assert (await browser.get("/api/auth")).json()["me"]["name"] == "Ada Byron"


async def test_whom_a_real_provider_refuses_or_does_not_vouch_for_stays_out(
    settings: Settings, provider: str
) -> None:
    async with (
        _open(settings, provider) as accounts,
        _browser(accounts) as browser,
        httpx2.AsyncClient(timeout=PATIENCE) as outside,
    ):
        await _add(accounts, _invitation("eve@example.org"))
        claims = {"email": "eve@example.org", "email_verified": False}
        await outside.put(f"{provider}/users/eve", json=claims)
        brought: dict[str, str] = {}
        for form, problem in (
            ({"action": "deny"}, "sign_on_refused"),
            ({"sub": "eve"}, "not_invited"),
        ):
            brought = await _grant(outside, await _depart(browser), **form)
            response = await _return(browser, brought)
            assert response.headers["Location"] == f"/login?problem={problem}"
        # A code that was used, with the slip of a departure of its own.
        state = parse_qs(urlsplit(await _depart(browser)).query)["state"][0]
        response = await _return(browser, {**brought, "state": state})
        assert response.headers["Location"] == "/login?problem=sign_on_refused"
