"""Each limit lets the last in that may come, and refuses the next with when to come again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import pytest
from websockets.exceptions import InvalidStatus

from folioscope.doors import built_page
from folioscope.features.visiting.repository import OpenChats
from folioscope.platform.api.open_uploads import UPLOADS_PER_USER
from folioscope.platform.api.rates import Rates
from folioscope.platform.api.tarpit import Tarpit
from folioscope.platform.database.failures import DatabaseUnavailable
from folioscope.settings.values import Settings
from tests.opened_program import PATIENCE, Program
from tests.opened_socket import open_socket
from tests.security.knocking import knocking
from tests.signed_in import Someone, open_accounts

N = 3
LOGIN = {"email": "ada@example.org", "password": "not the one"}


def assert_refused(response: httpx2.Response, code: str, told: str) -> None:
    """It is a 429 that says which limit it was and when to come again, to people and programs."""
    problem = response.json()
    assert (response.status_code, problem["code"]) == (429, code), problem
    assert told in problem["detail"]
    assert "Try again in" in problem["detail"]
    assert int(response.headers["Retry-After"]) >= 1


async def refusals(ask: Callable[[], Awaitable[httpx2.Response]], count: int) -> list[bool]:
    """Which of so many were too many, whatever became of the others."""
    return [status == 429 for status in await statuses(ask, count)]


async def statuses(ask: Callable[[], Awaitable[httpx2.Response]], count: int) -> list[int]:
    return [(await ask()).status_code for _ in range(count)]


# By account


async def test_an_account_may_send_so_many_requests_by_all_its_logins(settings: Settings) -> None:
    async with open_accounts(settings, requests_per_minute=N) as accounts:
        ada, bob = await accounts.someone("ada"), await accounts.someone("bob")
        again = await accounts.with_token(ada.token)
        assert await statuses(lambda: ada.client.get("/api/kbs"), N - 1) == [200] * (N - 1)
        assert (await again.client.get("/api/kbs")).status_code == 200
        for client in (ada.client, again.client):
            refused = await client.get("/api/kbs")
            assert_refused(refused, "too_many_requests", "3 requests of one account a minute")
        assert (await bob.client.get("/api/kbs")).status_code == 200


async def test_who_is_refused_is_so_before_anything_is_read(settings: Settings) -> None:
    async with open_accounts(settings, requests_per_minute=N) as accounts:
        ada = await accounts.someone("ada")
        await statuses(lambda: ada.client.get("/api/kbs"), N)
        for path in ("/api/kbs", "/api/search", "/api/threads"):
            refused = await ada.client.post(path, content=b"{" * 3_000_000)
            assert_refused(refused, "too_many_requests", "requests")
        assert (await ada.client.get("/health/live")).status_code == 200


async def test_who_is_at_the_machine_is_not_counted(settings: Settings) -> None:
    few = {"requests_per_minute": 1, "messages_per_minute": 1, "tokens_per_day": 1, "max_bases": 1}
    async with open_accounts(settings, **few) as accounts:
        local = accounts.local
        assert await statuses(lambda: local.client.get("/api/kbs"), 3 * N) == [200] * 3 * N
        for number in range(N):
            await local.post("/api/kbs", 201, {"name": f"kb {number}"})
            _, run_id = await local.question()
            await local.outcome(run_id)


async def test_messages_over_a_socket_are_requests_too(settings: Settings) -> None:
    async with open_accounts(settings, requests_per_minute=N) as accounts:
        ada = await accounts.someone("ada")
        headers = {"Authorization": f"Bearer {ada.token}"}
        async with open_socket(ada, headers) as socket:  # the first request
            for _ in range(N - 1):
                assert await socket.ask("ping") == {"type": "pong"}
            refused = await socket.ask("ping")
        problem = (await ada.client.get("/api/kbs")).json()
        assert (refused["type"], refused["code"]) == ("error", "too_many_requests")
        assert (refused["status"], refused["retry_after"] >= 1) == (429, True)
        assert refused["message"].partition("Try")[0] == problem["detail"].partition("Try")[0]


async def test_a_socket_of_who_has_had_enough_is_not_opened(settings: Settings) -> None:
    async with open_accounts(settings, requests_per_minute=N) as accounts:
        ada = await accounts.someone("ada")
        await statuses(lambda: ada.client.get("/api/kbs"), N)
        with pytest.raises(InvalidStatus) as refused:
            async with open_socket(ada, {"Authorization": f"Bearer {ada.token}"}):
                pass
        response = refused.value.response
        assert response.status_code == 429
        assert int(response.headers["Retry-After"]) >= 1
        assert b"requests of one account" in response.body


@pytest.fixture
def with_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page is built, as far as it matters here."""
    place = tmp_path / "page"
    place.mkdir()
    for name in ("index.html", "ask.html"):
        (place / name).write_text(name)
    monkeypatch.setattr(built_page, "PLACE", place)


CHAT = "/ask/" + "x" * 32
BROWSER = {"Accept": "text/html"}


@pytest.mark.usefixtures("with_page")
async def test_the_pages_of_public_chats_are_counted_for_strangers(settings: Settings) -> None:
    async with open_accounts(settings, anonymous_per_minute=N) as accounts:
        nobody = (await accounts.with_token(None)).client
        assert await statuses(lambda: nobody.get(CHAT, headers=BROWSER), N) == [200] * N
        assert_refused(await nobody.get(CHAT, headers=BROWSER), "too_many_requests", "requests")
        assert (await nobody.get("/", headers=BROWSER)).status_code == 200


@pytest.mark.usefixtures("with_page")
@pytest.mark.parametrize("public_chat", [True, False])
async def test_what_can_be_no_public_chat_asks_no_database(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, *, public_chat: bool
) -> None:
    asked: list[str] = []

    async def find(_chats: OpenChats, token: str) -> None:
        asked.append(token)

    monkeypatch.setattr(OpenChats, "find", find)
    async with open_accounts(settings, public_chat=public_chat) as accounts:
        nobody = (await accounts.with_token(None)).client
        for path in ("/ask/", "/ask/x", f"{CHAT}x", f"{CHAT[:-1]}%C3%A9", f"{CHAT[:-1]}/", CHAT):
            assert (await nobody.get(path, headers=BROWSER)).status_code == 200
    assert asked == (["x" * 32] if public_chat else [])


# Messages and tokens


async def ask_in(someone: Program, thread_id: str) -> httpx2.Response:
    body = {"content": "Who speaks Italian?", "policy": "enqueue"}
    return await someone.client.post(f"/api/threads/{thread_id}/messages", json=body)


async def thread_of(someone: Someone) -> str:
    thread: dict[str, str] = await someone.post("/api/threads", 201, {})
    return thread["thread_id"]


async def test_an_account_may_send_so_many_messages_by_every_door(settings: Settings) -> None:
    async with open_accounts(settings, messages_per_minute=N) as accounts:
        ada, bob = await accounts.someone("ada"), await accounts.someone("bob")
        thread_id = await thread_of(ada)
        for _ in range(N - 1):
            assert (await ask_in(ada, thread_id)).status_code == 202
        asked = {"thread_id": thread_id, "content": "And French?", "policy": "enqueue"}
        async with open_socket(ada, {"Authorization": f"Bearer {ada.token}"}) as socket:
            assert (await socket.ask("ask", **asked))["type"] == "accepted"
            refused = await socket.ask("ask", **asked)
            while refused["type"] != "error":
                refused = await socket.next()
        assert (refused["code"], refused["status"]) == ("too_many_messages", 429)
        assert_refused(
            await ask_in(ada, thread_id), "too_many_messages", "3 messages of one account"
        )
        used = (await ada.get("/api/limits"))["used"]
        assert used["messages"] == N
        assert (await ask_in(bob, await thread_of(bob))).status_code == 202


async def test_a_message_that_is_not_taken_is_not_counted(settings: Settings) -> None:
    async with open_accounts(settings, messages_per_minute=N) as accounts:
        ada = await accounts.someone("ada")
        for _ in range(3 * N):
            assert (await ask_in(ada, "nowhere")).status_code == 404
        assert (await ada.get("/api/limits"))["used"]["messages"] == 0


async def test_the_same_message_sent_again_is_counted_once(settings: Settings) -> None:
    async with open_accounts(settings, messages_per_minute=1) as accounts:
        ada = await accounts.someone("ada")
        path = f"/api/threads/{await thread_of(ada)}/messages"
        for _ in range(N):
            sent = await ada.client.post(
                path, json={"content": "hello"}, headers={"Idempotency-Key": "one"}
            )
            assert sent.status_code == 202


async def test_a_message_has_so_many_characters(settings: Settings) -> None:
    async with open_accounts(settings, max_message_chars=10) as accounts:
        ada = await accounts.someone("ada")
        path = f"/api/threads/{await thread_of(ada)}/messages"
        assert (await ada.client.post(path, json={"content": "x" * 10})).status_code == 202
        refused = await ada.client.post(path, json={"content": "x" * 11})
        assert (refused.status_code, refused.json()["code"]) == (422, "message_too_long")


# Strangers


async def test_a_stranger_may_send_so_many_requests_from_one_address(settings: Settings) -> None:
    async with knocking(settings, anonymous_per_minute=N) as knock:
        near, far = knock("203.0.113.9"), knock("198.51.100.7")
        assert await refusals(lambda: near.get("/api/auth"), N) == [False] * N
        told = "3 requests a minute from one address without a login"
        assert_refused(await near.get("/api/auth"), "too_many_requests", told)
        assert (await far.get("/api/auth")).status_code != 429


async def test_credentials_that_are_not_good_are_those_of_a_stranger(settings: Settings) -> None:
    async with knocking(settings, anonymous_per_minute=N) as knock:
        near = knock("203.0.113.9")
        bad: dict[str, Any] = {"headers": {"Authorization": "Bearer guessed"}}
        assert await statuses(lambda: near.get("/api/kbs", **bad), N) == [401] * N
        assert_refused(await near.get("/api/kbs", **bad), "too_many_requests", "address")
        good = {"Authorization": "Bearer of the server"}
        assert (await near.get("/api/kbs", headers=good)).status_code == 200


async def test_somebody_may_try_so_often_to_log_in(settings: Settings) -> None:
    async with knocking(settings, attempts_per_minute=N) as knock:
        near, far = knock("203.0.113.9"), knock("198.51.100.7")
        assert not any(await refusals(lambda: near.post("/api/auth/login", json=LOGIN), N))
        refused = await near.post("/api/auth/login", json=LOGIN)
        assert_refused(refused, "too_many_attempts", "3 attempts a minute from one address")
        # Neither the person whose address was tried nor anybody else is locked out by it.
        assert (await far.post("/api/auth/login", json=LOGIN)).json()["code"] != "too_many_attempts"


async def test_who_has_a_login_tries_others_no_oftener(settings: Settings) -> None:
    async with open_accounts(settings, attempts_per_minute=N) as accounts:
        ada = await accounts.someone("ada")
        assert not any(await refusals(lambda: ada.client.post("/api/auth/login", json=LOGIN), N))
        refused = await ada.client.post("/api/auth/login", json=LOGIN)
        assert_refused(refused, "too_many_attempts", "3 attempts a minute from one address")
        assert (await ada.client.post("/api/kbs", json={"name": "own"})).status_code == 201


async def test_what_strangers_do_nearby_ends_no_login(settings: Settings) -> None:
    async with knocking(settings, anonymous_per_minute=N) as knock:
        near = knock("203.0.113.9")
        bad = {"Authorization": "Bearer guessed"}
        await statuses(lambda: near.get("/api/kbs", headers=bad), N + 1)
        # A page whose cookie has run out hears so, and goes on with its login.
        assert (await near.get("/api/kbs")).status_code == 401
        shown = {"refresh_token": "fsr_x.y"}
        assert (await near.post("/api/auth/refresh", json=shown)).status_code == 401
        answers = await statuses(lambda: near.post("/api/auth/refresh", json=shown), N)
        assert answers == [401] * (N - 1) + [429]


async def test_while_nothing_can_be_counted_strangers_are_told_so(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise DatabaseUnavailable("The database is away.")

    async with knocking(settings) as knock:
        near = knock("203.0.113.9")
        monkeypatch.setattr(Rates, "take", away)
        answer = await near.get("/api/auth")
        assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")
        bad = {"Authorization": "Bearer guessed"}
        assert (await near.get("/api/kbs", headers=bad)).status_code == 401


async def test_t20_a_hundred_forwarded_addresses_are_one_client(settings: Settings) -> None:
    async with knocking(settings, anonymous_per_minute=N) as knock:
        liar = knock("203.0.113.9")
        sent = [
            await liar.get("/api/auth", headers={"X-Forwarded-For": f"198.51.100.{number}"})
            for number in range(100)
        ]
        assert [response.status_code == 429 for response in sent] == [False] * N + [True] * (
            100 - N
        )
        # Whoever really has one of these addresses is not locked out.
        assert (await knock("198.51.100.1").get("/api/auth")).status_code != 429


async def test_t20_behind_a_known_proxy_the_real_address_counts(settings: Settings) -> None:
    trusted = {"anonymous_per_minute": N, "trusted_proxies": ("10.0.0.0/8",)}
    async with knocking(settings, **trusted) as knock:
        proxy = knock("10.0.0.1")

        async def is_refused(forwarded: str) -> bool:
            headers = {"X-Forwarded-For": forwarded}
            return (await proxy.get("/api/auth", headers=headers)).status_code == 429

        # The left of the list is what the client made up; the right is what the proxy saw.
        liar = [await is_refused(f"198.51.100.{number}, 203.0.113.9") for number in range(100)]
        assert liar == [False] * N + [True] * (100 - N)
        honest = [await is_refused("203.0.113.10") for _ in range(N + 1)]
        assert honest == [False] * N + [True]


# Uploads

HEAD = b'--b\r\nContent-Disposition: form-data; name="files"; filename="slow.txt"\r\n\r\n'
FORM = {"Content-Type": "multipart/form-data; boundary=b"}
RECEIVING: tuple[tuple[str, dict[str, str]], ...] = (
    ("/api/kbs/cvs/documents", FORM),
    ("/api/kbs/cvs/rebuild", FORM),
    ("/api/kbs/import?name=back", {}),
    ("/api/resumes/parse?name=cv.txt", {}),
)


class Held:
    """Bodies that do not end before they are let go."""

    def __init__(self, count: int) -> None:
        self._missing = count
        self._are_read = asyncio.Event()
        self._may_end = asyncio.Event()

    async def body(self) -> AsyncIterator[bytes]:
        yield HEAD
        yield b"Ada"  # taken by whoever sends it only when the first piece is on its way
        self._missing -= 1
        if not self._missing:
            self._are_read.set()
        await self._may_end.wait()
        yield b"\r\n--b--\r\n"

    async def are_sent(self) -> None:
        """Wait until all have begun."""
        async with asyncio.timeout(PATIENCE):
            await self._are_read.wait()
        await asyncio.sleep(0.5)  # who asks before all have their places may take one of them

    def let_go(self) -> None:
        self._may_end.set()


async def refused_at_last(ask: Callable[[], Awaitable[httpx2.Response]]) -> httpx2.Response:
    """The first refusal: what is sent is noticed at the other end a moment later."""
    async with asyncio.timeout(PATIENCE):
        while (response := await ask()).status_code != 429:
            await asyncio.sleep(0.02)
    return response


async def test_an_account_sends_so_many_uploads_at_once(settings: Settings) -> None:
    async with open_accounts(settings) as accounts:
        ada, bob = await accounts.someone("ada"), await accounts.someone("bob")
        for somebody in (ada, bob):
            await somebody.post("/api/kbs", 201, {"name": "cvs"})
        held = Held(UPLOADS_PER_USER)
        async with asyncio.TaskGroup() as uploads:
            send = partial(ada.client.post, "/api/kbs/cvs/documents", headers=FORM)
            slow = [uploads.create_task(send(content=held.body())) for _ in range(UPLOADS_PER_USER)]
            await held.are_sent()
            for path, headers in RECEIVING:
                ask = partial(ada.client.post, path, headers=headers, content=b"x")
                refused = await refused_at_last(ask)
                assert_refused(refused, "too_many_uploads", "3 uploads of one account at once")
            assert (await bob.upload("cvs", {"bob.txt": b"Bob"}))["accepted"] == 1
            assert (await ada.client.get("/api/kbs")).status_code == 200
            held.let_go()
        assert [task.result().status_code for task in slow] == [202] * UPLOADS_PER_USER
        # What has come leaves its place, and so does what was refused.
        for _ in range(UPLOADS_PER_USER + 1):
            await ada.upload("cvs", {"more.txt": b"Ada again"})


async def test_uploads_that_break_off_leave_their_places(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_accounts(settings) as accounts:
        for number, (path, headers) in enumerate(RECEIVING):
            ada = await accounts.someone(f"ada{number}")  # places of others may not be back yet
            await ada.post("/api/kbs", 201, {"name": "cvs"})
            held = Held(UPLOADS_PER_USER)
            send = partial(ada.client.post, path, headers=headers)
            slow = [asyncio.create_task(send(content=held.body())) for _ in range(UPLOADS_PER_USER)]
            await held.are_sent()
            await refused_at_last(partial(send, content=b"x"))
            for task in slow:
                task.cancel()
            await asyncio.gather(*slow, return_exceptions=True)
            async with asyncio.timeout(PATIENCE):
                while (await send(content=b"x")).status_code == 429:
                    await asyncio.sleep(0.02)
    assert [told for told in caplog.records if told.levelno >= logging.ERROR] == []


# What is stored


async def test_an_account_may_own_so_many_bases(settings: Settings) -> None:
    async with open_accounts(settings, max_bases=N) as accounts:
        ada, bob = await accounts.someone("ada"), await accounts.someone("bob")
        for number in range(N):
            await ada.post("/api/kbs", 201, {"name": f"kb {number}"})
        refused = await ada.post("/api/kbs", 409, {"name": "one more"})
        assert refused["code"] == "too_many_bases"
        await bob.post("/api/kbs", 201, {"name": "first"})
        await ada.ask("DELETE", "/api/kbs/kb 0", 204)
        await ada.post("/api/kbs", 201, {"name": "one more"})


async def test_a_base_may_have_so_many_documents(settings: Settings) -> None:
    async with open_accounts(settings, max_documents=N) as accounts:
        ada = await accounts.someone("ada")
        texts = {f"{number}.txt": f"CV number {number}".encode() for number in range(N)}
        await ada.post("/api/kbs", 201, {"name": "cvs"})
        assert (await ada.add("cvs", texts))["added"] == N
        parts = [("files", ("more.txt", b"One more"))]
        refused = await ada.client.post("/api/kbs/cvs/documents", files=parts)
        assert (refused.status_code, refused.json()["code"]) == (409, "kb_full")
        await ada.ask("DELETE", "/api/kbs/cvs/documents?document=0.txt", 204)
        assert (await ada.add("cvs", {"more.txt": b"One more"}))["added"] == 1


async def test_a_file_of_many_documents_does_not_fill_a_base_beyond_it(settings: Settings) -> None:
    lines = "\n".join(f'{{"id": "{number}", "text": "CV {number}"}}' for number in range(N + 2))
    async with open_accounts(settings, max_documents=N) as accounts:
        ada = await accounts.someone("ada")
        await ada.post("/api/kbs", 201, {"name": "cvs"})
        accepted = await ada.upload("cvs", {"many.jsonl": lines.encode()})
        assert (await ada.outcome(accepted["run_id"]))["code"] == "kb_full"
        documents = (await ada.get("/api/kbs/cvs/documents"))["documents"]
        assert len(documents) <= N


# By everybody who does not listen


async def test_each_refusal_at_each_door_counts_for_being_told_later(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[str] = []

    async def noting(_self: Tarpit, whose: str) -> None:
        held.append(whose)

    monkeypatch.setattr(Tarpit, "hold", noting)
    few = {"requests_per_minute": N, "anonymous_per_minute": 1}
    async with open_accounts(settings, **few) as accounts:
        ada, stranger = await accounts.someone("ada"), await accounts.with_token(None)
        headers = {"Authorization": f"Bearer {ada.token}"}
        async with open_socket(ada, headers) as socket:
            await socket.ask("ping")
            assert (await ada.client.get("/api/kbs")).status_code == 200
            assert held == []
            assert (await socket.ask("ping"))["code"] == "too_many_requests"
        assert await statuses(lambda: ada.client.get("/api/kbs"), 2) == [429, 429]
        with pytest.raises(InvalidStatus):
            async with open_socket(ada, headers):
                pass
        assert held == [f"user:{ada.user_id}"] * 4
        await refusals(lambda: stranger.client.get("/api/auth"), 2)
        assert len(held) == 5
        assert held[-1] not in held[:-1]
