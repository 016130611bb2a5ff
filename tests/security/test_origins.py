"""Whose pages may have a browser change something here, by a cookie or by a token."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from starlette.datastructures import Headers
from websockets.exceptions import InvalidStatus

from folioscope.doors.origins import How, OriginRefused, origins_of
from folioscope.settings.values import Settings
from tests.opened_program import Program
from tests.opened_socket import open_socket
from tests.signed_in import Accounts, open_accounts

OWN = "http://localhost"  # as the clients of these tests call the server
FOREIGN = (
    "http://evil.example",
    "null",
    "",
    "http://localhost.evil.example",
    "http://evil.example/http://localhost",
    "http://localhost:1",
    "http://localhost@evil.example",
    "HTTP://LOCALHOST.evil.example",
    "file://",
)
SAID: tuple[tuple[str, Mapping[str, str], bool, bool], ...] = (
    ("own origin", {"Origin": OWN}, True, True),
    ("no origin", {}, False, True),
    ("no origin, from a page of ours", {"Sec-Fetch-Site": "same-origin"}, True, True),
    ("no origin, from another site", {"Sec-Fetch-Site": "cross-site"}, False, False),
    ("no origin, from a neighbour", {"Sec-Fetch-Site": "same-site"}, False, False),
    ("no origin, typed", {"Sec-Fetch-Site": "none"}, False, True),
    *((f"origin {origin!r}", {"Origin": origin}, False, False) for origin in FOREIGN),
)
"""What a browser says, whether a change by a cookie is done then, and one by a token."""


async def test_t09_only_our_own_page_changes_something_by_a_cookie(accounts: Accounts) -> None:
    ada = await accounts.someone()
    cookie = {"Cookie": f"folioscope_access={ada.token}"}
    ways = {"cookie": (await accounts.with_token(None), cookie), "bearer": (ada, {})}
    made = 0
    for name, said, by_cookie, by_bearer in SAID:
        for (way, (caller, known)), may in zip(ways.items(), (by_cookie, by_bearer), strict=True):
            body = {"name": f"base {made}"}
            answer = await caller.client.post("/api/kbs", json=body, headers={**said, **known})
            expected = (201, None) if may else (403, "origin_refused")
            assert (answer.status_code, answer.json().get("code")) == expected, (name, way)
            made += may
    assert len((await ada.get("/api/kbs"))["kbs"]) == made


async def test_t09_a_socket_is_opened_by_our_own_page_or_with_a_token(accounts: Accounts) -> None:
    ada = await accounts.someone()
    cookie = {"Cookie": f"folioscope_access={ada.token}"}
    bearer = {"Authorization": f"Bearer {ada.token}"}
    assert await opens(ada, {"Origin": OWN, **cookie})
    assert await opens(ada, {"Origin": OWN, **bearer})
    assert await opens(ada, bearer)
    assert not await opens(ada, cookie)
    for origin in FOREIGN:
        for known in (cookie, bearer):
            assert not await opens(ada, {"Origin": origin, **known}), (origin, known)


async def opens(program: Program, headers: dict[str, str]) -> bool:
    """Whether a WebSocket is opened; one that is not must be answered 403."""
    try:
        async with open_socket(program, headers) as socket:
            return bool(await socket.ask("ping") == {"type": "pong"})
    except InvalidStatus as refused:
        if refused.response.status_code != 403:
            raise
        return False


async def test_t09_a_form_of_another_kind_is_not_taken_for_json(accounts: Accounts) -> None:
    ada = await accounts.someone()
    page = await accounts.with_cookie(ada.token)
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        answer = await page.client.post(
            "/api/kbs", content=b'{"name": "x"}', headers={"Origin": OWN, "Content-Type": kind}
        )
        assert answer.status_code == 422, kind
    assert (await ada.get("/api/kbs"))["kbs"] == []


async def test_reading_by_a_cookie_asks_for_no_origin(accounts: Accounts) -> None:
    ada = await accounts.someone()
    page = await accounts.with_cookie(ada.token)
    assert (await page.get("/api/kbs"))["kbs"] == []


# Origins of other sites that an operator lists


async def test_pages_of_listed_origins_call_with_a_token_and_never_by_a_cookie(
    settings: Settings,
) -> None:
    listed, other = "https://tools.example", "https://other.example"
    async with open_accounts(settings, cors_origins=(listed,)) as accounts:
        ada = await accounts.someone()
        page = await accounts.with_cookie(ada.token)
        for method, path in (("GET", "/api/kbs"), ("POST", "/api/kbs")):
            body = {"name": "x"} if method == "POST" else None
            answer = await ada.client.request(method, path, headers={"Origin": listed}, json=body)
            assert answer.is_success
            assert answer.headers["access-control-allow-origin"] == listed
            assert "access-control-allow-credentials" not in answer.headers
            refused = await page.client.request(method, path, headers={"Origin": listed}, json=body)
            assert (refused.status_code, refused.json()["code"]) == (403, "origin_refused")
        unlisted = await ada.client.get("/api/kbs", headers={"Origin": other})
        assert "access-control-allow-origin" not in unlisted.headers
        asked = {
            "Origin": listed,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type",
        }
        preflight = await ada.client.options("/api/kbs", headers=asked)
        assert preflight.headers["access-control-allow-origin"] == listed
        assert "access-control-allow-credentials" not in preflight.headers
        refused = await ada.client.options("/api/kbs", headers={**asked, "Origin": other})
        assert "access-control-allow-origin" not in refused.headers


async def test_without_a_list_no_page_of_another_site_reads_anything(program: Program) -> None:
    for origin in FOREIGN[:3]:
        answer = await program.client.get("/api/kbs", headers={"Origin": origin})
        assert not [name for name in answer.headers if name.startswith("access-control-")]


async def test_pages_of_a_listed_origin_are_nobody_without_a_token_while_accounts_are_off(
    settings: Settings,
) -> None:
    listed = "https://tools.example"
    async with open_accounts(settings, auth="off", cors_origins=(listed,)) as accounts:
        stranger = await accounts.with_token(None)
        answer = await stranger.client.get("/api/kbs", headers={"Origin": listed})
        assert (answer.status_code, answer.json()["code"]) == (403, "origin_refused")


@pytest.mark.parametrize("how", ["nothing", "cookie", "bearer"])
def test_the_name_that_people_reach_the_server_by_is_its_own(how: How) -> None:
    behind_a_proxy = origins_of("https://cv.example.org/", ())
    headers = Headers({"host": "10.0.0.7:8000", "origin": "https://cv.example.org"})
    behind_a_proxy.check(headers, "POST", how)
    with pytest.raises(OriginRefused):
        origins_of("", ()).check(headers, "POST", how)
