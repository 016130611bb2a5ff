"""Having the database hold nothing of what was deleted, in its files too.

SQLite is opened with ``secure_delete``, which overwrites what is deleted, but not the copies that
stay in a page whose rows were moved to another one; and its log keeps pages as they were. So the
file is written anew and the log cut. PostgreSQL marks rows as dead and leaves their bytes: a plain
``VACUUM`` frees the room of them to be written over, a full one writes the tables anew, during
which nobody can use them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from folioscope.platform.database.base import Base
from folioscope.platform.database.engine import Database
from folioscope.platform.database.failures import DatabaseUnavailable

BEYOND_TABLES = ("blobs", "blob_pieces", "blob_pins")
"""Tables of PostgreSQL that are of no model: the files are kept there."""
_BUSY = 1


async def rewrite(database: Database, *, full: bool) -> None:
    """Leave no byte of deleted rows in the files of SQLite, nor, if ``full``, in tables elsewhere.

    ``DatabaseUnavailable`` where somebody reads on and on: what is deleted is still in the log.
    """
    async with database.alone() as connection:
        if database.is_sqlite:
            await _rewrite_file(connection)
        else:
            await _vacuum(connection, full=full)


def size_of(database: Database) -> int:
    """Bytes that a rewriting has to copy; 0 where that is somebody else's work."""
    if not database.is_sqlite or database.place == ":memory:":
        return 0
    return Path(database.place).stat().st_size


async def _rewrite_file(connection: AsyncConnection) -> None:
    driver = (await connection.get_raw_connection()).driver_connection
    assert driver is not None, "a connection has its driver's"
    try:
        await driver.execute("VACUUM")
        cursor = await driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        row = await cursor.fetchone()
        await cursor.close()
    except sqlite3.OperationalError as error:
        raise OperationalError("VACUUM", None, error) from error
    if row is not None and row[0] == _BUSY:
        msg = "Somebody reads the database on and on, so its log cannot be cut."
        raise DatabaseUnavailable(msg)


async def _vacuum(connection: AsyncConnection, *, full: bool) -> None:
    free = await connection.execution_options(isolation_level="AUTOCOMMIT")
    there = await free.scalars(
        text("SELECT tablename FROM pg_tables WHERE schemaname = ANY (current_schemas(false))")
    )
    for name in _known(there.all()):
        await free.execute(text(f'VACUUM {"(FULL) " if full else ""}"{name}"'))


def _known(there: Collection[str]) -> list[str]:
    """Those of the tables that are this program's: their names are safe to be written down."""
    return sorted({*Base.metadata.tables, *BEYOND_TABLES} & set(there))
