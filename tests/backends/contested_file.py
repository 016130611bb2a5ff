"""Files put and read, and one that many put, name, let go and remove at once."""

from __future__ import annotations

import io
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg

from folioscope.backends.blobs.port import Blobs, Stored
from folioscope.backends.registry import load

MEGABYTE = 1024 * 1024
CONTENT = b"contested"
CONTEST = (sys.executable, "-m", "tests.backends.contested_file")


class Rows:
    """The rows that name files: those of the program on PostgreSQL, otherwise a file of ours."""

    def __init__(self, address: str) -> None:
        self.address = address

    @contextmanager
    def _connection(self) -> Iterator[Any]:
        if self.address.startswith("postgresql"):
            with psycopg.connect(self.address) as connection:
                yield connection
        else:
            with closing(sqlite3.connect(self.address, timeout=30)) as file, file:
                yield file

    def prepare(self, owners: int) -> None:
        with self._connection() as connection:
            if self.address.startswith("postgresql"):
                insert = "INSERT INTO users (id, name, created_at) VALUES "
                values = (f"({n}, 'user{n}', now())" for n in range(1, owners + 1))
                connection.execute(insert + ",".join(values))
            else:
                connection.execute("PRAGMA journal_mode = WAL")
                columns = "id TEXT, owner_id INT, digest TEXT, size INT, created_at TEXT"
                connection.execute(f"CREATE TABLE files ({columns})")

    def name(self, digest: str, owner: int) -> None:
        row = f"('{owner}', {owner}, '{digest}', 1, CURRENT_TIMESTAMP)"
        with self._connection() as connection:
            connection.execute(
                f"INSERT INTO files (id, owner_id, digest, size, created_at) VALUES {row}"
            )

    def forget(self, owner: int) -> None:
        with self._connection() as connection:
            connection.execute(f"DELETE FROM files WHERE owner_id = {owner}")

    def is_named(self, digest: str) -> bool:
        with self._connection() as connection:
            found = connection.execute(f"SELECT 1 FROM files WHERE digest = '{digest}'")
            return found.fetchone() is not None


def unnamed(digest: str) -> bool:
    """Of a file that no row names."""
    return False


def put(blobs: Blobs, content: bytes = b"hello") -> Stored:
    return blobs.put(io.BytesIO(content), 10 * MEGABYTE)


def content_of(blobs: Blobs, digest: str) -> bytes:
    with blobs.local_path(digest) as path:
        return path.read_bytes()


def contend(blobs: Blobs, rows: Rows, owner: int, rounds: int) -> None:
    """Whoever has committed a row that names the file must find it, until the row is gone."""
    for _ in range(rounds):
        stored = blobs.put(io.BytesIO(CONTENT), 100)
        rows.name(stored.digest, owner)
        blobs.unpin([stored])
        with blobs.local_path(stored.digest) as path:
            assert path.read_bytes() == CONTENT
        rows.forget(owner)
        blobs.remove(stored.digest, rows.is_named)


def open_blobs(kind: str, place: str, **options: float) -> Blobs:
    """Another opening of the same files, as another process has it."""
    opened: dict[str, Callable[[], Blobs]] = {
        "disk": lambda: load("blobs", "disk")(Path(place), **options),
        "shared": lambda: load("blobs", "disk")(Path(place), shared=True, **options),
        "postgres": lambda: load("blobs", "postgres")(place, **options),
    }
    return opened[kind]()


if __name__ == "__main__":
    kind, place, address, owner, rounds = sys.argv[1:]
    with closing(open_blobs(kind, place)) as blobs:
        contend(blobs, Rows(address), int(owner), int(rounds))
