"""Logging in with a password, staying in by refresh tokens, and out."""

from __future__ import annotations

from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

import httpx2
import pytest
from sqlalchemy import update

from folioscope.features.accounts.logging_in import RACE_SECONDS
from folioscope.features.accounts.tables import Login
from folioscope.platform.database.base import now
from folioscope.settings.values import Settings
from tests.opened_program import Program
from tests.signed_in import Accounts, open_accounts

ADA = {"email": "ada@example.org", "password": "correct horse battery"}


@pytest.fixture
async def ada(accounts: Accounts) -> Accounts:
    """A program in which Ada has an account with a password."""
    await accounts.local.post("/api/users", 201, {"name": "Ada", **ADA})
    return accounts


async def tokens_of(accounts: Accounts, **told: str) -> Any:
    """What the password flow of OAuth 2 answers."""
    nobody = await accounts.with_token(None)
    form = {"username": ADA["email"], "password": ADA["password"], **told}
    return await nobody.ask("POST", "/api/auth/token", 200, data=form)


async def refreshed(accounts: Accounts, token: str, status: int = 200) -> Any:
    nobody = await accounts.with_token(None)
    return await nobody.post("/api/auth/refresh", status, {"refresh_token": token})


def cookies_of(response: httpx2.Response) -> SimpleCookie:
    cookies: SimpleCookie = SimpleCookie()
    for header in response.headers.get_list("set-cookie"):
        cookies.load(header)
    return cookies


async def login_ends(accounts: Accounts, access: str) -> bool:
    page = await accounts.with_token(access)
    return (await page.client.get("/api/users/me")).status_code == 401


async def test_a_program_logs_in_by_the_password_flow(ada: Accounts) -> None:
    given = await tokens_of(ada)
    assert (given["token_type"], given["expires_in"]) == ("bearer", 600)
    me = await (await ada.with_token(given["access_token"])).get("/api/users/me")
    assert me == {"user_id": 1, "name": "Ada", "email": ADA["email"], "role": "member"}


async def test_the_mail_address_is_known_in_any_case(ada: Accounts) -> None:
    await tokens_of(ada, username="  ADA@Example.org ")


async def test_a_page_gets_cookies_that_no_script_reads(ada: Accounts) -> None:
    nobody = await ada.with_token(None)
    response = await nobody.client.post("/api/auth/login", json=ADA)
    assert response.json()["email"] == ADA["email"]
    assert "token" not in response.text
    access, refresh = (cookies_of(response)[f"folioscope_{name}"] for name in ("access", "refresh"))
    for cookie, path in ((access, "/"), (refresh, "/api/auth")):
        assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (path, True, "strict")
        assert not cookie["secure"]  # it came by http
    page = await ada.with_cookie(access.value)
    assert (await page.get("/api/auth"))["me"]["name"] == "Ada"


async def test_cookies_go_by_https_alone_where_the_server_is_reached_so(
    settings: Settings,
) -> None:
    async with open_accounts(settings, public_url="https://cv.example.org") as accounts:
        await accounts.local.post("/api/users", 201, {"name": "Ada", **ADA})
        nobody = await accounts.with_token(None)
        response = await nobody.client.post("/api/auth/login", json=ADA)
        assert all(cookie["secure"] for cookie in cookies_of(response).values())


@pytest.mark.parametrize(
    "wrong", [{"password": "correct horse batter"}, {"email": "bob@example.org"}, {"password": ""}]
)
async def test_a_wrong_password_and_an_unknown_address_are_told_alike(
    ada: Accounts, wrong: dict[str, str]
) -> None:
    nobody = await ada.with_token(None)
    problem = await nobody.post("/api/auth/login", 401, {**ADA, **wrong})
    told = "The address or the password is not right."
    assert (problem["code"], problem["detail"]) == ("login_failed", told)
    logged = await ada.local.rows("SELECT action FROM audit WHERE action = 'login_failed'")
    assert len(logged) == 1


async def test_a_refresh_token_is_good_once_and_gives_the_next(ada: Accounts) -> None:
    first = await tokens_of(ada)
    second = await refreshed(ada, first["refresh_token"])
    third = await refreshed(ada, second["refresh_token"])
    assert len({each["refresh_token"] for each in (first, second, third)}) == 3
    assert not await login_ends(ada, third["access_token"])


async def test_what_is_kept_of_a_refresh_token_is_its_digest(ada: Accounts) -> None:
    given = await tokens_of(ada)
    rows = await ada.local.rows("SELECT * FROM logins")
    assert given["refresh_token"] not in str(rows)
    assert given["refresh_token"].rpartition(".")[2] not in str(rows)


async def used_long_ago(accounts: Accounts) -> None:
    """Have the race of tabs be over."""
    before = now() - timedelta(seconds=RACE_SECONDS + 1)
    async with accounts.local.database.write() as session:
        await session.execute(update(Login).values(used_at=before))


async def test_t07_a_refresh_token_that_was_copied_ends_the_login_for_both(ada: Accounts) -> None:
    first = await tokens_of(ada)
    thief = await refreshed(ada, first["refresh_token"])
    await used_long_ago(ada)
    assert (await refreshed(ada, first["refresh_token"], 401))["code"] == "token_refused"
    await refreshed(ada, thief["refresh_token"], 401)
    assert await login_ends(ada, thief["access_token"])


async def test_a_thief_who_went_on_twice_is_found_out_too(ada: Accounts) -> None:
    first = await tokens_of(ada)
    second = await refreshed(ada, first["refresh_token"])
    third = await refreshed(ada, second["refresh_token"])
    await refreshed(ada, first["refresh_token"], 401)
    await refreshed(ada, third["refresh_token"], 401)


async def test_two_tabs_that_refresh_at_once_both_stay_in(ada: Accounts) -> None:
    first = await tokens_of(ada)
    one = await refreshed(ada, first["refresh_token"])
    other = await refreshed(ada, first["refresh_token"])
    assert other["refresh_token"] == one["refresh_token"]  # as if the first answer had been lost
    for each in (one, other):
        assert not await login_ends(ada, each["access_token"])
    await refreshed(ada, one["refresh_token"])


async def test_a_page_refreshes_by_its_cookie(ada: Accounts) -> None:
    first = await tokens_of(ada)
    nobody = await ada.with_token(None)
    sent = {"Cookie": f"folioscope_refresh={first['refresh_token']}"}
    response = await nobody.client.post("/api/auth/refresh", headers=sent)
    assert (response.status_code, response.content) == (204, b"")
    assert cookies_of(response)["folioscope_refresh"].value != first["refresh_token"]
    again = await nobody.client.post("/api/auth/refresh", headers=sent)
    for name in ("folioscope_refresh", "folioscope_access"):
        assert cookies_of(again)[name].value
    assert cookies_of(again)["folioscope_refresh"] == cookies_of(response)["folioscope_refresh"]


@pytest.mark.parametrize("token", ["", "fsr_", "fsr_x.y", "fsr_" + "0" * 32 + ".x", "a.b.c", "é"])
async def test_what_is_no_refresh_token_is_refused(ada: Accounts, token: str) -> None:
    await refreshed(ada, token, 401)


async def test_a_login_that_nobody_came_back_to_is_over(ada: Accounts) -> None:
    given = await tokens_of(ada)
    async with ada.local.database.write() as session:
        await session.execute(update(Login).values(expires_at=now() - timedelta(seconds=1)))
    await refreshed(ada, given["refresh_token"], 401)


async def test_logging_out_ends_the_login_and_drops_the_cookies(ada: Accounts) -> None:
    given = await tokens_of(ada)
    page = await ada.with_cookie(given["access_token"])
    response = await page.client.post("/api/auth/logout")
    assert response.status_code == 204
    assert {name: cookie.value for name, cookie in cookies_of(response).items()} == {
        "folioscope_access": "",
        "folioscope_refresh": "",
    }
    assert await login_ends(ada, given["access_token"])
    await refreshed(ada, given["refresh_token"], 401)


async def test_who_comes_too_late_logs_out_by_the_refresh_token(ada: Accounts) -> None:
    given = await tokens_of(ada)
    nobody = await ada.with_token(None)
    body = {"refresh_token": given["refresh_token"]}
    await nobody.post("/api/auth/logout", 204, body)
    assert await login_ends(ada, given["access_token"])


async def test_t07_who_knows_the_id_of_a_login_does_not_end_it(ada: Accounts) -> None:
    given = await tokens_of(ada)
    login_id = given["refresh_token"].removeprefix("fsr_").partition(".")[0]
    for guessed in ("x", "x.y", f"{'x' * 43}.{'y' * 43}"):
        await refreshed(ada, f"fsr_{login_id}.{guessed}", 401)
    assert not await login_ends(ada, given["access_token"])
    await refreshed(ada, given["refresh_token"])


async def test_a_login_that_ends_because_it_was_copied_is_written_down(ada: Accounts) -> None:
    first = await tokens_of(ada)
    second = await refreshed(ada, first["refresh_token"])
    await refreshed(ada, second["refresh_token"])
    await refreshed(ada, first["refresh_token"], 401)
    entries = (await ada.local.get("/api/audit", action="login_copied"))["entries"]
    assert [entry["subject_kind"] for entry in entries] == ["login"]


async def test_an_answer_that_was_lost_ends_no_login(ada: Accounts) -> None:
    first = await tokens_of(ada)
    await refreshed(ada, first["refresh_token"])  # nobody hears it
    again = await refreshed(ada, first["refresh_token"])
    await used_long_ago(ada)
    await refreshed(ada, again["refresh_token"])


@pytest.mark.parametrize("name", ["a\0b", "ada@example.org\0"])
async def test_t26_a_form_is_looked_at_as_a_body_is(ada: Accounts, name: str) -> None:
    nobody = await ada.with_token(None)
    answer = await nobody.client.post(
        "/api/auth/token", data={"username": name, "password": "whatever it is"}
    )
    assert answer.status_code in (401, 422), answer.text
    cookie = {"Cookie": r'folioscope_refresh="fsr_\000x.y"'}
    assert (await nobody.client.post("/api/auth/refresh", headers=cookie)).status_code == 401


async def test_nobody_else_is_logged_out(ada: Accounts) -> None:
    given = await tokens_of(ada)
    nobody = await ada.with_token(None)
    login_id = given["refresh_token"].removeprefix("fsr_").partition(".")[0]
    await nobody.post("/api/auth/logout", 204, {"refresh_token": f"fsr_{login_id}.guessed"})
    assert not await login_ends(ada, given["access_token"])


async def test_logins_are_listed_and_ended_one_by_one(ada: Accounts) -> None:
    phone, laptop = await tokens_of(ada), await tokens_of(ada)
    here = await ada.with_token(laptop["access_token"])
    listed = (await here.get("/api/users/me/logins"))["logins"]
    assert sorted(each["is_this"] for each in listed) == [False, True]
    other = next(each["login_id"] for each in listed if not each["is_this"])
    await here.ask("DELETE", f"/api/users/me/logins/{other}", 204)
    assert await login_ends(ada, phone["access_token"])
    assert len((await here.get("/api/users/me/logins"))["logins"]) == 1
    eve = await ada.someone("eve")
    await eve.ask("DELETE", f"/api/users/me/logins/{listed[0]['login_id']}", 404)


async def test_a_changed_password_ends_the_other_logins(ada: Accounts) -> None:
    phone, laptop = await tokens_of(ada), await tokens_of(ada)
    here = await ada.with_token(laptop["access_token"])
    change = {"current": ADA["password"], "new": "another horse entirely"}
    await here.ask("PUT", "/api/users/me/password", 204, json=change)
    assert await login_ends(ada, phone["access_token"])
    assert not await login_ends(ada, laptop["access_token"])
    nobody = await ada.with_token(None)
    await nobody.post("/api/auth/login", 401, ADA)
    await nobody.post("/api/auth/login", 200, {**ADA, "password": change["new"]})


async def test_nobody_changes_a_password_without_knowing_it(ada: Accounts) -> None:
    given = await tokens_of(ada)
    here = await ada.with_token(given["access_token"])
    change = {"current": "something else", "new": "another horse entirely"}
    problem = await here.ask("PUT", "/api/users/me/password", 403, json=change)
    assert problem["code"] == "password_wrong"


async def test_somebody_goes_by_another_name(ada: Accounts) -> None:
    here = await ada.with_token((await tokens_of(ada))["access_token"])
    changed = await here.ask("PATCH", "/api/users/me", 200, json={"name": "Ada Lovelace"})
    assert changed["name"] == "Ada Lovelace"
    await here.ask("PATCH", "/api/users/me", 422, json={"name": "x", "role": "owner"})


# Where there are no passwords


async def test_while_accounts_are_off_whoever_connects_is_the_owner(program: Program) -> None:
    said = await program.get("/api/auth")
    assert (said["mode"], said["sign_up"], said["me"]["role"]) == ("off", "closed", "owner")
    assert (await program.post("/api/auth/login", 403, ADA))["code"] == "password_login_off"


async def test_with_an_issuer_nobody_logs_in_with_a_password(settings: Settings) -> None:
    issuer = {"oidc_issuer": "http://127.0.0.1:9", "oidc_client_id": "x"}
    async with open_accounts(settings, auth="oidc", **issuer) as accounts:
        nobody = await accounts.with_token(None)
        assert (await nobody.get("/api/auth"))["mode"] == "oidc"
        assert (await nobody.post("/api/auth/login", 403, ADA))["code"] == "password_login_off"


async def test_an_office_behind_one_address_refreshes_as_often_as_it_must(
    settings: Settings,
) -> None:
    async with open_accounts(settings, attempts_per_minute=2) as accounts:
        await accounts.local.post("/api/users", 201, {"name": "Ada", **ADA})
        token = (await tokens_of(accounts))["refresh_token"]
        for _ in range(5):
            token = (await refreshed(accounts, token))["refresh_token"]
