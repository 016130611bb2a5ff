"""A database of each schema that was ever released is brought up to date with all its rows."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL, Connection

from folioscope.migrations.apply import SchemaTooNew, current, newest, pending, steps_after, upgrade
from folioscope.migrations.precautions import (
    KEPT,
    UpgradeWouldFail,
    bring_up_to_date,
    clear,
    rehearse,
    tidy,
)
from folioscope.platform.database.engine import Database, parse_url
from folioscope.platform.database.portable_rows import (
    columns_of,
    faults_of,
    read_rows,
    tables_there,
)
from tests.migrations.filled import ROWS, fill
from tests.migrations.test_vectors import administer

RELEASED = [step.revision for step in steps_after(None)][:-1]
Rows = dict[str, list[dict[str, object]]]


@pytest.fixture
def url(database_url: str, tmp_path: Path) -> URL:
    """The address of a database in which there is nothing at all."""
    found = parse_url(database_url)
    if found.get_backend_name() == "sqlite":
        return parse_url(f"sqlite:///{tmp_path / 'older.db'}")
    administer(found, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    return found


@pytest.fixture
async def older(url: URL) -> AsyncIterator[Database]:
    database = Database(url)
    yield database
    await database.aclose()


async def fill_at(database: Database, revision: str) -> Rows:
    """Bring an empty database to a revision, and put rows into all its tables."""

    def make(connection: Connection) -> None:
        upgrade(connection, revision)
        assert current(connection) == revision
        fill(connection)

    await database.run_on_connection(make)
    return await rows_of(database)


async def rows_of(database: Database) -> Rows:
    found: Rows = {}

    def read(connection: Connection) -> None:
        assert faults_of(connection) == []
        for name in tables_there(connection):
            names = columns_of(connection, name)
            rows = [dict(zip(names, row, strict=True)) for row in read_rows(connection, name)]
            found[name] = rows

    async with database.snapshot() as connection:
        await connection.run_sync(read)
    return found


async def revision_of(database: Database) -> str | None:
    async with database.snapshot() as connection:
        return await connection.run_sync(current)


def test_there_are_schemas_to_come_from() -> None:
    assert RELEASED[:6] == ["0001", "0002", "0003", "0004", "0005", "0006"]


@pytest.mark.parametrize("revision", RELEASED)
async def test_no_row_of_a_released_schema_is_lost_or_changed(
    older: Database, revision: str
) -> None:
    before = await fill_at(older, revision)
    assert all(len(rows) == ROWS for rows in before.values())
    await older.run_on_connection(upgrade)
    after = await rows_of(older)
    assert await revision_of(older) == newest()
    assert before.keys() <= after.keys()
    for name, rows in before.items():
        kept = [{column: row[column] for column in rows[0]} for row in after[name]]
        assert kept == rows, name


@pytest.mark.parametrize("revision", RELEASED)
async def test_an_upgrade_on_trial_changes_nothing(
    older: Database, revision: str, tmp_path: Path
) -> None:
    before = await fill_at(older, revision)
    tried = await rehearse(older, tmp_path)
    assert tried.found == revision
    assert [step.revision for step in tried.steps] == [
        step.revision for step in steps_after(revision)
    ]
    assert await revision_of(older) == revision
    assert await rows_of(older) == before
    assert not list(tmp_path.glob("upgrade-*"))


async def test_making_all_tables_from_nothing_is_tried_too(older: Database, tmp_path: Path) -> None:
    tried = await rehearse(older, tmp_path)
    assert (tried.found, tried.steps[0].revision) == (None, "0001")
    assert await revision_of(older) is None


async def test_an_upgrade_on_trial_tells_what_would_go_wrong(
    older: Database, tmp_path: Path
) -> None:
    await fill_at(older, "0006")
    async with older.write() as session:
        await session.execute(text("CREATE TABLE shares (id INTEGER)"))
    with pytest.raises(UpgradeWouldFail, match="shares"):
        await rehearse(older, tmp_path)
    assert await revision_of(older) == "0006"


async def test_sqlite_is_copied_before_it_is_changed_and_postgresql_is_not(
    older: Database, tmp_path: Path
) -> None:
    before = await fill_at(older, "0005")
    upgraded = await bring_up_to_date(older, tmp_path / "copies")
    assert upgraded.found == "0005"
    assert await revision_of(older) == newest()
    if not older.is_sqlite:
        assert upgraded.copy is None
        return
    assert upgraded.copy is not None
    assert upgraded.copy.stat().st_mode & 0o777 == 0o600
    copy = Database(parse_url(f"sqlite:///{upgraded.copy}"))
    assert await revision_of(copy) == "0005"
    assert await rows_of(copy) == before
    await copy.aclose()
    assert (await bring_up_to_date(older, tmp_path / "copies")).copy is None


async def test_a_copy_can_be_switched_off(older: Database, tmp_path: Path) -> None:
    await fill_at(older, "0006")
    assert (await bring_up_to_date(older, None)).copy is None
    assert await revision_of(older) == newest()


async def test_no_copy_is_made_of_nothing(older: Database, tmp_path: Path) -> None:
    upgraded = await bring_up_to_date(older, tmp_path / "copies")
    assert (upgraded.found, upgraded.copy) == (None, None)


async def test_a_database_that_cannot_be_copied_is_not_changed(
    older: Database, tmp_path: Path
) -> None:
    if not older.is_sqlite:
        pytest.skip("PostgreSQL is not copied")
    await fill_at(older, "0006")
    (tmp_path / "copies").write_text("in the way")
    with pytest.raises(OSError, match="exists"):
        await bring_up_to_date(older, tmp_path / "copies")
    assert await revision_of(older) == "0006"


def test_only_the_last_copies_are_kept_and_none_for_long(tmp_path: Path) -> None:
    day = 86_400
    for age in range(5):
        copy = tmp_path / f"before-2026010{9 - age}-0006.db"
        copy.touch()
        os.utime(copy, (time.time() - age * day, time.time() - age * day))
    (tmp_path / "of-somebody-else.db").touch()
    clear(tmp_path)
    kept = sorted(path.name for path in tmp_path.iterdir())
    assert kept == [
        "before-20260107-0006.db",
        "before-20260108-0006.db",
        "before-20260109-0006.db",
        "of-somebody-else.db",
    ]
    assert len(kept) == KEPT + 1
    old = time.time() - 31 * day
    os.utime(tmp_path / "before-20260109-0006.db", (old, old))
    clear(tmp_path)
    assert not (tmp_path / "before-20260109-0006.db").exists()


@pytest.mark.parametrize(
    ("unfinished_for", "kept"), [(0, []), (3600, ["before-new.part", "upgrade-new"]), (None, None)]
)
def test_what_killed_upgrades_left_is_deleted_by_who_holds_the_folder(
    tmp_path: Path, unfinished_for: float | None, kept: list[str] | None
) -> None:
    copies = tmp_path / "copies"
    copies.mkdir()
    for age in ("old", "new"):
        (tmp_path / f"upgrade-{age}").mkdir()
        (tmp_path / f"upgrade-{age}" / "copy.db").touch()
        (copies / f"before-{age}.part").touch()
    (copies / "before-old.part-journal").touch()
    (copies / "of-somebody-else.part").touch()
    unfinished = [*tmp_path.glob("upgrade-*"), *copies.glob("before-*")]
    an_hour_ago = time.time() - 3601
    for path in unfinished:
        if "old" in path.name:
            os.utime(path, (an_hour_ago, an_hour_ago))
    tidy(tmp_path, copies, unfinished_for)
    expected = sorted(path.name for path in unfinished) if kept is None else kept
    assert sorted(path.name for path in unfinished if path.exists()) == expected
    assert (copies / "of-somebody-else.part").exists()


def test_copies_that_cannot_be_deleted_keep_nobody_from_serving(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    copies = tmp_path / "copies"
    (copies / "before-1.db").mkdir(parents=True)
    os.utime(copies / "before-1.db", (0, 0))
    tidy(tmp_path, copies, unfinished_for=0)
    assert "stay in" in caplog.text


async def test_a_schema_of_tomorrow_is_refused(older: Database, tmp_path: Path) -> None:
    await fill_at(older, "0006")
    async with older.write() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    attempts: list[Any] = [
        lambda: bring_up_to_date(older, tmp_path / "copies"),
        lambda: rehearse(older, tmp_path),
        lambda: older.run_on_connection(upgrade),
    ]
    for attempt in attempts:
        with pytest.raises(SchemaTooNew, match=r"newer Folioscope.* or go back to a copy"):
            await attempt()
    assert not (tmp_path / "copies").exists()


async def test_two_processes_that_upgrade_at_once_do_it_once(older: Database, url: URL) -> None:
    if older.is_sqlite:
        pytest.skip("one process has an SQLite database to itself")
    before = await fill_at(older, "0005")
    other = Database(url)
    await asyncio.gather(older.run_on_connection(upgrade), other.run_on_connection(upgrade))
    await other.aclose()
    assert (await rows_of(older)).keys() > before.keys()
    async with older.snapshot() as connection:
        assert await connection.run_sync(pending) == []
