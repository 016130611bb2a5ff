"""A safety copy of one moment, made while others write.

Rows are read in one transaction. The files that they name are pinned before the first row is
written down, so none of them can go until it is copied.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from folioscope.backends.blobs.port import Blobs, Stored
from folioscope.errors import BackendBusy
from folioscope.features.copies.archive import PIECE, ArchiveWriter
from folioscope.features.copies.repository import named_files
from folioscope.features.copies.schemas import Manifest
from folioscope.platform.database.engine import Database
from folioscope.platform.database.portable_rows import columns_of, read_rows, tables_there

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection
    from sqlalchemy.ext.asyncio import AsyncConnection

ROWS_BYTES = 4 * PIECE
TRIES = 5

Tell = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and of how much."""


class FilesInMotion(BackendBusy):
    """Files come and go faster than they can be held."""

    code = "files_in_motion"


@dataclass(frozen=True)
class Moment:
    """What is copied: rows as of one moment, and the files they name."""

    connection: AsyncConnection
    held: Sequence[Stored]
    lost: frozenset[str]


async def back_up(database: Database, blobs: Blobs, archive: ArchiveWriter, tell: Tell) -> Manifest:
    """Write all rows and files; files that are lost, or are not what they were, are told."""
    held: list[Stored] = []
    try:
        async with _moment(database, blobs, held) as moment:
            await moment.connection.run_sync(partial(_write_rows, archive, tell))
        write = partial(_write_files, archive, blobs, moment.held, tell)
        changed = await asyncio.to_thread(write)
        return archive.finish(sorted(moment.lost | changed))
    finally:
        await asyncio.to_thread(blobs.unpin, held)


@asynccontextmanager
async def _moment(database: Database, blobs: Blobs, held: list[Stored]) -> AsyncIterator[Moment]:
    for _ in range(TRIES):
        async with database.snapshot() as connection:
            named = await connection.run_sync(named_files)
            pinned = await asyncio.to_thread(blobs.pin, sorted(named))
            held += pinned
            lost = named - {stored.digest for stored in pinned}
            if not lost or lost <= await _named_now(database):
                yield Moment(connection, pinned, frozenset(lost))
                return
    msg = "Files are being deleted all the time just now; try again later."
    raise FilesInMotion(msg)


async def _named_now(database: Database) -> set[str]:
    async with database.snapshot() as connection:
        return await connection.run_sync(named_files)


def _write_rows(archive: ArchiveWriter, tell: Tell, connection: Connection) -> None:
    names = tables_there(connection)
    for done, name in enumerate(names, start=1):
        tell("Tables", done, len(names))
        _write_table(archive, connection, name)


def _write_table(archive: ArchiveWriter, connection: Connection, name: str) -> None:
    head = _line(columns_of(connection, name))
    lines, size, number = [head], 0, 0
    for row in read_rows(connection, name):
        lines.append(line := _line(row))
        size += len(line)
        if size >= ROWS_BYTES:
            number += 1
            _write_piece(archive, f"rows/{name}/{number:06}.jsonl", lines)
            lines, size = [head], 0
    if len(lines) > 1:
        _write_piece(archive, f"rows/{name}/{number + 1:06}.jsonl", lines)


def _line(values: Sequence[object]) -> bytes:
    return json.dumps(values, separators=(",", ":")).encode() + b"\n"


def _write_piece(archive: ArchiveWriter, name: str, lines: Sequence[bytes]) -> None:
    content = b"".join(lines)
    archive.add(name, io.BytesIO(content), len(content), rows=len(lines) - 1)


def _write_files(
    archive: ArchiveWriter, blobs: Blobs, files: Sequence[Stored], tell: Tell
) -> frozenset[str]:
    """Write files; the digests of those that are not what they were."""
    changed = set()
    for done, stored in enumerate(files, start=1):
        tell("Files", done, len(files))
        with blobs.local_path(stored.digest) as path:
            if file_digest(path) != stored.digest:
                changed.add(stored.digest)
                continue
            with path.open("rb") as content:
                archive.add(f"files/{stored.digest}", content, path.stat().st_size)
    return frozenset(changed)


def file_digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
