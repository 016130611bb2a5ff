"""Runs that are asked, followed and cancelled over WebSockets that break."""

from __future__ import annotations

import asyncio

import pytest

from tests.faults.checker import check
from tests.faults.clients import Manner
from tests.faults.sockets import answer, follow_all, say, socket
from tests.faults.world import SLOW, World

pytestmark = [pytest.mark.slow, pytest.mark.faults]
LONG = "{{words=60 gap=0.05}}"


async def test_sockets_that_vanish_and_a_server_that_is_killed(world: World) -> None:
    server = await world.start()
    posts = [await world.ask(await world.thread(number % 2), LONG) for number in range(4)]
    runs = [posted.run_id for posted in posts]
    manners = [Manner(vanish_every=every) for every in (1, 3, 10, None, None)]
    following = [
        asyncio.create_task(follow_all(world, world.journal, runs, manner)) for manner in manners
    ]
    beside = asyncio.create_task(world.follow(posts[0]))
    await asyncio.sleep(1)
    await server.kill()
    await world.start()
    for watches in await asyncio.gather(*following):
        assert {watch.seen[-2].type for watch in watches} == {"final"}
    assert (await beside).seen[-2].type == "final"
    await check(world)


async def test_many_sockets_leave_nothing(world: World) -> None:
    await world.start()
    await world.remember()
    posted = await world.ask(await world.thread(), SLOW)
    manner = Manner(vanish_every=4)
    crowd = [follow_all(world, world.journal, [posted.run_id], manner) for _ in range(60)]
    await asyncio.gather(*crowd)
    await check(world)


async def test_asked_over_a_socket_that_is_lost_and_again_over_http(world: World) -> None:
    server = await world.start()
    posted = world.message(await world.thread(), key="either way")
    world.journal.posts.append(posted)
    async with socket(world) as opened:
        await say(
            opened,
            type="ask",
            thread_id=posted.thread_id,
            content=posted.content,
            idempotency_key=posted.key,
        )
        await asyncio.sleep(0.5)
    await server.kill()
    await world.start()
    await world.insist(posted)
    async with socket(world) as opened:
        await say(
            opened,
            type="ask",
            thread_id=posted.thread_id,
            content=posted.content,
            idempotency_key=posted.key,
        )
        told = await answer(opened, "accepted")
    assert (told["run_id"], told["message_id"]) == (posted.run_id, posted.answer["message_id"])
    await world.answered(posted)
    await check(world)


async def test_cancelled_over_a_socket(world: World) -> None:
    await world.start()
    posted = await world.ask(await world.thread(), LONG)
    async with socket(world) as opened:
        await say(opened, type="cancel", run_id=posted.run_id)
        assert (await answer(opened, "run"))["run_id"] == posted.run_id
    assert (await world.follow(posted)).seen[-2].type == "cancelled"
    await check(world)
