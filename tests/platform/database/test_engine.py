"""Transactions: what is written together stays together, and errors have names."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import select, text

from folioscope.errors import BackendBusy, BackendFailed
from folioscope.features.accounts.tables import User
from folioscope.platform.database.engine import (
    Database,
    DatabaseUrlInvalid,
    Session,
    after_commit,
    parse_url,
)


async def names(database: Database) -> set[str]:
    async with database.read() as session:
        return set((await session.scalars(select(User.name))).all())


async def test_what_was_written_is_read(database: Database) -> None:
    async with database.write() as session:
        session.add(User(name="ada"))

    assert "ada" in await names(database)


async def test_an_error_takes_everything_back(database: Database) -> None:
    called: list[str] = []

    async def fail(session: Session) -> None:
        session.add(User(name="ada"))
        await session.flush()
        after_commit(session, lambda: called.append("told"))
        raise LookupError

    with pytest.raises(LookupError):
        async with database.write() as session:
            await fail(session)

    assert "ada" not in await names(database)
    assert called == []


async def test_calls_wait_for_the_commit(database: Database) -> None:
    called: list[str] = []
    async with database.write() as session:
        after_commit(session, lambda: called.append("told"))
        assert called == []
    assert called == ["told"]


async def test_writers_take_turns_and_lose_nothing(database: Database) -> None:
    async def add(number: int) -> None:
        async with database.write() as session:
            session.add(User(name=f"user{number}"))

    await asyncio.gather(*(add(number) for number in range(30)))
    assert {f"user{number}" for number in range(30)} <= await names(database)


async def test_a_writer_that_is_cancelled_leaves_the_way_free(database: Database) -> None:
    async def linger() -> None:
        async with database.write() as session:
            session.add(User(name="never"))
            await session.flush()
            await asyncio.sleep(60)

    task = asyncio.create_task(linger())
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with database.write() as session:
        session.add(User(name="next"))

    assert {"next"} == await names(database) - {"local"}


async def test_on_sqlite_readers_cannot_write(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL has one pool for both")
    with pytest.raises(BackendFailed):
        async with database.read() as session:
            session.add(User(name="sneaky"))


async def test_sqlite_is_as_durable_as_it_can_be(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("these are SQLite's settings")
    async with database.write() as session:
        found = {
            name: (await session.execute(text(f"PRAGMA {name}"))).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


async def test_a_full_disk_has_a_name(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("a full disk of PostgreSQL is its server's")
    async with database.write() as session:
        pages = (await session.execute(text("PRAGMA page_count"))).scalar_one()
        await session.execute(text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(BackendFailed, match="full") as caught:
        async with database.write() as session:
            session.add_all([User(name="x" * 200) for _ in range(2000)])
    assert caught.value.code == "disk_full"


async def test_a_database_that_is_away_may_be_there_later(tmp_path: Path) -> None:
    database = Database(parse_url(f"sqlite:///{tmp_path}/no/such/folder/x.db"))
    with pytest.raises(BackendBusy) as caught:
        await names(database)
    assert caught.value.code == "database_unavailable"
    await database.aclose()
    await asyncio.sleep(0.1)  # the driver's thread ends a little after a connection that failed


def test_a_crash_loses_no_commit(tmp_path: Path) -> None:
    path = tmp_path / "x.db"

    async def write() -> None:
        database = Database(parse_url(f"sqlite:///{path}"))
        async with database.write() as session:
            await session.execute(text("CREATE TABLE t (x)"))
            await session.execute(text("INSERT INTO t VALUES (1)"))
        # Copied as it lies on the disk now: what a crash would leave.
        for name in ("x.db", "x.db-wal"):
            (tmp_path / f"copy-{name}").write_bytes((tmp_path / name).read_bytes())
        await database.aclose()

    asyncio.run(write())
    with sqlite3.connect(tmp_path / "copy-x.db") as copy:
        assert copy.execute("SELECT x FROM t").fetchall() == [(1,)]
    copy.close()


@pytest.mark.parametrize("address", ["nonsense", "mysql://host/db", "://"])
def test_an_address_of_no_database_is_refused(address: str) -> None:
    with pytest.raises(DatabaseUrlInvalid):
        parse_url(address)


@pytest.mark.parametrize(
    ("address", "driver"),
    [
        ("sqlite:///x.db", "sqlite+aiosqlite"),
        ("postgresql://host/db", "postgresql+psycopg"),
        ("postgresql+asyncpg://host/db", "postgresql+psycopg"),
    ],
)
def test_the_driver_is_ours_to_choose(address: str, driver: str) -> None:
    assert parse_url(address).drivername == driver
