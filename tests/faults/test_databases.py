"""Databases that are locked, restarted, cut off, overrun, read-only or gone."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

from tests.databases import Engine, PostgresEngine
from tests.faults.checker import check
from tests.faults.clients import Manner, post
from tests.faults.postgres import Postgres
from tests.faults.processes import start
from tests.faults.world import SLOW, TAKEN_OVER, World

pytestmark = [pytest.mark.slow, pytest.mark.faults]
LONG = "{{words=80 gap=0.05}}"


@pytest.fixture
def postgres(engine: Engine) -> Postgres:
    """The server of the databases, to be stopped and started."""
    if not isinstance(engine, PostgresEngine):
        pytest.skip("there is no server to stop")
    return Postgres(engine)


@pytest.fixture
def sqlite(world: World) -> World:
    """A world on SQLite."""
    if not world.rows.is_sqlite:
        pytest.skip("locked by another process as a whole is only SQLite")
    return world


@pytest.mark.parametrize("seconds", [2, 60])
async def test_sqlite_is_locked_by_another_process(sqlite: World, seconds: int) -> None:
    world = sqlite
    await world.start()
    posts = [await world.ask(await world.thread(n % 2), LONG) for n in range(4)]
    watches = [await world.follow(posts[0], manner=Manner(until_tokens=2))]
    with world.rows.connect() as holding:
        holding.exec_driver_sql("BEGIN IMMEDIATE")
        meanwhile = world.message(posts[0].thread_id, key="meanwhile")
        posting = asyncio.create_task(world.insist(meanwhile))
        await asyncio.sleep(seconds)
        holding.rollback()
    await world.carry_on(watches[0])
    for posted in posts[1:]:
        await world.answered(posted)
    await posting
    await world.answered(meanwhile)
    await check(world)


async def _busy(world: World) -> list[asyncio.Task[object]]:
    """Streams under way, each with a client."""
    posts = [await world.ask(await world.thread(number % 2), LONG) for number in range(6)]
    following = [asyncio.create_task(world.follow(posted)) for posted in posts]
    await asyncio.sleep(1)
    return following  # type: ignore[return-value]


async def test_postgres_restarts_at_once(world: World, postgres: Postgres) -> None:
    await world.start()
    await world.remember()
    following = await _busy(world)
    for _ in range(2):
        await postgres.stop()
        await postgres.start()
        await asyncio.sleep(1)
    await asyncio.gather(*following)
    await world.insist(world.message(await world.thread(), key="after"))
    await check(world)


async def test_postgres_is_gone_for_half_a_minute(world: World, postgres: Postgres) -> None:
    server = await world.start()
    thread_id = await world.thread()
    following = await _busy(world)
    await postgres.stop()
    posted = world.message(thread_id, key="meanwhile")
    inserting = asyncio.create_task(world.insist(posted))
    await asyncio.sleep(30)
    assert posted.status != 202
    assert server.is_running
    await postgres.start()
    await asyncio.gather(*following)
    await inserting
    await world.answered(posted)
    await check(world)


async def test_connections_to_postgres_are_ended_again_and_again(
    world: World, postgres: Postgres
) -> None:
    await world.start()
    await world.remember()
    following = await _busy(world)
    for _ in range(8):
        await postgres.end_connections(world.rows.url)
        await asyncio.sleep(0.4)
    await asyncio.gather(*following)
    await check(world)


async def test_every_connection_to_postgres_is_taken(world: World, postgres: Postgres) -> None:
    await world.start()
    following = await _busy(world)
    with world.rows.connect() as holding:
        holding.execute(text("LOCK TABLE runs IN ACCESS EXCLUSIVE MODE"))
        reading = [
            asyncio.create_task(world.call("GET", f"/api/runs/{number}")) for number in range(60)
        ]
        await asyncio.sleep(5)
        holding.rollback()
    answers = await asyncio.gather(*reading)
    assert {answer.status for answer in answers} <= {404, 503}
    await asyncio.gather(*following)
    await check(world)


async def test_postgres_is_read_only_for_a_while(world: World, postgres: Postgres) -> None:
    server = await world.start()
    thread_id = await world.thread()
    following = await _busy(world)
    await postgres.read_only(world.rows.url, "on")
    posted = world.message(thread_id, key="read-only")
    await post(world, world.journal, posted)
    assert posted.status in (500, 503), posted
    await asyncio.sleep(3)
    await postgres.read_only(world.rows.url, "off")
    await asyncio.gather(*following)
    assert server.is_running
    await world.insist(posted)
    await world.answered(posted)
    await check(world)


async def test_postgres_is_gone_at_the_start(world: World, postgres: Postgres) -> None:
    await postgres.stop()
    try:
        server = start(world.place, "serve")
        code = await server.ended(60)
    finally:
        await postgres.start()
    assert code in (7, 8)
    assert "error: " in server.told()
    assert "database" in server.told()
    assert "Traceback" not in server.told()


async def test_two_servers_claim_every_run_once(world: World, postgres: Postgres) -> None:
    await world.start()
    await world.launch(("serve",), beside="second")
    threads = [await world.thread(number % 2) for number in range(20)]

    async def ask(thread_id: str) -> None:
        for _ in range(25):
            await world.answered(await world.ask(thread_id, "{{words=2}}"))

    await asyncio.gather(*map(ask, threads))
    assert await world.rows.one("SELECT max(attempt) FROM runs") == 1
    assert await world.rows.one("SELECT count(*) FROM runs") == 500
    await check(world)


async def test_a_server_is_held_beyond_its_lease_and_goes_on(
    world: World, postgres: Postgres
) -> None:
    held = await world.start()
    posts = [await world.ask(await world.thread(number % 2), LONG) for number in range(4)]
    watches = [await world.follow(posted, manner=Manner(until_tokens=3)) for posted in posts]
    held.hold()
    second = await world.launch(("serve",), beside="second")
    world.move_to(second)
    await world.until(TAKEN_OVER)
    held.let_go()
    for watch in watches:
        await world.carry_on(watch)
        assert watch.seen[-2].type == "final"
    await check(world)


async def test_a_server_is_held_in_mid_transaction(world: World, postgres: Postgres) -> None:
    """What it has locked must not keep others from taking over, nor may it write afterwards."""
    held = await world.start("runs.flush.committing=stop@8")
    posts = [await world.ask(await world.thread(number % 2), LONG) for number in range(3)]
    second = await world.launch(("serve",), beside="second")
    world.move_to(second)
    watches = [asyncio.create_task(world.follow(posted)) for posted in posts]
    await world.until(TAKEN_OVER)
    held.let_go()
    for watch in await asyncio.gather(*watches):
        assert watch.seen[-2].type == "final"
    await check(world)


async def test_the_database_is_slow(world: World) -> None:
    await world.start("database.committing=sleep:0.05")
    posts = [await world.ask(await world.thread(number % 2), SLOW) for number in range(6)]
    await asyncio.gather(*map(world.answered, posts))
    await check(world)
