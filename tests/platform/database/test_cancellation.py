"""A task may be cancelled anywhere; the database is there for the next one."""

from __future__ import annotations

import asyncio
import gc
import threading
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import text

from folioscope.platform.database.engine import READERS, Database, after_commit, parse_url
from folioscope.platform.database.whole_operations import WholeOperations, whole
from tests.platform.database.interrupted import (
    MANNERS,
    Manner,
    holdings,
    holds_more_than,
    is_cancelled_at,
)

PATIENCE = 60


async def transact(database: Database, *, writes: bool = True) -> None:
    """Two statements that are answered and, if it writes, one that changes something."""
    async with database.write() if writes else database.read() as session:
        await session.execute(text("SELECT count(*) FROM users"))
        if writes:
            await session.execute(text("UPDATE users SET name = 'y' WHERE id = 0"))
        await session.execute(text("SELECT name FROM users"))


async def assert_held(before: tuple[int, int], database: Database | None = None) -> None:
    """There are no more threads and descriptors than before."""
    async with asyncio.timeout(PATIENCE):
        while threading.active_count() > before[0]:  # a thread answers a moment before its end
            await asyncio.sleep(0.001)
        while database is not None and not database.is_sqlite and holds_more_than(before):
            gc.collect()  # PostgreSQL's driver leaves some to it and to timers; SQLite's nothing
            await asyncio.sleep(0.01)
    assert not holds_more_than(before)


@pytest.mark.parametrize("writes", [True, False])
@pytest.mark.parametrize("manner", MANNERS)
async def test_a_transaction_left_at_any_moment_holds_nothing(
    database: Database, manner: Manner, *, writes: bool
) -> None:
    await transact(database, writes=False)
    before = holdings()
    for moment in count(1):
        left = await is_cancelled_at(moment, transact(database, writes=writes), manner)
        assert len(asyncio.all_tasks()) == 1
        async with asyncio.timeout(PATIENCE):
            await transact(database)
            await transact(database, writes=False)
        await assert_held(before, database)
        if not left:
            assert moment > 1
            return


@pytest.mark.parametrize("writes", [True, False])
@pytest.mark.parametrize("manner", MANNERS)
async def test_a_connection_left_while_it_is_opened_is_closed(
    database_url: str, manner: Manner, *, writes: bool
) -> None:
    before = holdings()
    for moment in count(1):
        database = Database(parse_url(database_url))
        left = await is_cancelled_at(moment, transact(database, writes=writes), manner)
        assert len(asyncio.all_tasks()) == 1
        await database.aclose()
        await assert_held(before, database)
        if not left:
            assert moment > 1
            return


async def test_all_connections_are_there_after_many_were_left(database: Database) -> None:
    for moment in range(1, 8):
        leaving = [is_cancelled_at(moment, transact(database, writes=False)) for _ in range(20)]
        await asyncio.gather(*leaving)
    together = asyncio.Barrier(READERS)

    async def meet() -> None:
        async with database.read() as session:
            await session.execute(text("SELECT 1"))
            await together.wait()

    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*(meet() for _ in range(READERS)))


async def test_what_a_cancelled_transaction_wrote_is_not_there(database: Database) -> None:
    written = asyncio.Event()

    async def transact() -> None:
        async with database.write() as session:
            await session.execute(text("UPDATE users SET name = 'half' WHERE id = 0"))
            written.set()
            await asyncio.sleep(60)

    left = asyncio.create_task(transact())
    await written.wait()
    left.cancel()
    with pytest.raises(asyncio.CancelledError):
        await left
    async with database.read() as session:
        assert await session.scalar(text("SELECT name FROM users WHERE id = 0")) == "local"


async def test_a_transaction_cancelled_as_it_is_committed_still_makes_its_calls(
    database: Database,
) -> None:
    names: list[str] = []

    async def rename(name: str) -> None:
        async with database.write() as session:
            await session.execute(text("UPDATE users SET name = :n WHERE id = 0"), {"n": name})
            after_commit(session, lambda: names.append(name))

    outcomes = set()
    for moment in count(1):
        name = f"name {moment}"
        left = await is_cancelled_at(moment, rename(name), "again and again")
        async with database.read() as session:
            stored = await session.scalar(text("SELECT name FROM users WHERE id = 0"))
        assert (stored == name) == (name in names), moment
        outcomes.add((left, stored == name))
        if not left:
            break
    assert outcomes == {(True, False), (True, True), (False, True)}


async def test_who_waits_for_a_connection_leaves_at_once(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL has as many connections for writing as for reading")
    async with database.write():
        assert await is_cancelled_at(1, transact(database))


async def test_a_connection_that_is_closed_twice_answers_both(tmp_path: Path) -> None:
    before = holdings()
    connection = await WholeOperations(str(tmp_path / "a.db"))
    connection.stop()
    with pytest.raises(ValueError, match=r"closed|no active"):
        await connection.execute("SELECT 1")
    async with asyncio.timeout(PATIENCE):
        await connection.close()
        await connection.close()
    await assert_held(before)


async def test_a_whole_operation_that_fails_after_its_caller_left_is_not_heard_of() -> None:
    async def fail() -> None:
        await asyncio.sleep(0)
        raise LookupError

    assert await is_cancelled_at(1, whole(fail()))
