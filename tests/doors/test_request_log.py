"""Each request leaves one line and one id, and nothing of its address but the route."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from folioscope.telemetry.logs import Logging
from tests.opened_program import Program
from tests.opened_socket import open_socket
from tests.signed_in import Accounts
from tests.telemetry.logged import logging_to


class Lines:
    """The lines of a log so far."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def all(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]

    @property
    def of_requests(self) -> list[dict[str, Any]]:
        return [line for line in self.all if line["logger"] == "folioscope.access"]


@contextmanager
def logged(level: str = "info") -> Iterator[Lines]:
    lines = Lines()
    with logging_to(lines.stream, Logging(level=level)):
        yield lines


async def test_a_request_is_one_line_with_its_route_and_its_user(accounts: Accounts) -> None:
    ada = await accounts.someone("ada")
    with logged() as lines:
        response = await ada.client.get("/api/kbs/secret-name")
    (line,) = lines.of_requests
    about = {name: line[name] for name in ("method", "route", "status", "user_id", "code")}
    assert about == {
        "method": "GET", "route": "/api/kbs/{kb}", "status": 404, "user_id": ada.user_id,
        "code": "kb_not_found",
    }  # fmt: skip
    assert line["ms"] > 0
    assert line["request_id"] == response.headers["x-request-id"] == response.json()["request_id"]
    assert "secret-name" not in lines.stream.getvalue()


async def test_what_the_gate_refuses_is_a_line_too(accounts: Accounts) -> None:
    nobody = await accounts.with_token("wrong")
    with logged() as lines:
        assert (await nobody.client.get("/api/kbs")).status_code == 401
    (line,) = lines.of_requests
    assert (line["status"], line["code"]) == (401, "token_refused")
    assert line["user_id"] is None


async def test_lines_of_a_run_carry_its_id_and_its_user(
    accounts: Accounts, caplog: pytest.LogCaptureFixture
) -> None:
    ada = await accounts.someone("ada")
    with logged("debug") as lines:
        _, run_id = await ada.question()
        await ada.outcome(run_id)
    asked = next(line for line in lines.of_requests if line["route"].endswith("/messages"))
    assert asked["user_id"] == ada.user_id


@pytest.mark.parametrize(
    ("sent", "is_kept"),
    [
        ("abc-123.x_Y", True),
        ("a" * 64, True),
        ("a" * 65, False),
        ("", False),
        ("a b", False),
        ("-a", False),
        ('"><script>', False),
        ("{", False),
    ],
)
async def test_an_id_from_outside_is_taken_only_if_it_is_clean(
    program: Program, sent: str, is_kept: bool
) -> None:
    answered = await program.client.get("/health/live", headers={"X-Request-ID": sent})
    given = answered.headers["x-request-id"]
    assert (given == sent) is is_kept
    assert given


async def test_each_request_has_an_id_of_its_own(program: Program) -> None:
    ids = {(await program.client.get("/health/live")).headers["x-request-id"] for _ in range(20)}
    assert len(ids) == 20


async def test_a_websocket_is_a_line_when_it_ends(program: Program) -> None:
    with logged() as lines:
        async with open_socket(program) as socket:
            await socket.ask("ping")
            assert lines.of_requests == []
        await program.get("/api/kbs")
    told = {(line["method"], line["route"], line["status"]) for line in lines.of_requests}
    assert ("WEBSOCKET", "/api/ws", 101) in told


async def test_what_machines_ask_every_few_seconds_is_not_told(program: Program) -> None:
    with logged() as lines:
        for path in ("/health/live", "/health/ready", "/metrics"):
            await program.client.get(path)
    assert lines.of_requests == []


async def test_an_unforeseen_error_is_found_by_its_id(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaking(_self: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("folioscope.wiring.opened.Folioscope.max_upload", property(breaking))
    with logged() as lines:
        response = await program.client.get("/api/limits")
    assert response.status_code == 500
    (error,) = [line for line in lines.all if line["level"] == "error"]
    assert error["request_id"] == response.json()["request_id"]
    assert error["request_id"] == response.headers["x-request-id"]
    (line,) = lines.of_requests
    assert (line["status"], line["request_id"]) == (500, error["request_id"])
    assert error["message"] == "GET /api/limits failed"
    assert "ZeroDivisionError" in error["exception"]
