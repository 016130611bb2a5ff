"""Statements that go to the thread of an SQLite connection once."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from folioscope.errors import BackendFailed
from folioscope.platform.database.engine import Database, parse_url
from folioscope.platform.database.whole_operations import WholeOperations


@pytest.fixture
async def connection(tmp_path: Path) -> AsyncIterator[WholeOperations]:
    connection = WholeOperations(str(tmp_path / "some.db"))
    await connection
    yield connection
    await connection.close()


async def test_rows_are_there_once_the_statement_is_done(connection: WholeOperations) -> None:
    cursor = connection.cursor()

    await cursor.execute("SELECT 1 AS one UNION SELECT ? ORDER BY 1", (2,))

    assert [column[0] for column in cursor.description or ()] == ["one"]
    assert await cursor.fetchall() == [(1,), (2,)]


async def test_what_a_statement_changed_is_told(connection: WholeOperations) -> None:
    cursor = connection.cursor()
    await cursor.execute("CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT)")
    await cursor.execute("INSERT INTO things (name) VALUES ('a')")

    assert (cursor.description, cursor.rowcount, cursor.lastrowid) == (None, 1, 1)
    await cursor.executemany("INSERT INTO things (name) VALUES (?)", [("b",), ("c",)])
    assert cursor.rowcount == 2
    await cursor.execute("DELETE FROM things WHERE name = ? RETURNING id", ("b",))
    assert await cursor.fetchall() == [(2,)]


async def test_rows_of_the_statement_before_are_gone_after_one_that_fails(
    connection: WholeOperations,
) -> None:
    cursor = connection.cursor()
    await cursor.execute("SELECT 1")

    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        await cursor.execute("SELECT * FROM absent")

    assert await cursor.fetchall() == ()


async def test_a_row_that_cannot_be_read_is_an_error_of_the_database(tmp_path: Path) -> None:
    database = Database(parse_url(f"sqlite:///{tmp_path / 'some.db'}"))
    try:
        with pytest.raises(BackendFailed):
            async with database.read() as session:
                await session.execute(text("SELECT CAST(x'ff' AS TEXT)"))
    finally:
        await database.aclose()
