"""An answer whose server is killed at every point of its way."""

from __future__ import annotations

import pytest

from tests.faults.checker import check
from tests.faults.clients import Manner
from tests.faults.world import SLOW, World

pytestmark = [pytest.mark.slow, pytest.mark.faults]
PLACES = {
    "after the claim": "runs.claimed=kill@1",
    "before retrieval": "chat.retrieving=kill@1",
    "after retrieval": "chat.retrieved=kill@1",
    "in a flush before its commit": "runs.flush.committing=kill@6",
    "in a flush after its commit": "runs.flush.committed=kill@6",
    "after the last token": "chat.answered=kill@1",
    "at the end before its commit": "runs.finish.committing=kill@1",
    "at the end before it is sent": "runs.finish.committed=kill@1",
}


@pytest.mark.parametrize("place", PLACES)
async def test_killed(world: World, place: str) -> None:
    server = await world.start(PLACES[place])
    posted = await world.ask(await world.thread(), SLOW)
    other = await world.ask(await world.thread(1), SLOW) if "flush" in place else None
    await server.ended()
    await world.start()
    watch = await world.follow(posted)
    assert watch.seen[-2].type == "final"
    if other is not None:
        await world.answered(other)
    await check(world)


@pytest.mark.parametrize("percent", [10, pytest.param(50, marks=pytest.mark.quick_faults), 90])
async def test_killed_at_a_part_of_the_tokens(world: World, percent: int) -> None:
    server = await world.start()
    posted = await world.ask(await world.thread(), SLOW)
    watch = await world.follow(posted, manner=Manner(until_tokens=60 * percent // 100 // 2))
    await server.kill()
    await world.start()
    await world.carry_on(watch)
    assert watch.seen[-2].type == "final"
    await check(world)
