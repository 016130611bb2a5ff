"""What routes ask of who calls them: every one has its row, and the rows are kept to."""

from __future__ import annotations

import pytest
from websockets.exceptions import InvalidStatus

from docs.generate import closed_app
from folioscope.doors.access import ACCESS, Access
from folioscope.doors.asked import Asked, routes_of
from folioscope.doors.permission import check
from folioscope.errors import FolioscopeError
from folioscope.platform.principal import LOCAL, Principal
from tests.opened_program import Program
from tests.opened_socket import open_socket
from tests.signed_in import Accounts

WHERE_THERE_IS_NO_PAGE = {"GET /"}


def test_every_route_of_the_app_has_a_row_and_no_row_is_left_over() -> None:
    routes = {
        f"{method} {path}"
        for method, path, _ in routes_of(closed_app().routes)
        if method != "HEAD"  # asks what GET asks
    }
    assert routes - WHERE_THERE_IS_NO_PAGE == ACCESS.keys() - WHERE_THERE_IS_NO_PAGE


def test_an_app_with_a_route_that_has_no_row_is_not_built() -> None:
    with pytest.raises(KeyError, match="GET /"):
        Asked(closed_app().routes, {})


def test_a_path_asks_what_the_route_asks_that_the_app_finds_for_it() -> None:
    """The first that fits, as the app looks for it: of two alike the order decides."""
    asked = Asked(closed_app().routes)
    for method, path, row in (
        ("GET", "/api/resumes/own", "GET /api/resumes/own"),
        ("GET", "/api/resumes/x", "GET /api/resumes/{resume_id}"),
        ("DELETE", "/api/models/a/b", "DELETE /api/models/{name}"),
        ("HEAD", "/api/documents/x/file", "GET /api/documents/{document_id}/file"),
    ):
        assert asked.of({"method": method, "path": path}) is ACCESS[row]
    assert asked.of({"type": "websocket", "path": "/api/ws"}) is ACCESS["WEBSOCKET /api/ws"]
    for path in ("/api/nothing", "/api/kbs/", "//api/kbs", "/api/ws"):
        assert asked.of({"method": "GET", "path": path}) is None


MEMBER = Principal("user", 1)
KEY = Principal("key", 1, scopes=frozenset({"read"}))
VISITOR = Principal("visitor", 2, scopes=frozenset({"read", "ask"}))
ADMIN = Principal("user", 3, "admin")


@pytest.mark.parametrize(
    ("access", "principal", "code"),
    [
        (Access(None), None, None),
        (Access("read"), None, "login_needed"),
        (Access("read"), MEMBER, None),
        (Access("read"), KEY, None),
        (Access("ask"), KEY, "scope_missing"),
        (Access("read", keys=False), KEY, "not_by_key"),
        (Access("read", keys=False), MEMBER, None),
        (Access("read"), VISITOR, "not_for_visitors"),
        (Access("read", visitors=True), VISITOR, None),
        (Access("ingest", visitors=True), VISITOR, "scope_missing"),
        (Access("admin", role="admin"), MEMBER, "role_too_low"),
        (Access("admin", role="admin"), ADMIN, None),
        (Access("admin", role="owner"), ADMIN, "role_too_low"),
        (Access("admin", role="owner"), LOCAL, None),
    ],
)
def test_a_row_says_who_may_come(
    access: Access, principal: Principal | None, code: str | None
) -> None:
    found = None
    try:
        check(access, principal)
    except FolioscopeError as error:
        found = error.code
    assert found == code


async def test_nobody_gets_past_a_row_without_logging_in(accounts: Accounts) -> None:
    nobody = await accounts.with_token(None)
    for row, access in ACCESS.items():
        method, path = row.split()
        if method == "WEBSOCKET":
            continue
        response = await nobody.client.request(method, path)
        if access.scope is None:
            assert "login_needed" not in response.text, row
        else:
            assert (response.status_code, response.json()["code"]) == (401, "login_needed"), row
            assert response.headers["www-authenticate"] == "Bearer"


async def test_a_socket_asks_what_its_row_says(accounts: Accounts) -> None:
    nobody = await accounts.with_token(None)
    with pytest.raises(InvalidStatus) as refused:
        async with open_socket(nobody, {}):
            pass
    assert refused.value.response.status_code == 401
    ada = await accounts.someone()
    async with open_socket(ada) as socket:
        assert await socket.ask("ping") == {"type": "pong"}


async def test_what_administrators_do_is_refused_to_members(accounts: Accounts) -> None:
    ada, root = await accounts.someone("ada"), await accounts.someone("root", "admin")
    assert (await ada.get("/api/server", 403))["code"] == "role_too_low"
    assert "version" in await root.get("/api/server")


async def test_whoever_has_the_servers_own_token_is_the_person_at_the_machine(
    accounts: Accounts,
) -> None:
    await accounts.local.post("/api/kbs", 201, {"name": "mine"})
    ada = await accounts.someone()
    assert [kb["name"] for kb in (await accounts.local.get("/api/kbs"))["kbs"]] == ["mine"]
    assert (await ada.get("/api/kbs"))["kbs"] == []


async def test_a_page_is_known_by_its_cookie(accounts: Accounts) -> None:
    ada = await accounts.someone()
    await ada.post("/api/kbs", 201, {"name": "mine"})
    page = await accounts.with_cookie(ada.token)
    assert [kb["name"] for kb in (await page.get("/api/kbs"))["kbs"]] == ["mine"]
    stale = await accounts.with_cookie("x.y.z")
    assert (await stale.get("/api/kbs", 401))["code"] == "token_refused"


async def test_a_cookie_from_another_time_is_nothing_while_accounts_are_off(
    program: Program,
) -> None:
    response = await program.client.get("/api/kbs", headers={"Cookie": "folioscope_access=x.y.z"})
    assert response.status_code == 200
