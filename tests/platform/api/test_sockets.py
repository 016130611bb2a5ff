"""The manners of a WebSocket: heartbeats, close codes, slow clients, the end of the server."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from pathlib import Path
from typing import cast

import pytest
from fastapi import WebSocket
from websockets.exceptions import ConnectionClosed, InvalidStatus

from folioscope.platform.api import sockets as api
from folioscope.platform.api.open_streams import OpenStreams
from folioscope.platform.principal import LOCAL
from folioscope.settings.values import Settings
from tests.opened_program import Program, open_program
from tests.opened_socket import open_socket
from tests.running_program import Place, serving, talking_to
from tests.scripted_llm import ScriptedModel


async def test_a_quiet_socket_is_sent_heartbeats(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "HEARTBEAT_SECONDS", 0.02)
    async with open_socket(program) as socket:
        assert [await socket.next() for _ in range(3)] == [{"type": "heartbeat"}] * 3


async def test_a_client_that_says_goodbye_is_answered_so(program: Program) -> None:
    async with open_socket(program) as socket:
        await socket.connection.close()
        assert await socket.closed() == (1000, "")


async def test_a_binary_frame_ends_the_connection(program: Program) -> None:
    async with open_socket(program) as socket:
        await socket.connection.send(b'{"type": "ping"}')
        assert (await socket.closed())[0] == 1003


async def test_what_is_not_json_ends_the_connection(program: Program) -> None:
    for text in ("", "ping", "{", "{'a': 1}", "[" * 200_000, "9" * 5000, '{"type": "ping"} x'):
        async with open_socket(program) as socket:
            await socket.connection.send(text)
            assert (await socket.closed())[0] == 1007, text[:20]


async def test_text_that_is_not_utf8_ends_the_connection(program: Program) -> None:
    async with open_socket(program) as socket:
        await socket.connection.send(b'{"type": "\xff"}', text=True)
        assert (await socket.closed())[0] == 1007


async def test_the_longest_question_passes_however_it_is_escaped(program: Program) -> None:
    thread_id = (await program.post("/api/threads", 201, {}))["thread_id"]
    content = "\U0001f600" * 32_000
    async with open_socket(program) as socket:
        written = json.dumps({"type": "ask", "thread_id": thread_id, "content": content})
        assert len(written) > 12 * 32_000
        await socket.connection.send(written)
        assert (await socket.next())["type"] == "accepted"
    assert (await program.messages(thread_id))[0]["content"] == content


async def test_a_message_that_is_too_large_ends_the_connection(program: Program) -> None:
    whole = " " * (api.MAX_MESSAGE + 1)
    for message in (whole, [whole[: len(whole) // 2]] * 3):
        async with open_socket(program) as socket:
            with suppress(ConnectionClosed):  # it may be over before all is sent
                await socket.connection.send(message)
            assert (await socket.closed())[0] == 1009


async def test_a_socket_more_than_may_be_is_told_to_come_later(settings: Settings) -> None:
    few = settings.model_copy(update={"max_streams_per_user": 2})
    async with open_program(few) as program, open_socket(program) as first:
        async with open_socket(program):
            async with open_socket(program) as third:
                code, reason = await third.closed()
                assert code == 1013
                assert reason is not None
                assert "one user" in reason
            assert await first.ask("ping") == {"type": "pong"}
        async with open_socket(program) as fourth:
            assert await fourth.ask("ping") == {"type": "pong"}


async def test_a_thousand_messages_at_once_are_each_answered(program: Program) -> None:
    async with open_socket(program) as socket:
        for number in range(1000):
            await socket.send("ping", ref=number)
        assert [(await socket.next())["ref"] for _ in range(1000)] == list(range(1000))


async def test_there_is_no_page_where_the_socket_is(program: Program) -> None:
    response = await program.client.get("/api/ws")
    assert response.status_code == 404
    with pytest.raises(InvalidStatus) as refused:
        async with open_socket(program, path="/api/wss"):
            pass
    assert refused.value.response.status_code == 403


class Swift:
    """A connection that takes every text at once."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    async def send_text(self, text: str) -> None:
        self.taken.append(text)


class Stalled:
    """A connection that takes nothing."""

    async def close(self, code: int, reason: str) -> None:
        await asyncio.Event().wait()


async def test_a_server_that_stops_does_not_wait_for_a_client_that_takes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(api, "GOODBYE_SECONDS", 0.05)
    open_sockets = api.OpenSockets(OpenStreams(1, 1))
    with open_sockets.holding(api.Socket(cast("WebSocket", Stalled())), LOCAL):
        async with asyncio.timeout(api.SEND_TIMEOUT_SECONDS / 2):
            await open_sockets.aclose()


async def test_senders_take_turns_even_if_none_of_them_has_to_wait() -> None:
    connection = Swift()
    socket = api.Socket(cast("WebSocket", connection))

    async def send(name: str) -> None:
        for _ in range(10):
            await socket.send(name)

    await asyncio.gather(send("one"), send("other"))
    assert connection.taken == ["one", "other"] * 10


async def is_let_in(program: Program) -> bool:
    async with open_socket(program) as socket:
        with suppress(ConnectionClosed):
            return bool(await socket.ask("ping"))
    return False


async def test_t22_a_client_that_takes_nothing_is_cut_and_leaves_room(
    settings: Settings, scripted_model: ScriptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "SEND_TIMEOUT_SECONDS", 3.0)
    monkeypatch.setattr(api, "HEARTBEAT_SECONDS", 0.1)
    scripted_model.pieces = ("x" * 3_000_000, asyncio.Event())
    one = settings.model_copy(update={"max_streams_per_user": 1, "llm_provider": "openai"})
    async with open_program(one) as program:
        _, run_id = await program.question()
        async with open_socket(program) as stalled:
            stalled.connection.transport.pause_reading()
            await stalled.send("resume", run_id=run_id)
            assert not await is_let_in(program)
            async with asyncio.timeout(60):
                while not await is_let_in(program):
                    await asyncio.sleep(0.05)
            async with program.stream(run_id) as response:
                assert response.status_code == 200
            stalled.connection.transport.abort()


async def test_a_server_that_stops_tells_its_sockets_and_they_come_back(
    tmp_path: Path, database_url: str
) -> None:
    place = Place(tmp_path / "data", {"FOLIOSCOPE_DATABASE_URL": database_url})
    with serving(place) as process:
        async with talking_to(place) as program, open_socket(program) as socket:
            assert await socket.ask("ping") == {"type": "pong"}
            process.terminate()
            assert (await socket.closed())[0] == 1001
        assert await asyncio.to_thread(process.wait, 20) == 0
    with serving(place):
        async with talking_to(place) as program, open_socket(program) as socket:
            assert await socket.ask("ping") == {"type": "pong"}
