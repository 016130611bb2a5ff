"""Streams and WebSockets end when whoever opened them may no more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from starlette.types import Message, Receive, Scope, Send
from websockets.exceptions import InvalidStatus

from folioscope.doors.rechecks import LOOK_SECONDS, POLICY_VIOLATION, Rechecks
from folioscope.features.accounts.remembered import KEPT_SECONDS
from folioscope.features.accounts.revocations import Revocations
from folioscope.platform.runs.wakeups import Wakeups
from folioscope.settings.values import Settings
from tests.opened_program import PATIENCE, Program
from tests.opened_socket import OpenSocket, open_socket
from tests.scripted_llm import ScriptedModel
from tests.signed_in import Accounts, Someone, open_accounts

App = Callable[[Scope, Receive, Send], Awaitable[None]]
Act = Callable[[Accounts, Someone], Awaitable[object]]


@pytest.fixture
async def talking(settings: Settings, scripted_model: ScriptedModel) -> AsyncIterator[Accounts]:
    """A program with accounts whose model never comes to the end of its answer."""
    scripted_model.pieces = ("It ", asyncio.Event())
    async with open_accounts(settings, llm_provider="openai") as opened:
        yield opened


async def suspend(accounts: Accounts, ada: Someone) -> object:
    path = f"/api/users/{ada.user_id}"
    return await accounts.local.ask("PATCH", path, 200, json={"suspended": True})


async def give_role(accounts: Accounts, ada: Someone) -> object:
    path = f"/api/users/{ada.user_id}"
    return await accounts.local.ask("PATCH", path, 200, json={"role": "admin"})


async def give_password(accounts: Accounts, ada: Someone) -> object:
    body = {"password": "correct horse battery"}
    return await accounts.local.ask("PUT", f"/api/users/{ada.user_id}/password", 204, json=body)


async def log_out(_accounts: Accounts, ada: Someone) -> object:
    return await ada.post("/api/auth/logout", 204)


async def end_login(_accounts: Accounts, ada: Someone) -> object:
    return await ada.ask("DELETE", f"/api/users/me/logins/{ada.login_id}", 204)


async def delete(accounts: Accounts, ada: Someone) -> object:
    return await accounts.local.ask("DELETE", f"/api/users/{ada.user_id}", 200)


ACTS: tuple[Act, ...] = (suspend, give_password, log_out, end_login, delete)


@asynccontextmanager
async def following(ada: Program) -> AsyncIterator[tuple[str, OpenSocket]]:
    """A run that is followed over a WebSocket, and its id."""
    _, run_id = await ada.question("Who?")
    async with open_socket(ada) as socket:
        await socket.send("resume", run_id=run_id)
        while (await socket.next())["type"] != "token":
            pass
        yield run_id, socket


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
async def test_t07_what_is_open_ends_at_a_revocation_and_the_next_attempt_is_refused(
    talking: Accounts, act: Act
) -> None:
    ada, bob = await talking.someone("ada"), await talking.someone("bob")
    async with following(ada) as (run_id, socket), ada.stream(run_id) as stream:
        assert stream.status_code == 200
        reading = asyncio.create_task(stream.aread())
        async with open_socket(bob) as other:
            await act(talking, ada)
            assert (await socket.closed())[0] == POLICY_VIOLATION
            assert b"event: token" in await asyncio.wait_for(reading, PATIENCE)
            assert await other.ask("ping") == {"type": "pong"}  # nobody else's ends
    async with ada.stream(run_id) as again:
        assert again.status_code == 401
    with pytest.raises(InvalidStatus) as refused:
        async with open_socket(ada):
            pass
    assert refused.value.response.status_code == 401


async def test_t07_a_revoked_key_ends_what_its_program_has_open(talking: Accounts) -> None:
    ada = await talking.someone("ada")
    key = await ada.post("/api/keys", 201, {"name": "x", "scopes": ["read", "ask"]})
    program = await talking.with_token(key["key"])
    async with following(program) as (run_id, socket), program.stream(run_id) as stream:
        reading = asyncio.create_task(stream.aread())
        await ada.ask("DELETE", f"/api/keys/{key['key_id']}", 204)
        assert (await socket.closed())[0] == POLICY_VIOLATION
        await asyncio.wait_for(reading, PATIENCE)
    assert (await program.client.get("/api/kbs")).status_code == 401


async def test_t07_a_socket_does_not_keep_the_role_it_was_opened_with(talking: Accounts) -> None:
    ada = await talking.someone("ada")
    async with open_socket(ada) as socket:
        await give_role(talking, ada)
        assert (await socket.closed())[0] == POLICY_VIOLATION
    async with open_socket(ada) as socket:
        assert await socket.ask("ping") == {"type": "pong"}


async def test_hints_that_are_lost_cost_less_than_half_a_minute() -> None:
    assert LOOK_SECONDS + KEPT_SECONDS < 30


# Without a program


async def stay_open(_scope: Scope, _receive: Receive, send: Send) -> None:
    headers = [(b"content-type", b"text/event-stream; charset=utf-8")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await asyncio.Event().wait()


async def answer(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"x"})


async def nothing_comes() -> Message:
    raise NotImplementedError


async def served(
    app: Callable[[Scope, Receive, Send], Awaitable[None]], looks: list[bool]
) -> list[Message]:
    """What is sent while one look after the other finds this."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def still() -> bool:
        return looks.pop(0)

    rechecks = Rechecks(app, Revocations(Wakeups()), every=0.001)
    async with asyncio.timeout(PATIENCE):
        await rechecks.serve({"type": "http"}, nothing_comes, send, still)
    return sent


async def test_a_stream_is_looked_at_again_and_again_without_any_hint() -> None:
    looks = [True, True, True, False]
    sent = await served(stay_open, looks)
    assert looks == []
    assert sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}


async def test_an_answer_that_is_no_stream_is_not_looked_at() -> None:
    looks = [False]
    assert len(await served(answer, looks)) == 2
    assert looks == [False]


async def test_a_stream_ends_where_looking_breaks_off(caplog: pytest.LogCaptureFixture) -> None:
    sent = await served(stay_open, [])
    assert sent[-1]["more_body"] is False
    assert "broke off" in caplog.text


async def test_a_failure_of_the_app_is_its_own() -> None:
    async def fail(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise TimeoutError("its own")

    with pytest.raises(TimeoutError, match="its own"):
        await served(fail, [])
