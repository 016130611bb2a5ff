"""How many streams may be open: over both doors together, by the owner of the run."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from folioscope.platform.api import streams
from folioscope.settings.values import Settings
from tests.opened_program import PATIENCE, Program, frames_of, open_program
from tests.opened_socket import open_socket
from tests.scripted_llm import ScriptedModel

LIMIT = 3


@pytest.fixture
async def narrow(settings: Settings) -> AsyncIterator[Program]:
    """A program with little room for streams, whose answers wait for a script."""
    few = {"max_streams_per_user": LIMIT, "max_streams": LIMIT + 2, "llm_provider": "openai"}
    async with open_program(settings.model_copy(update=few)) as opened:
        yield opened


async def question_of(program: Program, name: str) -> str:
    """A run of a user of this name that has not ended."""
    user = await program.post("/api/users", 201, {"name": name})
    return (await program.question(user_id=user["user_id"]))[1]


async def is_refused(program: Program, run_id: str) -> bool:
    """Whether another stream of the run is refused as one too many of its user."""
    async with program.stream(run_id) as response:
        if response.status_code == 200:
            return False
        await response.aread()
        assert response.status_code == 429
        assert response.json()["code"] == "too_many_streams"
        assert int(response.headers["retry-after"]) > 0
        return True


async def has_room(program: Program, run_id: str) -> None:
    """Wait until another stream is let in: a connection that ends is noticed a moment later."""
    async with asyncio.timeout(PATIENCE):
        while await is_refused(program, run_id):
            await asyncio.sleep(0.02)


async def test_t22_a_user_has_as_many_streams_as_the_limit_over_both_doors(
    narrow: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = (asyncio.Event(),)
    ada, bob = [await question_of(narrow, name) for name in ("ada", "bob")]
    async with AsyncExitStack() as held:
        socket = await held.enter_async_context(open_socket(narrow))
        assert (await socket.ask("resume", run_id=ada))["type"] == "following"
        for _ in range(LIMIT - 1):
            response = await held.enter_async_context(narrow.stream(ada))
            assert response.status_code == 200
        assert await is_refused(narrow, ada)
        other = await held.enter_async_context(open_socket(narrow))
        refusal = await other.ask("resume", run_id=ada, ref=1)
        assert (refusal["code"], refusal["status"]) == ("too_many_streams", 429)
        assert refusal["retry_after"] > 0
        assert refusal["run_id"] == ada
        assert (await other.ask("resume", run_id=bob))["type"] == "following"
        anew = await socket.ask("resume", run_id=ada, ref="anew")
        assert anew["type"] == "following", "it has a place already"
        assert (await socket.ask("unfollow", run_id=ada))["type"] == "unfollowed"
        await has_room(narrow, ada)


async def test_all_users_together_have_as_many_as_the_process_holds(
    narrow: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = (asyncio.Event(),)
    ada, bob = [await question_of(narrow, name) for name in ("ada", "bob")]
    async with AsyncExitStack() as held:
        for run_id in (ada, ada, ada, bob, bob):
            response = await held.enter_async_context(narrow.stream(run_id))
            assert response.status_code == 200
        async with narrow.stream(bob) as refused:
            assert refused.status_code == 503
            assert int(refused.headers["retry-after"]) > 0
        socket = await held.enter_async_context(open_socket(narrow))
        refusal = await socket.ask("resume", run_id=bob)
        assert (refusal["code"], refusal["status"]) == ("server_full", 503)
    await has_room(narrow, bob)


async def test_a_place_is_given_back_however_a_stream_ends(
    narrow: Program, scripted_model: ScriptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = asyncio.Event()
    scripted_model.pieces = ("x" * 3_000_000, go_on)
    monkeypatch.setattr(streams, "SEND_TIMEOUT_SECONDS", 0.2)
    monkeypatch.setattr(streams, "HEARTBEAT_SECONDS", 0.1)
    _, run_id = await narrow.question()
    for _ in range(2):
        async with AsyncExitStack() as held:  # none of these reads: cut, or gone in the end
            for _ in range(LIMIT):
                await held.enter_async_context(narrow.stream(run_id))
            await has_room(narrow, run_id)
    for _ in range(LIMIT + 1):
        async with open_socket(narrow) as socket:
            await socket.ask("resume", run_id=run_id)
            socket.connection.transport.abort()
        await has_room(narrow, run_id)
    # From here on there are readers, who on a busy machine may take longer than that.
    monkeypatch.setattr(streams, "SEND_TIMEOUT_SECONDS", PATIENCE)
    go_on.set()
    for _ in range(LIMIT + 1):
        await narrow.events(run_id)
    last = (await narrow.stored_events(run_id))[-1][0]
    for cursor, status in ((last, 204), (-1, 422)):
        for _ in range(LIMIT + 1):
            async with narrow.stream(run_id, cursor) as response:
                assert response.status_code == status
    await narrow.events(run_id)


async def test_a_question_whose_stream_is_refused_is_accepted_all_the_same(
    narrow: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = ("at last",)
    thread_id, run_id = await narrow.question()
    await narrow.events(run_id)
    scripted_model.pieces = (asyncio.Event(),)
    other = (await narrow.question())[1]
    async with AsyncExitStack() as held:
        for _ in range(LIMIT):
            await held.enter_async_context(narrow.stream(other))
        socket = await held.enter_async_context(open_socket(narrow))
        scripted_model.pieces = ("at last",)
        accepted = await socket.ask("ask", thread_id=thread_id, content="again", ref="q")
        assert accepted["type"] == "accepted"
        refusal = await socket.next()
        assert refusal["code"] == "too_many_streams"
        assert (refusal["run_id"], refusal["ref"]) == (accepted["run_id"], "q")
    await has_room(narrow, accepted["run_id"])
    assert (await narrow.outcome(accepted["run_id"]))["text"] == "at last"


async def test_t22_500_attempts_of_one_user_do_not_disturb_another(
    narrow: Program, scripted_model: ScriptedModel
) -> None:
    go_on = asyncio.Event()
    words = [f"word{number} " for number in range(100)]
    scripted_model.pieces = (go_on, *(piece for word in words for piece in (word, 0.01)))
    ada, bob = [await question_of(narrow, name) for name in ("ada", "bob")]
    opened: list[int] = []

    async def attempt() -> None:
        async with narrow.stream(ada) as response:
            opened.append(response.status_code)
            if response.status_code == 200:
                async for _ in frames_of(response):
                    pass

    async with narrow.stream(bob) as followed, asyncio.TaskGroup() as attempts:
        for _ in range(500):
            attempts.create_task(attempt())
        go_on.set()
        frames = [frame async for frame in frames_of(followed) if frame.type != "heartbeat"]
    events = frames[1:]
    assert [frame.seq for frame in events] == list(range(1, len(events) + 1))
    assert "".join(f.data["text"] for f in events if f.type == "token") == "".join(words)
    assert sorted(set(opened)) == [200, 429]
    assert opened.count(200) >= LIMIT
