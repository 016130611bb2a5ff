"""The files of a database hold nothing of what was deleted, once they are rewritten."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text

from folioscope.platform.database.engine import Database, parse_url
from folioscope.platform.database.failures import DatabaseUnavailable
from folioscope.platform.database.rewriting import rewrite, size_of

CANARY = "zyzzogeton"


def bytes_of(folder: Path) -> bytes:
    """All that lies in a folder."""
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())


async def written(database: Database) -> None:
    """Keep a text for a while."""
    async with database.write() as session:
        await session.execute(text("CREATE TABLE told (id INTEGER PRIMARY KEY, words TEXT)"))
        for number in range(100):
            values = {"id": number, "words": CANARY * (number % 7 + 1)}
            await session.execute(text("INSERT INTO told VALUES (:id, :words)"), values)


async def test_nothing_of_deleted_rows_is_left_in_file_or_log(tmp_path: Path) -> None:
    database = Database(parse_url(f"sqlite:///{tmp_path}/x.db"))
    await written(database)
    async with database.write() as session:
        await session.execute(text("DELETE FROM told WHERE id <> 3"))
    assert CANARY.encode() in bytes_of(tmp_path)
    async with database.write() as session:
        await session.execute(text("DELETE FROM told"))
    assert CANARY.encode() in bytes_of(tmp_path)  # the log has every page as it was
    await rewrite(database, full=False)
    assert CANARY.encode() not in bytes_of(tmp_path)
    assert size_of(database) == (tmp_path / "x.db").stat().st_size
    async with database.write() as session:  # it goes on as before
        await session.execute(text("INSERT INTO told VALUES (1, 'x')"))
    await database.aclose()


async def test_who_reads_on_and_on_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    database = Database(parse_url(f"sqlite:///{tmp_path}/x.db"))
    await written(database)
    async with database.alone() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        await driver.execute("PRAGMA busy_timeout = 1")
    async with database.read() as session:
        assert (await session.execute(text("SELECT count(*) FROM told"))).scalar() == 100
        with pytest.raises(DatabaseUnavailable):
            await rewrite(database, full=False)
    await rewrite(database, full=False)
    await database.aclose()


async def test_what_is_rewritten_can_be_read_meanwhile(database: Database) -> None:
    async def read() -> None:
        async with database.read() as session:
            await session.execute(text("SELECT count(*) FROM users"))

    async def write() -> None:
        async with database.write() as session:
            await session.execute(text("UPDATE users SET name = name"))

    await asyncio.gather(rewrite(database, full=True), read(), write(), read(), write())
    await rewrite(database, full=False)
    async with database.read() as session:
        assert (await session.execute(text("SELECT count(*) FROM users"))).scalar() == 1
