"""Bringing a database to the schema of this program, and telling where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import ProgrammingError

from folioscope.errors import BackendFailed, Conflict
from folioscope.failpoints import failpoint
from folioscope.platform.database.engine import Database

ADVISORY_LOCK = 20_261_121
OLDER = "Install that version, or go back to a copy: docs/howto/upgrade.md."
"""What helps who has a program that is older than the database."""
NOT_PERMITTED = "42501"
"""PostgreSQL's own code of what a user may not do."""


class SchemaTooNew(Conflict):
    """The database was written by a newer program."""

    code = "schema_too_new"


class SchemaNotPermitted(BackendFailed):
    """PostgreSQL does not let this user make the tables, or read those that are there."""

    code = "schema_not_permitted"


@dataclass(frozen=True, slots=True)
class Step:
    """One migration, and what it brings."""

    revision: str
    told: str


def config_for(connection: Connection) -> Config:
    """Alembic's configuration, without a file of its own."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config


def current(connection: Connection) -> str | None:
    """The revision of the database; None for an empty one."""
    with _permitted(connection):
        return MigrationContext.configure(connection).get_current_revision()


async def revision_of(database: Database) -> str | None:
    """The same, of a database that others may be writing to; it is only read."""
    async with database.read() as session:
        return await (await session.connection()).run_sync(current)


def newest() -> str:
    """The revision that this program wants."""
    head = ScriptDirectory(str(Path(__file__).parent)).get_current_head()
    if head is None:
        msg = "this program has lost its migrations"
        raise RuntimeError(msg)
    return head


def pending(connection: Connection) -> list[Step]:
    """The steps from the schema of the database to the newest; ``SchemaTooNew`` if it is ahead."""
    return steps_after(current(connection))


def steps_after(revision: str | None) -> list[Step]:
    """The steps that lie after a revision; ``SchemaTooNew`` where this program does not know it."""
    scripts = list(ScriptDirectory(str(Path(__file__).parent)).walk_revisions())
    if revision is not None and revision not in {script.revision for script in scripts}:
        msg = f"This database was written by a newer Folioscope (its schema is {revision}). {OLDER}"
        raise SchemaTooNew(msg)
    steps = [Step(script.revision, " ".join(script.doc.split())) for script in reversed(scripts)]
    return [step for step in steps if revision is None or step.revision > revision]


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the database up to date, in one transaction; ``SchemaTooNew`` if it is ahead.

    With a ``revision``, no further than to that one.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
    if not pending(connection):
        return
    with _permitted(connection), _tables_replaceable(connection), _counted(connection):
        command.upgrade(config_for(connection), revision)


@contextmanager
def _tables_replaceable(connection: Connection) -> Iterator[None]:
    """Let tables be dropped that others refer to, in a transaction of its own.

    SQLite changes a table by making it anew, and to drop the old one would delete all rows that
    refer to it. References can only be let go of between transactions.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    _between_transactions(connection, "ROLLBACK", "PRAGMA foreign_keys = OFF")
    end = "ROLLBACK"
    try:
        yield
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            msg = f"a migration has left rows that refer to nothing: {broken[:3]}"
            raise RuntimeError(msg)
        end = "COMMIT"
    finally:
        _between_transactions(connection, end, "PRAGMA foreign_keys = ON")


def _between_transactions(connection: Connection, end: str, pragma: str) -> None:
    for statement in (end, pragma, "BEGIN IMMEDIATE"):
        connection.exec_driver_sql(statement)


@contextmanager
def _permitted(connection: Connection) -> Iterator[None]:
    try:
        yield
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", None) != NOT_PERMITTED:
            raise
        user = connection.connection.driver_connection.info.user  # type: ignore[union-attr]  # psycopg's
        raise SchemaNotPermitted(_permission(str(error.orig).partition("\n")[0], user)) from error


def _permission(reason: str, user: str) -> str:
    if "schema" not in reason.lower():
        return (
            f"The user “{user}” of PostgreSQL may not use the tables that are there: {reason}. "
            f"Start as the user who made them, or with a database that “{user}” owns."
        )
    return (
        f"The user “{user}” of PostgreSQL may not make tables: {reason}. Have the owner of the "
        f"database run “GRANT CREATE ON SCHEMA {reason.split()[-1]} TO {user}” in it, or use a "
        f"database that “{user}” owns, and start again."
    )


@contextmanager
def _counted(connection: Connection) -> Iterator[None]:
    """Let tests break off after each statement."""
    event.listen(connection, "after_cursor_execute", _count)
    try:
        yield
    finally:
        event.remove(connection, "after_cursor_execute", _count)


def _count(*_statement: object) -> None:
    failpoint("migrations.statement")
