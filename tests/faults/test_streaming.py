"""Clients that are slow, stalled, gone or many, and numbers that no client should send."""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter

import pytest

from tests.faults.checker import check
from tests.faults.clients import Manner
from tests.faults.wire import Connection
from tests.faults.world import SLOW, World

pytestmark = [pytest.mark.slow, pytest.mark.faults]
CROWD = 300
CROWD_SECONDS = float(os.environ.get("FAULTS_CROWD_SECONDS", "4"))
STREAMS_A_USER = 24


async def test_slow_and_vanishing_clients_see_every_event_once(world: World) -> None:
    await world.start()
    await world.remember()
    posted = await world.ask(await world.thread(), SLOW)
    manners = [Manner(vanish_every=1 + number % 5) for number in range(20)]
    manners += [Manner(pause=0.1), Manner(pause=0.02, vanish_every=3), Manner()]
    watches = await asyncio.gather(*(world.follow(posted, manner=m) for m in manners))
    assert all(watch.is_over for watch in watches)
    assert max(watch.connections for watch in watches) > 5
    await check(world)


async def test_t22_a_stalled_client_takes_nothing_from_the_others(world: World) -> None:
    await world.start()
    posted = await world.ask(await world.thread(), "{{words=8000}}")
    stalled = []
    for _ in range(5):
        connection = await Connection.open(world.port)
        await connection.begin("GET", f"/api/runs/{posted.run_id}/events")
        stalled.append(connection)  # and nothing is read
    watch = await world.follow(posted)
    assert watch.seen[-2].type == "final"
    await world.answered(await world.ask(await world.thread(1)))
    for connection in stalled:
        seen = [frame async for frame in connection.frames()]
        assert seen == watch.seen
        connection.vanish()
    await check(world)


async def test_a_crowd_that_reconnects_twice_a_second(world: World) -> None:
    await world.start()
    await world.remember()
    posts = [await world.ask(await world.thread(n % 2), "{{words=40 gap=0.1}}") for n in range(6)]
    ending = asyncio.get_running_loop().time() + CROWD_SECONDS

    async def one(number: int) -> None:
        watch = await world.follow(posts[number % 6], manner=Manner(until_tokens=1))
        while not watch.is_over and asyncio.get_running_loop().time() < ending:
            await asyncio.sleep(random.uniform(0.4, 0.6))
            more = Manner(until_tokens=watch.tokens + 1)
            await world.carry_on(watch, more)
        await world.carry_on(watch)

    await asyncio.gather(*map(one, range(CROWD)))
    await check(world)


@pytest.mark.quick_faults
async def test_numbers_to_resume_from(world: World) -> None:
    await world.start()
    ended = await world.ask(await world.thread())
    last = (await world.answered(ended)).last
    running = await world.ask(await world.thread(), "{{words=60 gap=1.0}}")
    answers = {
        "0": 200,
        "1": 200,
        str(last): 204,
        str(last + 5): 204,
        "-1": 422,
        "text": 422,
        "1.5": 422,
        "": 200,
        str(2**63): 422,
        str(2**63 - 1): 204,
        "9" * 40: 422,
        "٣": 422,
    }
    for cursor, status in answers.items():
        assert await _status(world, ended.run_id, cursor) == status, cursor
    assert await _status(world, running.run_id, str(last + 1000)) == 409
    assert await _status(world, "not-a-run", "0") == 404
    assert await _status(world, "%00", "0") == 422
    assert await _status(world, "x" * 5000, "0") == 404
    watch = await world.follow(ended, cursor=2)
    assert watch.seen[0].seq == 3
    await world.cancel(running.run_id)
    await world.follow(running)
    await check(world)


async def _status(world: World, run_id: str, cursor: str) -> int:
    connection = await Connection.open(world.port)
    path = f"/api/runs/{run_id}/events"
    answer = await connection.begin("GET", path, b"", {"Last-Event-ID": cursor})
    connection.vanish()
    return answer.status


async def test_a_number_of_another_run_is_taken_as_a_number(world: World) -> None:
    await world.start()
    long = await world.ask(await world.thread(), "{{words=2000}}")
    beyond = (await world.answered(long)).last
    short = await world.ask(await world.thread(), "{{words=1}}")
    last = (await world.answered(short)).last
    assert await _status(world, short.run_id, str(max(beyond, last))) == 204
    assert await _status(world, short.run_id, str(last - 1)) == 200
    await check(world)


async def test_one_user_opens_five_hundred_streams(world: World) -> None:
    await world.start(FOLIOSCOPE_MAX_STREAMS_PER_USER=str(STREAMS_A_USER))
    await world.remember()
    mine = await world.ask(await world.thread(), "{{words=600 gap=0.1}}")
    theirs = await world.ask(await world.thread(1), "{{words=30 gap=0.1}}")
    statuses: Counter[int] = Counter()
    held = []
    for _ in range(500):
        connection = await Connection.open(world.port)
        answer = await connection.begin("GET", f"/api/runs/{mine.run_id}/events")
        statuses[answer.status] += 1
        held.append(connection)
        if answer.status != 200:
            assert answer.status == 429
            assert int(answer.headers["retry-after"]) > 0
    assert statuses[200] == STREAMS_A_USER, statuses
    await world.answered(theirs)
    for connection in held:
        connection.vanish()
    await world.cancel(mine.run_id)
    watch = await world.follow(mine)
    assert watch.seen[-2].type == "cancelled"
    await check(world)


async def test_lost_hints_cost_only_time(world: World) -> None:
    await world.start(FOLIOSCOPE_HINTS="false")
    posts = [await world.ask(await world.thread(n % 2), SLOW) for n in range(4)]
    await asyncio.gather(*map(world.answered, posts))
    cancelled = await world.ask(await world.thread(), "{{words=10 first=20}}")
    await world.cancel(cancelled.run_id)
    assert (await world.follow(cancelled)).seen[-2].type == "cancelled"
    await check(world)
