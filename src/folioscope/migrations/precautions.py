"""What is done before a database is changed: a copy of it, or the whole change on trial."""

from __future__ import annotations

import logging
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DatabaseError

from folioscope.errors import Conflict
from folioscope.migrations.apply import Step, current, pending, upgrade
from folioscope.platform.database.engine import Database, parse_url

log = logging.getLogger(__name__)

TRIAL = "upgrade-"
KEPT = 3
KEPT_DAYS = 30
"""A copy holds what is erased later, so none is kept for long."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What an upgrade would do, and how long it took on trial."""

    found: str | None
    steps: Sequence[Step]
    seconds: float


class UpgradeWouldFail(Conflict):
    """An upgrade that was only tried, and did not go through."""

    code = "upgrade_would_fail"


class _TakenBack(Exception):
    """Ends a transaction without its changes."""


@dataclass(frozen=True, slots=True)
class Upgraded:
    """Which schema there was before, None where there was none, and the copy that was made."""

    found: str | None
    copy: Path | None


async def bring_up_to_date(database: Database, copies: Path | None) -> Upgraded:
    """Migrate; where that changes an SQLite database, a copy is written into ``copies`` before.

    ``SchemaTooNew``, ``DiskFull``.
    """
    found, steps = await _state(database)
    copy: Path | None = None
    if copies is not None and database.is_sqlite and found is not None and steps:
        copy = await _keep_copy(database, copies, found)
    await database.run_on_connection(upgrade)
    if copy is not None:
        clear(copy.parent)
    return Upgraded(found, copy)


async def rehearse(database: Database, folder: Path) -> Rehearsal:
    """Upgrade on trial: a copy of SQLite in ``folder``, PostgreSQL in a transaction taken back.

    In PostgreSQL the tables that change are locked meanwhile, as by the upgrade itself.
    """
    found, steps = await _state(database)
    began = time.monotonic()
    if steps:
        await (_on_copy(database, folder) if database.is_sqlite else _taken_back(database))
    return Rehearsal(found, steps, time.monotonic() - began)


def tidy(folder: Path, copies: Path, unfinished_for: float | None) -> None:
    """Delete old copies, and what killed processes have not finished for so many seconds.

    Only who holds the lock of the data folder says a number: others leave alone what is begun.
    """
    try:
        clear(copies)
        if unfinished_for is not None:
            _clear_unfinished(folder, copies, unfinished_for)
    except OSError as error:  # no reason not to serve
        log.warning("copies of the database stay in %s for now: %s", folder, error.strerror)


def clear(copies: Path) -> None:
    """Delete copies of upgrades but for the last ones, and those that are old."""
    youngest_first = sorted(copies.glob("before-*.db"), key=_made_at, reverse=True)
    oldest = datetime.now(UTC) - timedelta(days=KEPT_DAYS)
    for place, copy in enumerate(youngest_first):
        if place >= KEPT or _made_at(copy) < oldest:
            copy.unlink(missing_ok=True)


def _made_at(copy: Path) -> datetime:
    try:
        return datetime.fromtimestamp(copy.stat().st_mtime, UTC)
    except FileNotFoundError:  # another process has just deleted it
        return datetime.min.replace(tzinfo=UTC)


def _clear_unfinished(folder: Path, copies: Path, seconds: float) -> None:
    latest = datetime.now(UTC) - timedelta(seconds=seconds)
    for left in (*copies.glob("before-*.part*"), *folder.glob(f"{TRIAL}*")):
        if _made_at(left) > latest:
            continue
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left)
        else:
            left.unlink(missing_ok=True)


async def _state(database: Database) -> tuple[str | None, list[Step]]:
    async with database.snapshot() as connection:
        return await connection.run_sync(lambda found: (current(found), pending(found)))


async def _keep_copy(database: Database, copies: Path, found: str) -> Path:
    target = copies / f"before-{datetime.now(UTC):%Y%m%dT%H%M%S}-{found}.db"
    with _whole(target) as unfinished:
        await database.copy_file(unfinished)
    return target


@contextmanager
def _whole(target: Path) -> Iterator[Path]:
    """A place to write to; what was written is at ``target`` then, or nothing is."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = target.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    try:
        yield unfinished
        unfinished.chmod(0o600)
        _sync(unfinished)
        unfinished.rename(target)
        _sync(target.parent)
    finally:
        unfinished.unlink(missing_ok=True)


async def _on_copy(database: Database, folder: Path) -> None:
    with TemporaryDirectory(prefix=TRIAL, dir=folder) as place:
        copy = Path(place) / "copy.db"
        await database.copy_file(copy)
        opened = Database(parse_url(f"sqlite:///{copy}"))
        try:
            await opened.run_on_connection(_attempt)
        finally:
            await opened.aclose()


async def _taken_back(database: Database) -> None:
    def attempt(connection: Connection) -> None:
        _attempt(connection)
        raise _TakenBack

    try:
        await database.run_on_connection(attempt)
    except _TakenBack:
        return


def _attempt(connection: Connection) -> None:
    try:
        upgrade(connection)
    except DatabaseError as error:
        reason = str(error.orig).partition("\n")[0]
        msg = f"The upgrade would fail, and nothing was changed: {reason}."
        raise UpgradeWouldFail(msg) from error


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
