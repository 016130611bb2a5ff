"""The database and its files as commands open them that look after the whole of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path

from folioscope.backends.blobs.port import Blobs
from folioscope.doors.lock import FolderInUse, find_holder, folder_lock
from folioscope.errors import Conflict
from folioscope.migrations import apply, schema
from folioscope.platform.database.engine import Database, parse_url, without_secrets
from folioscope.settings.values import Settings
from folioscope.wiring.choices import blobs_of

TABLES = frozenset(schema.metadata.tables)
"""All there may be: with them every feature has been imported, and no table is left out."""


class SchemaNotCurrent(Conflict):
    """A database that has to be upgraded first, or that there is none of."""

    code = "schema_not_current"


@contextmanager
def beside_others(settings: Settings) -> Iterator[None]:
    """Read beside a server; where none runs, none starts meanwhile.

    ``SchemaNotCurrent`` where there is no database: who reads would leave an empty one behind.
    """
    url = parse_url(settings.database_address)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise SchemaNotCurrent(_none_at(without_secrets(url)))
    with ExitStack() as stack:
        if find_holder(settings.data_dir) is None:
            try:
                stack.enter_context(folder_lock(settings.data_dir))
            except FolderInUse:
                # A server that was still starting has meanwhile said where it is.
                if find_holder(settings.data_dir) is None:
                    raise
        yield


def _none_at(place: str) -> str:
    return (
        f"There is no database of Folioscope at {place}. Are FOLIOSCOPE_DATA_DIR and "
        "FOLIOSCOPE_DATABASE_URL those of the server?"
    )


@asynccontextmanager
async def opened(settings: Settings, *, must_be_current: bool = False) -> AsyncIterator[Database]:
    """The database; ``SchemaNotCurrent`` where it must be."""
    database = Database(parse_url(settings.database_address))
    try:
        await database.check()
        if must_be_current:
            await _refuse_outdated(database)
        yield database
    finally:
        await database.aclose()


async def _refuse_outdated(database: Database) -> None:
    async with database.snapshot() as connection:
        found = await connection.run_sync(apply.current)
    if found is None:
        raise SchemaNotCurrent(_none_at(database.place))
    if apply.steps_after(found):
        msg = (
            f"The schema of this database is not that of this program, which is "
            f"{apply.newest()}. Upgrade it first: folioscope db upgrade"
        )
        raise SchemaNotCurrent(msg)


@contextmanager
def opened_blobs(settings: Settings, *, alone: bool) -> Iterator[Blobs]:
    """The uploaded files; who is not ``alone`` has them beside a server."""
    blobs = blobs_of(settings, alone=alone)
    try:
        yield blobs
    finally:
        blobs.close()
