"""Runs that are cancelled at every moment: before their turn, at their end, twice, after it."""

from __future__ import annotations

import asyncio
import random
from collections import Counter

import pytest

from tests.faults.checker import check
from tests.faults.clients import Manner
from tests.faults.world import World

pytestmark = [pytest.mark.slow, pytest.mark.faults]
RACES = 500
AT_ONCE = 10


async def test_cancel_against_final_five_hundred_times(world: World) -> None:
    """The moment of the cancel moves to where either may win, and stays about there."""
    await world.start()
    await world.remember()
    threads = [await world.thread(number % 2) for number in range(AT_ONCE)]
    ends: Counter[str] = Counter()

    async def race(thread_id: str) -> None:
        delay = 0.05
        for _ in range(RACES // AT_ONCE):
            posted = await world.ask(thread_id, "{{words=4}}")
            following = asyncio.create_task(world.follow(posted))
            await asyncio.sleep(delay * random.uniform(0.8, 1.2))
            answer = await world.cancel(posted.run_id)
            assert answer.status == 200
            ending = (await following).seen[-2].type
            ends[ending] += 1
            delay *= 0.9 if ending == "final" else 1.1
            if answer.json["status"] in ("queued", "running"):  # acknowledged before the end
                assert ending == "cancelled", answer.json

    await asyncio.gather(*map(race, threads))
    assert min(ends["final"], ends["cancelled"]) > RACES // 10, ends
    await check(world)


@pytest.mark.quick_faults
async def test_cancelled_twice_and_after_its_end(world: World) -> None:
    await world.start()
    posted = await world.ask(await world.thread(), "{{words=60 gap=0.5}}")
    watch = await world.follow(posted, manner=Manner(until_tokens=2))
    answers = await asyncio.gather(*(world.cancel(posted.run_id) for _ in range(5)))
    assert {answer.status for answer in answers} == {200}
    await world.carry_on(watch)
    assert watch.seen[-2].type == "cancelled"
    after = await world.cancel(posted.run_id)
    assert (after.status, after.json["status"]) == (200, "cancelled")
    assert (await world.cancel("no-such-run")).status == 404
    await check(world)


async def test_cancelled_while_queued(world: World) -> None:
    server = await world.start(FOLIOSCOPE_MAX_ACTIVE_RUNS="2")
    running = [await world.ask(await world.thread(), "{{words=30 gap=0.1}}") for _ in range(40)]
    last = running[-1]
    await world.cancel(last.run_id)
    watch = await world.follow(last)
    assert watch.seen[-2].type == "cancelled"
    for posted in running:
        await world.cancel(posted.run_id)
    await world.settle()
    assert server.is_running
    await check(world)


async def test_a_cancel_outlives_the_server_that_took_it(world: World) -> None:
    server = await world.start()
    posted = await world.ask(await world.thread(), "{{words=5 first=20}}")
    await world.until("SELECT id FROM runs WHERE status = 'running'")
    await world.cancel(posted.run_id)
    await server.kill()
    await world.start()
    watch = await world.follow(posted)
    assert watch.seen[-2].type == "cancelled"
    await check(world)
