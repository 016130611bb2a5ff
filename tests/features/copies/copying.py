"""Safety copies as the tests make and compare them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy.engine import Connection

from folioscope.backends.blobs.port import Blobs
from folioscope.features.copies.archive import ArchiveWriter, open_archive
from folioscope.features.copies.backing_up import back_up
from folioscope.features.copies.restoring import restore
from folioscope.features.copies.schemas import Header, Manifest
from folioscope.migrations.apply import newest, upgrade
from folioscope.platform.database.engine import Database
from folioscope.platform.database.portable_rows import columns_of, read_rows, tables_there

Rows = Mapping[str, list[dict[str, object]]]


def tell(_what: str, _done: int, _total: int) -> None:
    """Nobody looks on."""


def header(revision: str | None = None) -> Header:
    made_at = datetime(2026, 1, 1, tzinfo=UTC)
    return Header(version="0", revision=revision or newest(), engine="sqlite", made_at=made_at)


async def copy_into(path: Path, database: Database, blobs: Blobs) -> Manifest:
    """Write a safety copy."""
    with path.open("wb") as target:
        return await back_up(database, blobs, ArchiveWriter(target, header()), tell)


async def bring_back(path: Path, database: Database, blobs: Blobs) -> None:
    """Restore a safety copy into an empty database, and bring that up to date."""
    with open_archive(path) as archive:
        prepare = partial(upgrade, revision=archive.header.revision)
        await restore(archive, database, blobs, prepare, tell)
    await database.run_on_connection(upgrade)


async def rows_of(database: Database) -> Rows:
    """All rows of all tables."""
    found: dict[str, list[dict[str, object]]] = {}

    def read(connection: Connection) -> None:
        for name in tables_there(connection):
            names = columns_of(connection, name)
            found[name] = [
                dict(zip(names, row, strict=True)) for row in read_rows(connection, name)
            ]

    async with database.snapshot() as connection:
        await connection.run_sync(read)
    return found
