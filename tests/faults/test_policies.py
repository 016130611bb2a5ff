"""A second message while the first is answered, under each policy, with and without a kill."""

from __future__ import annotations

import json

import pytest

from tests.faults.checker import check
from tests.faults.clients import Manner
from tests.faults.world import SLOW, World

pytestmark = [pytest.mark.slow, pytest.mark.faults]
ENDING = {"enqueue": "final", "interrupt": "cancelled", "rollback": "cancelled"}
LONG = "{{words=60 gap=0.05}}"


@pytest.mark.parametrize("killed", [False, True], ids=["", "killed"])
@pytest.mark.parametrize("policy", ENDING)
async def test_a_second_message(world: World, policy: str, *, killed: bool) -> None:
    server = await world.start()
    first = await world.ask(await world.thread(), LONG)
    watch = await world.follow(first, manner=Manner(until_tokens=3))
    second = await world.ask(first.thread_id, SLOW, policy=policy)
    if killed:
        await server.kill()
        await world.start()
    await world.carry_on(watch)
    assert watch.seen[-2].type == ENDING[policy]
    await world.answered(second)
    said = json.dumps(world.model.requests[-1])
    assert (first.content.split("{{")[0] in said) == (policy != "rollback")
    superseded = await world.rows.one(
        "SELECT superseded_at FROM runs WHERE id = :id", id=first.run_id
    )
    assert (superseded is not None) == (policy == "rollback")
    await check(world)


async def test_messages_that_wait_are_answered_in_their_order(world: World) -> None:
    server = await world.start()
    first = await world.ask(await world.thread(), LONG)
    waiting = [await world.ask(first.thread_id, policy="enqueue") for _ in range(5)]
    cancelled = waiting.pop(2)
    await world.cancel(cancelled.run_id)
    await server.kill()
    await world.start()
    for posted in (first, *waiting):
        await world.answered(posted)
    assert (await world.follow(cancelled)).seen[-2].type == "cancelled"
    begun = await world.rows.all("SELECT id FROM runs WHERE status = 'done' ORDER BY finished_at")
    assert [row.id for row in begun] == [posted.run_id for posted in (first, *waiting)]
    await check(world)
