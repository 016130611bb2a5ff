"""The API as commands use it: streams are taken up where they broke, problems become errors."""

from __future__ import annotations

from collections.abc import Callable

import httpx2
import pytest

from folioscope import errors
from folioscope.errors import FolioscopeError, NotFound
from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.following import RunFailed, result_of

Answer = Callable[[httpx2.Request], httpx2.Response]


def client_of(answer: Answer) -> ApiClient:
    transport = httpx2.MockTransport(answer)
    return ApiClient(httpx2.AsyncClient(transport=transport, base_url="http://x"), "The server")


def stream(*events: tuple[int, str, str]) -> httpx2.Response:
    """A stream with these events, that then ends."""
    frames = "".join(f"id: {seq}\nevent: {kind}\ndata: {data}\n\n" for seq, kind, data in events)
    beat = "event: heartbeat\ndata: {}\n\n"
    return httpx2.Response(200, text=f"retry: 1000\nid: 0\n\n{beat}{frames}")


async def test_a_stream_that_breaks_is_taken_up_after_the_last_event() -> None:
    asked: list[str] = []
    parts = [
        stream((1, "status", "{}"), (2, "token", '{"text": "a"}')),
        stream((3, "final", '{"text": "a"}'), (4, "done", '{"status": "done"}')),
    ]

    def answer(request: httpx2.Request) -> httpx2.Response:
        if not request.url.path.endswith("/events"):
            return httpx2.Response(200, json={"finished_at": None})
        asked.append(request.headers["Last-Event-ID"])
        return parts.pop(0)

    events = [event async for event in client_of(answer).events("r")]
    assert [event.seq for event in events] == [1, 2, 3, 4]
    assert asked == ["0", "2"]


@pytest.mark.parametrize("name", ["../kbs/people", "..", "a/./b", "a/../../kbs/people?x=1"])
async def test_a_name_leads_nowhere_else(name: str) -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        pytest.fail(f"{request.url} was asked")

    client = client_of(answer)
    with pytest.raises(NotFound, match="There is nothing at"):
        await client.delete(f"/api/models/{name}")
    with pytest.raises(NotFound):
        await client.text(f"/api/threads/{name}/export")
    with pytest.raises(NotFound):
        async with client.download(f"/api/kbs/{name}/export"):
            pass


async def test_a_run_whose_end_was_seen_has_no_more_events() -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.path.endswith("/events"):
            return httpx2.Response(204)
        return httpx2.Response(200, json={"finished_at": "2026-01-01T00:00:00Z"})

    assert [event async for event in client_of(answer).events("r", 7)] == []


async def test_a_failed_run_raises_its_error_with_its_code() -> None:
    failed = '{"code": "rate_limited", "message": "Too fast.", "retryable": true}'
    ended = stream((1, "error", failed), (2, "done", '{"status": "failed"}'))
    with pytest.raises(RunFailed, match="Too fast") as raised:
        await result_of(client_of(lambda _: ended), "r")
    assert raised.value.code == "rate_limited"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, errors.Unauthenticated),
        (403, errors.Forbidden),
        (404, errors.NotFound),
        (409, errors.Conflict),
        (413, errors.LimitReached),
        (422, errors.Invalid),
        (429, errors.LimitReached),
        (502, errors.BackendFailed),
        (503, errors.BackendBusy),
        (500, FolioscopeError),
    ],
)
async def test_a_problem_becomes_the_error_it_was(status: int, kind: type[FolioscopeError]) -> None:
    problem = httpx2.Response(status, json={"code": "some_code", "detail": "In words."})
    with pytest.raises(kind, match="In words") as raised:
        await client_of(lambda _: problem).get("/x")
    assert type(raised.value) is kind
    assert raised.value.code == "some_code"


async def test_an_answer_that_is_no_problem_document_is_told_by_its_status() -> None:
    answer = httpx2.Response(502, text="<html>proxy</html>")
    with pytest.raises(errors.BackendFailed, match="502"):
        await client_of(lambda _: answer).get("/x")


async def test_a_server_that_is_gone_is_named() -> None:
    def refuse(request: httpx2.Request) -> httpx2.Response:
        msg = "refused"
        raise httpx2.ConnectError(msg)

    with pytest.raises(errors.BackendBusy, match="The server cannot be reached"):
        await client_of(refuse).get("/x")
