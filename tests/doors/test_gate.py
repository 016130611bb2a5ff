"""Who may knock: hosts, origins, tokens, and how much may be sent."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from fastapi import APIRouter
from fastapi.routing import APIWebSocketRoute
from websockets.exceptions import InvalidStatus

from docs.generate import closed_app
from tests.opened_program import Program
from tests.opened_socket import open_socket

MEGABYTE = 1024 * 1024
PROBLEM = {"type", "title", "status", "code", "detail", "request_id"}


def sent_in_pieces(size: int) -> Iterator[bytes]:
    for _ in range(size // MEGABYTE):
        yield b" " * MEGABYTE


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8000",
        "localhost.evil.example",
        "127.0.0.1.nip.io",
        "",
        "[::2]",
    ],
)
async def test_a_name_pointed_at_this_machine_from_outside_is_refused(
    program: Program, host: str
) -> None:
    response = await program.client.get("/api/kbs", headers={"Host": host})
    assert response.status_code == 403
    assert response.json()["code"] == "host_refused"
    assert "FOLIOSCOPE_PUBLIC_URL or FOLIOSCOPE_ALLOWED_HOSTS" in response.json()["detail"]
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000", "[::1]"])
async def test_the_names_of_this_machine_are_served(program: Program, host: str) -> None:
    response = await program.client.get("/api/kbs", headers={"Host": host})
    assert response.status_code == 200


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "http://localhost.evil.example", "http://localhost:1", "x"],
)
async def test_a_page_of_another_site_may_change_nothing(program: Program, origin: str) -> None:
    for method, path in (("POST", "/api/kbs"), ("DELETE", "/api/kbs/x"), ("POST", "/api/users")):
        response = await program.client.request(
            method, path, content=b'{"name":"x"}', headers={"Origin": origin}
        )
        assert (response.status_code, response.json()["code"]) == (403, "origin_refused")
    assert (await program.get("/api/kbs"))["kbs"] == []


async def test_our_own_page_may_change_things(program: Program) -> None:
    response = await program.client.post(
        "/api/kbs", json={"name": "x"}, headers={"Origin": "http://localhost"}
    )
    assert response.status_code == 201


async def test_text_is_not_taken_for_json(program: Program) -> None:
    response = await program.client.post(
        "/api/kbs", content=b'{"name":"x"}', headers={"Content-Type": "text/plain"}
    )
    assert response.status_code == 422
    assert (await program.get("/api/kbs"))["kbs"] == []


@pytest.mark.parametrize("sent", ["Bearer wrong", "Basic abc", "Bearer é"])
async def test_a_token_that_is_not_ours_is_refused(program: Program, sent: str) -> None:
    response = await program.client.get("/api/kbs", headers=[(b"Authorization", sent.encode())])
    assert (response.status_code, response.json()["code"]) == (401, "token_refused")


async def test_no_token_is_needed_while_there_are_no_accounts(program: Program) -> None:
    request = program.client.build_request("GET", "/api/kbs")
    del request.headers["Authorization"]
    assert (await program.client.send(request)).status_code == 200


async def test_a_body_that_says_it_is_too_large_is_not_read(program: Program) -> None:
    response = await program.client.post("/api/threads", content=b" " * (3 * MEGABYTE))
    assert response.status_code == 413


async def test_a_body_that_turns_out_too_large_is_not_read_to_its_end(program: Program) -> None:
    async def body() -> AsyncIterator[bytes]:
        for piece in sent_in_pieces(4 * MEGABYTE):
            yield piece

    request = program.client.build_request(
        "POST", "/api/search", content=body(), headers={"Content-Type": "application/json"}
    )
    response = await program.client.send(request)
    assert response.status_code == 413
    assert set(response.json()) == PROBLEM


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/users", '{"name": "a\\u0000b"}'),
        ("/api/users", '{"name": "\\ud800"}'),
        ("/api/users", '{"\\ud800": 1}'),
        ("/api/users", '{"name": "x", "a\\u0000": 1}'),
        ("/api/kbs", '{"name": "\\udfff"}'),
        ("/api/kbs", '{"name": "x", "model": "\\u0000"}'),
        ("/api/threads", '{"title": "\\ud83d"}'),
        ("/api/threads", '{"kbs": ["\\u0000"]}'),
        ("/api/threads", '{"user_id": 1180591620717411303424}'),
        ("/api/threads", '{"user_id": 99999999999}'),
        ("/api/threads", '{"user_id": NaN}'),
        ("/api/search", '{"query": "\\ud800"}'),
        ("/api/search", '{"query": "x", "filters": {"documents": ["\\u0000"]}}'),
        ("/api/search", '{"query": "x", "k": 1e400}'),
        ("/api/search", "[" * 100_000),
        ("/api/search", '{"query": ' + "[" * 50_000 + "]" * 50_000 + "}"),
        ("/api/search", "\ufeff{}"),
        ("/api/search", ""),
    ],
)
async def test_a_body_that_cannot_be_right_is_the_fault_of_who_sends_it(
    program: Program, path: str, body: str
) -> None:
    response = await program.client.post(
        path, content=body.encode(), headers={"Content-Type": "application/json"}
    )
    assert 400 <= response.status_code < 500, response.text
    assert set(response.json()) == PROBLEM


@pytest.mark.parametrize(
    "path",
    [
        "/api/kbs/%00",
        "/api/kbs/%00/documents",
        "/api/kbs/%ED%A0%80",
        "/api/kbs/..%2f..%2fetc",
        "/api/kbs/%2e%2e",
        "/api/runs/%00",
        "/api/runs/%00/events",
        "/api/threads/a%00b/messages",
        "/api/threads/%FF",
        "/api/kbs/" + "x" * 5000,
    ],
)
async def test_an_address_that_names_nothing_is_not_an_accident(
    program: Program, path: str
) -> None:
    response = await program.client.get(path)
    assert response.status_code in (404, 422), response.text


async def test_a_query_with_a_nul_is_not_an_accident(program: Program) -> None:
    await program.post("/api/kbs", 201, {"name": "x"})
    for method, query in (("GET", "after=%00"), ("DELETE", "document=%00")):
        response = await program.client.request(method, f"/api/kbs/x/documents?{query}")
        assert response.status_code < 500, response.text


# WebSockets


async def is_refused(program: Program, headers: dict[str, str], host: str = "localhost") -> bool:
    """Whether a WebSocket is answered 403 before it opens."""
    return await answered(program, headers, host) == 403


async def answered(program: Program, headers: dict[str, str], host: str = "localhost") -> int:
    """The status with which a WebSocket is refused."""
    with pytest.raises(InvalidStatus) as refused:
        async with open_socket(program, headers, host=host):
            pass
    return refused.value.response.status_code


async def is_open(program: Program, headers: dict[str, str], host: str = "localhost") -> bool:
    async with open_socket(program, headers, host=host) as socket:
        return bool(await socket.ask("ping") == {"type": "pong"})


async def test_a_page_of_another_site_opens_no_socket(program: Program) -> None:
    token = {"Authorization": program.client.headers["Authorization"]}
    for origin in (
        "http://evil.example",
        "null",
        "",
        "x",
        "http://localhost.evil.example",
        "http://evil.example/http://localhost",
        "http://localhost:1",
        "http://127.0.0.1",
        "ws://localhost",
        "file://",
    ):
        for known in ({}, token):
            assert await is_refused(program, {"Origin": origin, **known}), origin


async def test_a_socket_to_another_name_is_refused(program: Program) -> None:
    for host in ("evil.example", "localhost.evil.example", "127.0.0.1.nip.io:80", "[::2]"):
        for origin in ({}, {"Origin": f"http://{host}"}):
            assert await is_refused(program, origin, host), host


async def test_a_socket_with_a_token_that_is_not_ours_is_refused(program: Program) -> None:
    for sent in ("Bearer wrong", "Basic abc", ""):
        assert await answered(program, {"Authorization": sent}) == 401, sent


async def test_our_own_page_and_a_program_without_origin_open_a_socket(program: Program) -> None:
    assert await is_open(program, {})
    assert await is_open(program, {"Origin": "http://localhost"})
    assert await is_open(program, {"Origin": "http://127.0.0.1:81"}, "127.0.0.1:81")
    assert await is_open(program, {"Authorization": program.client.headers["Authorization"]})


async def test_an_address_with_a_nul_opens_no_socket(program: Program) -> None:
    with pytest.raises(InvalidStatus):
        async with open_socket(program, path="/api/ws%00"):
            pass


async def test_no_socket_of_the_app_is_without_these_tests() -> None:
    paths = {route.path for route in sockets_of(closed_app().router)}
    assert paths == {"/api/ws"}


def sockets_of(router: APIRouter) -> Iterator[APIWebSocketRoute]:
    for route in router.routes:
        inner = getattr(route, "original_router", None)
        if isinstance(route, APIWebSocketRoute):
            yield route
        elif inner is not None:
            yield from sockets_of(inner)
