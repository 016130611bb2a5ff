"""Servers that only accept and stream, and workers that are killed, held and run beside them."""

from __future__ import annotations

import asyncio

import pytest

from tests.databases import Engine, PostgresEngine
from tests.faults.checker import check
from tests.faults.clients import Manner
from tests.faults.knowledge import letters, make_base, search, upload
from tests.faults.world import SLOW, TAKEN_OVER, World

pytestmark = [pytest.mark.slow, pytest.mark.faults]
LONG = "{{words=80 gap=0.05}}"
PLACES = {
    "after the claim": "runs.claimed=kill@1",
    "in a flush before its commit": "runs.flush.committing=kill@6",
    "at the end before it is sent": "runs.finish.committed=kill@1",
}


@pytest.fixture
def shared(world: World, engine: Engine) -> World:
    """A world that several processes may share."""
    if not isinstance(engine, PostgresEngine):
        pytest.skip("several processes need PostgreSQL")
    return world


async def workers(world: World, *failpoints: str) -> None:
    """A server that executes nothing, and workers beside it."""
    await world.start(arguments=("serve", "--workers-elsewhere"))
    for number, armed in enumerate(failpoints):
        await world.launch(("worker",), armed, beside=f"worker{number}")


@pytest.mark.parametrize("place", PLACES)
async def test_a_worker_is_killed(shared: World, place: str) -> None:
    await workers(shared, PLACES[place])
    posts = [await shared.ask(await shared.thread(number % 2), SLOW) for number in range(3)]
    await shared.servers[-1].ended()
    await shared.launch(("worker",), beside="another")
    for posted in posts:
        await shared.answered(posted)
    await check(shared)


async def test_a_worker_is_held_beyond_its_lease_and_goes_on(shared: World) -> None:
    await workers(shared, "")
    held = shared.servers[-1]
    posts = [await shared.ask(await shared.thread(number % 2), LONG) for number in range(4)]
    watches = [await shared.follow(posted, manner=Manner(until_tokens=3)) for posted in posts]
    held.hold()
    await shared.launch(("worker",), beside="another")
    await shared.until(TAKEN_OVER)
    held.let_go()
    for watch in watches:
        await shared.carry_on(watch)
        assert watch.seen[-2].type == "final"
    await check(shared)


async def test_two_workers_claim_every_run_once(shared: World) -> None:
    await workers(shared, "", "")
    threads = [await shared.thread(number % 2) for number in range(20)]

    async def ask(thread_id: str) -> None:
        for _ in range(25):
            await shared.answered(await shared.ask(thread_id, "{{words=2}}"))

    await asyncio.gather(*map(ask, threads))
    assert await shared.rows.one("SELECT max(attempt) FROM runs") == 1
    assert await shared.rows.one("SELECT count(*) FROM runs") == 500
    await check(shared)


async def test_the_server_is_killed_and_the_workers_go_on(shared: World) -> None:
    await workers(shared, "")
    server = shared.server
    posts = [await shared.ask(await shared.thread(number % 2), LONG) for number in range(4)]
    watches = [await shared.follow(posted, manner=Manner(until_tokens=3)) for posted in posts]
    await server.kill()
    await shared.start(arguments=("serve", "--workers-elsewhere"))
    for watch in watches:
        await shared.carry_on(watch)
        assert watch.seen[-2].type == "final"
    assert await shared.rows.one("SELECT max(attempt) FROM runs") == 1
    await check(shared)


async def test_a_cancel_reaches_the_worker(shared: World) -> None:
    await workers(shared, "")
    posted = await shared.ask(await shared.thread(), "{{words=10 first=30}}")
    while not shared.model.requests:
        await asyncio.sleep(0.02)
    await shared.cancel(posted.run_id)
    assert await asyncio.to_thread(shared.model.disconnected.wait, 10)
    assert (await shared.follow(posted)).seen[-2].type == "cancelled"
    await check(shared)


async def test_a_worker_is_killed_while_it_takes_files_in(shared: World) -> None:
    await workers(shared, "staging.staged=kill@1")
    await make_base(shared)
    await upload(shared, letters(6))
    await shared.servers[-1].ended()
    await shared.launch(("worker",), beside="another")
    await shared.settle()
    base = await shared.get("/api/kbs/kb")
    assert (base["ready"], base["failed"]) == (6, 0), base
    assert (await search(shared, "Person3 writes", k=1))[0]["path"] == "03.txt"
    await check(shared)
