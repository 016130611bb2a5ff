"""Messages whose POST is cut off, sent twice or too often, or meets a busy thread."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from tests.faults.checker import check
from tests.faults.clients import note, post
from tests.faults.wire import Connection
from tests.faults.world import FAST, SLOW, World
from tests.tcp_proxy import tcp_proxy

pytestmark = [pytest.mark.slow, pytest.mark.faults]
FLOOD = int(os.environ.get("FAULTS_FLOOD", "10000"))
FLOODERS = 8


@pytest.mark.parametrize("place", ["committing", "committed"])
async def test_killed_at_the_commit_of_a_message(world: World, place: str) -> None:
    server = await world.start(f"chat.post.{place}=kill@1")
    posted = world.message(await world.thread(), key="once")
    await post(world, world.journal, posted)
    assert not posted.is_acknowledged
    await server.ended()
    before = len(await world.rows.all("SELECT id FROM messages WHERE role = 'user'"))
    assert before == (place == "committed")
    await world.start()
    await world.insist(posted)
    await world.answered(posted)
    await check(world)


@pytest.mark.quick_faults
async def test_no_message_is_acknowledged_before_it_is_committed(world: World) -> None:
    server = await world.start("database.committing=sleep:0.3")
    posted = await world.ask(await world.thread())
    await server.kill()
    await world.start()
    await world.answered(posted)
    await check(world)


async def test_the_answer_to_a_message_is_lost_on_its_way(world: World) -> None:
    await world.start()
    thread_id = await world.thread()
    async with tcp_proxy(world.port) as proxy:
        proxy.cuts = [1]
        posted = world.message(thread_id, key="lost")
        await post(proxy, world.journal, posted)
        assert posted.statuses == []
        await asyncio.sleep(0.5)
        assert len(await world.rows.all("SELECT id FROM messages WHERE role = 'user'")) == 1
        await post(proxy, world.journal, posted)
        assert posted.is_acknowledged
    await world.answered(posted)
    await check(world)


@pytest.mark.quick_faults
async def test_the_same_message_fifty_times_at_once(world: World) -> None:
    await world.start()
    posted = world.message(await world.thread(), key="fifty")
    await asyncio.gather(*(post(world, world.journal, posted) for _ in range(50)))
    assert posted.statuses == [202] * 50
    await world.answered(posted)
    other = await world.call(
        "POST",
        f"/api/threads/{posted.thread_id}/messages",
        {"content": "something else"},
        Idempotency_Key="fifty",
    )
    assert (other.status, other.json["code"]) == (422, "idempotency_key_reused")
    await check(world)


async def test_a_second_message_is_rejected_while_the_first_is_answered(world: World) -> None:
    await world.start()
    first = await world.ask(await world.thread(), SLOW)
    second = [world.message(first.thread_id) for _ in range(10)]
    await asyncio.gather(*(post(world, world.journal, posted) for posted in second))
    assert {posted.status for posted in second} == {409}
    assert {posted.answer["code"] for posted in second} == {"thread_busy"}
    await world.answered(first)
    await world.answered(await world.ask(first.thread_id))
    await check(world)


async def test_one_user_posts_thousands_of_messages(world: World) -> None:
    limits = {"FOLIOSCOPE_MAX_ACTIVE_RUNS": "2", "FOLIOSCOPE_MAX_WAITING_RUNS": "20"}
    await world.start(**limits)
    await world.remember()
    threads = [await world.thread() for _ in range(40)]
    statuses: Counter[int] = Counter()
    flood = [_flood(world, threads[at::FLOODERS], statuses) for at in range(FLOODERS)]
    others = _ask_now_and_then(world)
    flooding = asyncio.gather(*flood)
    while not flooding.done():
        await anext(others)
    await flooding
    assert sum(statuses.values()) >= FLOOD
    assert set(statuses) <= {202, 409, 429}, statuses
    assert statuses[202]
    assert statuses[429]
    await check(world)


async def _flood(world: World, threads: list[str], statuses: Counter[int]) -> None:
    connection = await Connection.open(world.port)
    for number in range(FLOOD // FLOODERS):
        posted = world.message(threads[number % len(threads)], "{{words=3 first=0.2}}")
        world.journal.posts.append(posted)
        path = f"/api/threads/{posted.thread_id}/messages"
        answer = await connection.ask("POST", path, {"content": posted.content})
        note(posted, answer)
        statuses[answer.status] += 1
        if answer.status == 429:
            assert int(answer.headers["retry-after"]) > 0
    connection.close()


async def _ask_now_and_then(world: World) -> AsyncIterator[None]:
    thread_id = await world.thread(1)
    while True:
        await world.answered(await world.ask(thread_id, FAST))
        await asyncio.sleep(1)
        yield
