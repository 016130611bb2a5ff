"""A safety copy put into an empty database of either engine."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from folioscope.backends.blobs.port import Blobs, Stored
from folioscope.errors import Conflict
from folioscope.features.copies.archive import Archive, ArchiveDamaged
from folioscope.features.copies.backing_up import Tell
from folioscope.platform.database.engine import Database
from folioscope.platform.database.filled_rows import filling
from folioscope.platform.database.portable_rows import is_empty

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


class DatabaseNotEmpty(Conflict):
    """A database with something in it, which a restore would mix with what comes."""

    code = "database_not_empty"


class FilesOfAnother(Conflict):
    """A shared folder with files that the restored database would not name, and so delete."""

    code = "files_of_another_database"


async def refuse_files_of_another(archive: Archive, blobs: Blobs, folder: Path) -> None:
    """``FilesOfAnother`` if the folder has files that are not in the archive.

    Those of the archive may be there: an earlier try has put them.
    """
    others = set(await asyncio.to_thread(blobs.digests)) - archive.named_digests()
    if others:
        msg = (
            f"In the folder {folder} there are {len(others):,} files that are not in this safety "
            "copy. They may belong to a database that is in use, and the restored one would "
            "delete them. Name an empty folder with FOLIOSCOPE_FILES_DIR, for this command and "
            "for the server of the restored database."
        )
        raise FilesOfAnother(msg)


async def restore(
    archive: Archive,
    database: Database,
    blobs: Blobs,
    prepare: Callable[[Connection], None],
    tell: Tell,
) -> None:
    """Bring rows and files back.

    ``prepare`` makes the tables as the archive has them. The rows come in one transaction, so a
    restore that fails leaves an empty database, and can be tried again.
    """
    await database.run_on_connection(_refuse_used)
    await database.run_on_connection(prepare)
    held: list[Stored] = []
    try:
        # First, so that no row is ever there whose file is not.
        await asyncio.to_thread(_put_files, archive, blobs, held, tell)
        await database.run_on_connection(partial(_fill, archive, tell))
    finally:
        await asyncio.to_thread(blobs.unpin, held)


def _refuse_used(connection: Connection) -> None:
    if not is_empty(connection):
        msg = (
            "There is something in this database. A safety copy is restored into an empty one: "
            "another FOLIOSCOPE_DATA_DIR, or another FOLIOSCOPE_DATABASE_URL."
        )
        raise DatabaseNotEmpty(msg)


def _put_files(archive: Archive, blobs: Blobs, held: list[Stored], tell: Tell) -> None:
    for done, (digest, content, size) in enumerate(archive.files(), start=1):
        tell("Files", done, archive.manifest.files)
        held.append(stored := blobs.put(cast(BinaryIO, content), size))
        if stored.digest != digest:
            msg = f"The file {digest} has changed while it was read."
            raise ArchiveDamaged(msg)


def _fill(archive: Archive, tell: Tell, connection: Connection) -> None:
    done = 0
    with filling(connection) as target:
        for name, columns, rows in archive.rows():
            target.add(name, columns, rows)
            done += len(rows)
            tell("Rows", done, archive.manifest.rows)
