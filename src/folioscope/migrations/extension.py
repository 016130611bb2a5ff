"""The extension of PostgreSQL that compares vectors: made, or a word on what has to be done."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import ProgrammingError

from folioscope.errors import BackendFailed

OLDEST = (0, 8)
"""Searches through an index that go on until enough is found came with 0.8."""

VERSIONS = text("""
SELECT (SELECT extversion FROM pg_extension WHERE extname = 'vector') AS installed,
  (SELECT default_version FROM pg_available_extensions WHERE name = 'vector') AS available
""")


class VectorExtensionMissing(BackendFailed):
    """PostgreSQL lacks pgvector, has one that is too old, or does not let this user install it."""

    code = "vector_extension_missing"


def versions(connection: Connection) -> str:
    """Which PostgreSQL this is, and which pgvector is in this database."""
    installed, _ = connection.execute(VERSIONS).one()
    server = ".".join(map(str, connection.dialect.server_version_info or ()))
    return f"PostgreSQL {server}, {f'pgvector {installed}' if installed else 'no pgvector'}"


def install_vectors(connection: Connection) -> None:
    """Have the extension “vector” in this database."""
    installed, available = connection.execute(VERSIONS).one()
    version = installed or available
    if version is None:
        msg = (
            "This PostgreSQL server lacks the extension “vector”. Install pgvector 0.8 or newer "
            "on it, for example its package postgresql-17-pgvector, and start again."
        )
        raise VectorExtensionMissing(msg)
    if _numbers(version) < OLDEST:
        msg = (
            f"The extension “vector” of this database is {version}, and 0.8 or newer is needed. "
            "Install a newer pgvector on the server, have its administrator run "
            "“ALTER EXTENSION vector UPDATE” in this database, and start again."
        )
        raise VectorExtensionMissing(msg)
    if installed is None:
        _create(connection)


def _create(connection: Connection) -> None:
    try:
        with connection.begin_nested():
            connection.execute(text("CREATE EXTENSION IF NOT EXISTS vector"))
    except ProgrammingError as error:
        msg = (
            "This user of PostgreSQL may not install the extension “vector”. Have the server's "
            "administrator run “CREATE EXTENSION vector” in this database, and start again."
        )
        raise VectorExtensionMissing(msg) from error


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:2])
