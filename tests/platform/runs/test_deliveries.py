"""Runs are brought to workers at least once; the run row decides who does them, and how many."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from folioscope.backends.deliveries.port import Deliveries
from folioscope.backends.registry import load
from folioscope.errors import Conflict
from folioscope.features.accounts.repository import ensure_local_user
from folioscope.platform.database.engine import Database, Session, driver_address, parse_url
from folioscope.platform.principal import LOCAL
from folioscope.platform.runs.attempt import Conclude, RunContext
from folioscope.platform.runs.claim_repository import Claims
from folioscope.platform.runs.engine import executing, has_workers, reconcile
from folioscope.platform.runs.executor import Executor
from folioscope.platform.runs.kinds import Kind
from folioscope.platform.runs.ledger_repository import Ledger
from folioscope.platform.runs.repository import Runs
from folioscope.platform.runs.tables import Run
from folioscope.platform.runs.wakeups import Wakeups
from folioscope.platform.runs.writer import EventWriter

pytestmark = pytest.mark.postgres_only


@pytest.fixture
def deliveries(database_url: str) -> Deliveries:
    address = driver_address(parse_url(database_url))
    opened: Deliveries = load("deliveries", "procrastinate")(address, hints=True)
    return opened


@pytest.fixture
async def shared(database_url: str, deliveries: Deliveries) -> AsyncIterator[Database]:
    """A database whose transactions enqueue deliveries."""
    database = Database(parse_url(database_url), deliveries)
    async with database.write() as session:
        await ensure_local_user(session)
    yield database
    await database.aclose()


async def queue(database: Database, kind: str = "talk", **fields: Any) -> str:
    async with database.write() as session:
        run = await Runs(session, LOCAL).add(Run(owner_id=0, kind=kind, input={}, **fields))
    return run.id


async def queue_and_break(database: Database) -> None:
    async with database.write() as session:
        await Runs(session, LOCAL).add(Run(owner_id=0, kind="talk", input={}))
        msg = "after all, no"
        raise Conflict(msg)


async def jobs(database: Database) -> list[tuple[Any, ...]]:
    async with database.read() as session:
        chosen = text("SELECT args->>'run_id', status, queue_name FROM procrastinate_jobs")
        return [tuple(row) for row in await session.execute(chosen)]


async def status_of(database: Database, run_id: str) -> str:
    async with database.read() as session:
        return (await Runs(session, LOCAL).get(run_id)).status


async def ended(database: Database, *run_ids: str) -> None:
    async with asyncio.timeout(20):
        for run_id in run_ids:
            while await status_of(database, run_id) != "done":
                await asyncio.sleep(0.02)


async def conclude(_session: Session) -> dict[str, Any]:
    return {"result": {}}


async def work(_run: RunContext) -> Conclude:
    return conclude


async def test_a_run_and_its_delivery_are_committed_together(shared: Database) -> None:
    run_id = await queue(shared)
    assert await jobs(shared) == [(run_id, "todo", "talk")]


async def test_what_is_rolled_back_is_not_delivered(shared: Database) -> None:
    with pytest.raises(Conflict):
        await queue_and_break(shared)
    assert await jobs(shared) == []


async def test_a_run_that_waits_for_another_is_not_delivered_yet(shared: Database) -> None:
    await queue(shared, status="waiting")
    assert await jobs(shared) == []


async def test_a_run_that_is_given_back_is_delivered_again(shared: Database) -> None:
    run_id = await queue(shared)
    async with shared.write() as session:
        claimed = await Claims(session).claim_one(run_id, {"talk": None})
        assert claimed is not None
    async with shared.write() as session:
        assert await Ledger(session).give_back(run_id, 1, 0.0, counted=True)
    assert await jobs(shared) == [(run_id, "todo", "talk")] * 2


async def test_what_is_brought_is_done_and_forgotten(
    shared: Database, deliveries: Deliveries
) -> None:
    async with executing(shared, Wakeups(), {"talk": Kind(work)}, deliveries):
        run_ids = [await queue(shared) for _ in range(5)]
        await ended(shared, *run_ids)
    assert await jobs(shared) == []


async def test_a_run_that_nothing_brings_is_found(shared: Database, deliveries: Deliveries) -> None:
    run_id = await queue(shared)
    async with shared.write() as session:
        await session.execute(text("DELETE FROM procrastinate_jobs"))
    await reconcile(shared, {"talk": Kind(work)}, deliveries)
    await reconcile(shared, {"talk": Kind(work)}, deliveries)
    assert await jobs(shared) == [(run_id, "todo", "talk")], "once is enough"


async def test_a_run_that_a_dead_worker_was_brought_is_delivered_again(
    shared: Database, deliveries: Deliveries
) -> None:
    run_id = await queue(shared)
    async with shared.write() as session:
        worker = (
            "INSERT INTO procrastinate_workers (last_heartbeat) "
            "VALUES (now() - interval '7 seconds') RETURNING id"
        )
        dead = await session.scalar(text(worker))
        taken = "UPDATE procrastinate_jobs SET status = 'doing', worker_id = :worker"
        await session.execute(text(taken), {"worker": dead})
        claimed = await Claims(session).claim_one(run_id, {"talk": None})
        assert claimed is not None
        await Claims(session).expire_leases()
    await reconcile(shared, {"talk": Kind(work)}, deliveries)
    assert await jobs(shared) == [(run_id, "todo", "talk")]


async def test_a_delivery_that_meets_a_live_lease_ends_without_effect(shared: Database) -> None:
    run_id = await queue(shared)
    async with shared.write() as session:
        assert await Claims(session).claim_one(run_id, {"talk": None}) is not None
    wakeups = Wakeups()
    writer = EventWriter(shared, wakeups)
    executor = Executor(shared, writer, wakeups, {"talk": Kind(work)}, claims=False)
    await executor.take(run_id)
    async with shared.read() as session:
        run = await Runs(session, LOCAL).get(run_id)
        assert (run.status, run.attempt) == ("running", 1)


async def test_an_owner_has_no_more_running_than_allowed_over_all_processes(
    shared: Database, deliveries: Deliveries, database_url: str
) -> None:
    running: list[str] = []
    most = 0

    async def busy(run: RunContext) -> Conclude:
        nonlocal most
        running.append(run.run_id)
        most = max(most, len(running))
        with suppress(TimeoutError):
            async with asyncio.timeout(3):  # the other process may be late
                while most < 2:
                    await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        running.remove(run.run_id)
        return conclude

    kinds = {"talk": Kind(busy, slots=4, per_owner=2)}
    other = load("deliveries", "procrastinate")(driver_address(parse_url(database_url)), hints=True)
    async with AsyncExitStack() as stack:
        for brought in (deliveries, other):
            await stack.enter_async_context(executing(shared, Wakeups(), kinds, brought))
        run_ids = [await queue(shared) for _ in range(12)]
        await ended(shared, *run_ids)
    assert most == 2


async def test_one_sees_whether_anybody_works(shared: Database, deliveries: Deliveries) -> None:
    assert not await has_workers(shared, deliveries)
    async with executing(shared, Wakeups(), {"talk": Kind(work)}, deliveries):
        async with asyncio.timeout(60):
            while not await has_workers(shared, deliveries):
                await asyncio.sleep(0.02)
    assert not await has_workers(shared, deliveries)


async def test_who_stands_by_takes_over_from_a_worker_that_ended_without_a_word(
    shared: Database, database_url: str, deliveries: Deliveries
) -> None:
    with psycopg.connect(driver_address(parse_url(database_url)), autocommit=True) as connection:
        connection.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    assert await has_workers(shared, deliveries)
    kinds = {"talk": Kind(work)}
    async with executing(shared, Wakeups(), kinds, deliveries, executes="if_alone"):
        await ended(shared, await queue(shared))


async def test_who_stands_by_leaves_runs_to_those_that_work(
    shared: Database, database_url: str, deliveries: Deliveries
) -> None:
    async def never(run: RunContext) -> Conclude:
        pytest.fail("it was taken by who stands by")

    address = driver_address(parse_url(database_url))
    other = load("deliveries", "procrastinate")(address, hints=True)
    async with executing(shared, Wakeups(), {"talk": Kind(work)}, deliveries):
        async with asyncio.timeout(60):
            while not await has_workers(shared, deliveries):
                await asyncio.sleep(0.02)
        standby = executing(shared, Wakeups(), {"talk": Kind(never)}, other, executes="if_alone")
        async with standby:
            await ended(shared, await queue(shared))


def let_nobody_in(address: str, *, closed: bool) -> None:
    """Shut a database for everybody, or open it again."""
    url = parse_url(address)
    others = url.set(database="postgres")
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
    with psycopg.connect(driver_address(others), autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS {not closed}".encode())
        if closed:
            connection.execute(end.encode(), [url.database])


async def test_a_process_ends_also_while_the_database_is_away(
    shared: Database, database_url: str, deliveries: Deliveries
) -> None:
    kinds = {"talk": Kind(work), "read": Kind(work)}
    try:
        async with asyncio.timeout(40), executing(shared, Wakeups(), kinds, deliveries):
            while not await has_workers(shared, deliveries):
                await asyncio.sleep(0.02)
            let_nobody_in(database_url, closed=True)
    finally:
        let_nobody_in(database_url, closed=False)


async def test_workers_that_lost_the_database_tell_once_that_they_are_back(
    shared: Database, database_url: str, deliveries: Deliveries, caplog: pytest.LogCaptureFixture
) -> None:
    def is_said(words: str) -> bool:
        return any(words in message for message in caplog.messages)

    caplog.set_level("INFO", "folioscope.backends.deliveries")
    kinds = {"talk": Kind(work), "read": Kind(work)}
    async with executing(shared, Wakeups(), kinds, deliveries), asyncio.timeout(40):
        let_nobody_in(database_url, closed=True)
        while not is_said("deliveries of talk wait") or not is_said("deliveries of read wait"):
            await asyncio.sleep(0.02)
        let_nobody_in(database_url, closed=False)
        while not is_said("deliveries work again"):
            await asyncio.sleep(0.02)
        await ended(shared, await queue(shared), await queue(shared, "read"))
    assert caplog.messages.count("deliveries work again") == 1
