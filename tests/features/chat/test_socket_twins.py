"""Each message of a socket has its twin over HTTP, and the same mistake the same words."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, get_args

import pytest

from folioscope.features.chat.socket import ClientMessage
from tests.opened_program import Program
from tests.opened_socket import OpenSocket, open_socket
from tests.scripted_llm import ScriptedModel

Ask = Callable[[Program, dict[str, Any]], Awaitable[Any]]


async def post_message(program: Program, message: dict[str, Any]) -> Any:
    own = {"thread_id", "idempotency_key"}
    key = message.get("idempotency_key")
    return await program.client.post(
        f"/api/threads/{message['thread_id']}/messages",
        json={name: value for name, value in message.items() if name not in own},
        headers={} if key is None else {"Idempotency-Key": key},
    )


async def get_events(program: Program, message: dict[str, Any]) -> Any:
    path = f"/api/runs/{message['run_id']}/events"
    return await program.client.get(path, params={"after": message.get("after", 0)})


async def post_cancel(program: Program, message: dict[str, Any]) -> Any:
    return await program.client.post(f"/api/runs/{message['run_id']}/cancel")


TWINS: dict[str, Ask] = {"ask": post_message, "resume": get_events, "cancel": post_cancel}
WITHOUT_TWIN = {
    "unfollow": "closing the stream of server-sent events",
    "ping": "any request",
}
MISTAKES: list[tuple[str, dict[str, Any], str]] = [
    ("ask", {"thread_id": "nope", "content": "x"}, "thread_not_found"),
    ("ask", {"thread_id": "THREAD"}, "invalid_request"),
    ("ask", {"thread_id": "THREAD", "content": ""}, "invalid_request"),
    ("ask", {"thread_id": "THREAD", "content": 5}, "invalid_request"),
    ("ask", {"thread_id": "THREAD", "content": "x" * 32_001}, "invalid_request"),
    ("ask", {"thread_id": "THREAD", "content": "a\u0000b"}, "invalid_request"),
    ("ask", {"thread_id": "THREAD", "content": "x", "owner_id": 1}, "invalid_request"),
    ("ask", {"thread_id": "THREAD", "content": "x", "mode": "loose"}, "invalid_request"),
    ("ask", {"thread_id": "THREAD", "content": "x", "filters": {"n": 1}}, "invalid_request"),
    ("ask", {"thread_id": "THREAD", "content": "x", "kbs": ["none"]}, "kb_not_found"),
    ("ask", {"thread_id": "BUSY", "content": "x"}, "thread_busy"),
    ("ask", {"thread_id": "THREAD", "content": "x", "idempotency_key": ""}, "invalid_request"),
    ("ask", {"thread_id": "THREAD", "content": "x", "idempotency_key": "USED"},
     "idempotency_key_reused"),
    ("resume", {"run_id": "nope"}, "run_not_found"),
    ("resume", {"run_id": "é ' \" ; -- %"}, "run_not_found"),
    ("resume", {"run_id": "x" * 3000}, "run_not_found"),
    ("resume", {"run_id": "LIVE", "after": 1000}, "cursor_ahead"),
    ("resume", {"run_id": "LIVE", "after": -1}, "cursor_invalid"),
    ("resume", {"run_id": "LIVE", "after": 1.5}, "cursor_invalid"),
    ("resume", {"run_id": "LIVE", "after": "abc"}, "cursor_invalid"),
    ("resume", {"run_id": "LIVE", "after": 2**63}, "cursor_invalid"),
    ("resume", {"run_id": "LIVE", "after": 2**200}, "cursor_invalid"),
    ("resume", {"run_id": "nope", "after": "²"}, "cursor_invalid"),
    ("cancel", {"run_id": "nope"}, "run_not_found"),
    ("cancel", {"run_id": "\U0001f600"}, "run_not_found"),
]  # fmt: skip


def test_every_message_has_a_twin_or_needs_none() -> None:
    union = get_args(ClientMessage)[0]
    kinds = {get_args(model.model_fields["type"].annotation)[0] for model in get_args(union)}
    assert kinds == TWINS.keys() | WITHOUT_TWIN.keys()
    assert {kind for kind, _, _ in MISTAKES} == TWINS.keys()


async def test_the_same_mistake_is_told_in_the_same_words_at_both_doors(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = (asyncio.Event(),)
    busy, live = await talking_program.question()
    thread = (await talking_program.post("/api/threads", 201, {}))["thread_id"]
    used = {"Idempotency-Key": "USED"}
    await talking_program.client.post("/api/threads", json={}, headers=used)
    names = {"THREAD": thread, "BUSY": busy, "LIVE": live}
    async with open_socket(talking_program) as socket:
        for kind, mistake, code in MISTAKES:
            message = {
                name: names.get(value, value) if isinstance(value, str) else value
                for name, value in mistake.items()
            }
            response = await TWINS[kind](talking_program, message)
            problem = response.json()
            assert problem["code"] == code, (kind, mistake)
            answer = await socket.ask(kind, **message, ref="r")
            assert answer["type"] == "error", (kind, mistake)
            assert answer["ref"] == "r"
            assert (answer["code"], answer["status"]) == (code, response.status_code)
            if "idempotency_key" not in mistake or code != "invalid_request":
                assert answer["message"] == problem["detail"], (kind, mistake)
        assert await socket.ask("ping") == {"type": "pong"}
    assert await talking_program.messages(thread) == []


@pytest.mark.parametrize(
    "sent",
    [
        {"type": "shout"},
        {"type": 5},
        {},
        {"type": "ask"},
        {"type": "resume"},
        {"type": "resume", "run_id": 5},
        {"type": "resume", "run_id": "a\u0000b"},
        {"type": "cancel", "run_id": "\ud800"},
        {"type": "cancel", "run_id": "x", "surprise": 1},
        {"type": "ping", "ref": ["a"]},
        {"type": "ping", "ref": "x" * 101},
        {"type": "ping", "\ud800": 1},
        {"type": "ask", "thread_id": "\ud800", "content": "x"},
    ],
)
async def test_a_message_that_cannot_be_right_is_answered_and_closes_nothing(
    program: Program, sent: dict[str, Any]
) -> None:
    async with open_socket(program) as socket:
        kind = sent.pop("type", None)
        answer = await socket.ask(kind, **sent)
        assert (answer["type"], answer["code"], answer["status"]) == (
            "error", "invalid_request", 422,
        )  # fmt: skip
        assert answer["message"]
        assert await socket.ask("ping") == {"type": "pong"}


@pytest.mark.parametrize("text", ["[]", "5", "null", '"x"', "true", "[" * 500 + "]" * 500])
async def test_json_that_is_no_object_is_answered(program: Program, text: str) -> None:
    async with open_socket(program) as socket:
        await socket.connection.send(text)
        assert (await socket.next())["code"] == "invalid_request"


async def test_too_many_questions_tell_when_to_come_again(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = (asyncio.Event(),)
    async with open_socket(talking_program) as socket:
        answer = await _ask_until_refused(talking_program, socket)
    thread = (await talking_program.post("/api/threads", 201, {}))["thread_id"]
    twin = await post_message(talking_program, {"thread_id": thread, "content": "x"})
    assert (answer["code"], answer["status"]) == (twin.json()["code"], twin.status_code)
    assert answer["code"] == "too_many_runs"
    assert answer["retry_after"] == int(twin.headers["retry-after"]) > 0


async def _ask_until_refused(program: Program, socket: OpenSocket) -> Any:
    for _ in range(40):
        thread = (await program.post("/api/threads", 201, {}))["thread_id"]
        answer = await socket.ask("ask", thread_id=thread, content="x")
        while answer["type"] == "following":
            answer = await socket.ask("ping")
        if answer["type"] == "error":
            return answer
        assert answer["type"] in ("accepted", "pong")
        if answer["type"] == "accepted":
            await socket.ask("unfollow", run_id=answer["run_id"])
    raise AssertionError("nothing was refused")
