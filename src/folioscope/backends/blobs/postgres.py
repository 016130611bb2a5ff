"""Files in PostgreSQL, in pieces: whoever reaches the database reaches the files."""

from __future__ import annotations

import errno
import tempfile
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, BinaryIO

import psycopg
from psycopg.errors import DiskFull
from psycopg_pool import ConnectionPool

from folioscope.backends.blobs.hashing import PIECE, copy_hashed
from folioscope.backends.blobs.port import (
    PIN_SECONDS,
    BlobMissing,
    FilesUnavailable,
    IsNamed,
    NoRoom,
    Stored,
)

CONNECTIONS = 4
WAIT_SECONDS = 30.0
PREFIX = "folioscope-file-"

# Locked against ``remove`` until the pin is committed; no row if there is no such file.
PIN = """
INSERT INTO blob_pins (pin, digest, until)
SELECT %(pin)s, digest, clock_timestamp() + make_interval(secs => %(seconds)s)
FROM blobs WHERE digest = %(digest)s FOR KEY SHARE
"""
ADD = "INSERT INTO blobs (digest, size) VALUES (%s, %s) ON CONFLICT DO NOTHING"
FILL = "COPY blob_pieces (digest, ordinal, content) FROM STDIN (FORMAT BINARY)"
SIZE = "SELECT size FROM blobs WHERE digest = %s"
READ = "SELECT content FROM blob_pieces WHERE digest = %s ORDER BY ordinal"
LOCK = "SELECT 1 FROM blobs WHERE digest = %s FOR UPDATE"
PINNED = "SELECT 1 FROM blob_pins WHERE digest = %s AND until > clock_timestamp() LIMIT 1"


class PostgresBlobs:
    """Stores a file with its pieces and its pin in one transaction.

    Files pass through unnamed or private files in the temporary folder, so none is ever whole in
    memory, and none is sent that is kept already.
    """

    def __init__(self, address: str, *, pin_seconds: float = PIN_SECONDS) -> None:
        self._pin_seconds = pin_seconds
        self._pool = ConnectionPool(
            address,
            min_size=0,
            max_size=CONNECTIONS,
            timeout=WAIT_SECONDS,
            open=False,
            configure=_configure,
            check=ConnectionPool.check_connection,
            name="files",
        )

    def put(self, stream: BinaryIO, max_bytes: int) -> Stored:
        """Store a file and pin it."""
        with _told(), tempfile.TemporaryFile(prefix=PREFIX) as spool:
            stored = Stored(*copy_hashed(stream, spool, max_bytes), uuid.uuid4().hex)
            with self._connection() as connection:
                while not self._pin(connection, stored):
                    _add(connection, stored, spool)
        return stored

    def pin(self, digests: Iterable[str]) -> list[Stored]:
        """Pin those that are there."""
        pinned: list[Stored] = []
        with _told(), self._connection() as connection:
            for digest in digests:
                found = connection.execute(SIZE, [digest]).fetchone()
                stored = Stored(digest, found[0] if found else 0, uuid.uuid4().hex)
                if self._pin(connection, stored):
                    pinned.append(stored)
        return pinned

    def unpin(self, files: Sequence[Stored]) -> None:
        """Let ``remove`` have the files again."""
        pins = [stored.pin for stored in files]
        with _told(), self._connection() as connection:
            connection.execute("DELETE FROM blob_pins WHERE pin = ANY(%s)", [pins])

    @contextmanager
    def local_path(self, digest: str) -> Iterator[Path]:
        """A private copy, gone afterwards."""
        with tempfile.NamedTemporaryFile(prefix=PREFIX) as target:
            with _told():
                self._fetch(digest, target)
                target.flush()
            yield Path(target.name)

    def digests(self) -> list[str]:
        """The digests of the files."""
        with _told(), self._connection() as connection:
            return [row[0] for row in connection.execute("SELECT digest FROM blobs")]

    def remove(self, digest: str, is_named: IsNamed) -> None:
        """Delete the file unless somebody has put it again or names it."""
        with _told(), self._connection() as connection:
            if _is_free(connection, digest) and not is_named(digest):
                connection.execute("DELETE FROM blobs WHERE digest = %s", [digest])

    def tidy(self) -> None:
        """Delete pins that have ended, and copies that a killed process left on this machine."""
        with _told(), self._connection() as connection:
            connection.execute("DELETE FROM blob_pins WHERE until <= clock_timestamp()")
        oldest = time.time() - self._pin_seconds
        for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
            with suppress(OSError):  # another one's, or gone by now
                if path.stat().st_mtime < oldest:
                    path.unlink()

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()

    @contextmanager
    def _connection(self) -> Iterator[psycopg.Connection[Any]]:
        """A transaction of its own."""
        self._pool.open()
        with self._pool.connection() as connection:
            yield connection

    def _pin(self, connection: psycopg.Connection[Any], stored: Stored) -> bool:
        pin = {"pin": stored.pin, "digest": stored.digest, "seconds": self._pin_seconds}
        return connection.execute(PIN, pin).rowcount == 1

    def _fetch(self, digest: str, target: IO[bytes]) -> None:
        with self._connection() as connection, connection.cursor() as cursor:
            found = cursor.execute(SIZE, [digest]).fetchone()
            pieces = cursor.stream(READ, [digest], binary=True)
            if found is None or sum(target.write(row[0]) for row in pieces) != found[0]:
                msg = "The stored file is gone from the database."
                raise BlobMissing(msg)


def _configure(connection: psycopg.Connection[Any]) -> None:
    # A process that is stopped in the middle keeps nobody waiting for ever.
    connection.execute(f"SET lock_timeout = '{WAIT_SECONDS:.0f}s'")
    connection.execute(f"SET idle_in_transaction_session_timeout = '{2 * WAIT_SECONDS:.0f}s'")
    connection.commit()


def _is_free(connection: psycopg.Connection[Any], digest: str) -> bool:
    """Whether the file is there and nobody holds it, nor can until the transaction ends."""
    if connection.execute(LOCK, [digest]).fetchone() is None:
        return False  # gone, or put anew since: that one is not locked
    # Another statement sees the pins that were committed until the lock was had.
    return connection.execute(PINNED, [digest]).fetchone() is None


def _add(connection: psycopg.Connection[Any], stored: Stored, spool: IO[bytes]) -> None:
    """Store the bytes, unless somebody else does or did, for whom this waits."""
    if connection.execute(ADD, [stored.digest, stored.size]).rowcount == 0:
        return
    spool.seek(0)
    with connection.cursor() as cursor, cursor.copy(FILL) as copy:
        copy.set_types(["varchar", "int4", "bytea"])
        for ordinal, piece in enumerate(iter(lambda: spool.read(PIECE), b"")):
            copy.write_row((stored.digest, ordinal, piece))


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except DiskFull as error:
        msg = "The disk that holds the database is full; free some room and try again."
        raise NoRoom(msg) from error
    except (psycopg.OperationalError, psycopg.InternalError, psycopg.InterfaceError) as error:
        msg = "The database that holds the uploaded files cannot be used right now."
        raise FilesUnavailable(msg) from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            msg = f"The disk under {tempfile.gettempdir()} is full; free some room and try again."
            raise NoRoom(msg) from error
        msg = f"Files cannot be kept in {tempfile.gettempdir()}: {error.strerror or error}."
        raise FilesUnavailable(msg) from error
