"""The schema that migrations make is the schema of the tables."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.engine import Connection

from folioscope.migrations.apply import SchemaTooNew, current, newest, upgrade
from folioscope.migrations.schema import metadata
from folioscope.platform.database.engine import Database


async def test_the_migrations_make_every_table_as_declared(database: Database) -> None:
    found: list[object] = []

    def compare(connection: Connection) -> None:
        options = {"include_object": is_ours}
        context = MigrationContext.configure(connection, opts=options)
        found.extend(compare_metadata(context, metadata))

    await database.run_on_connection(compare)
    assert found == []


def is_ours(_object: object, name: str | None, kind: str, reflected: bool, _to: object) -> bool:
    """Backends of PostgreSQL have tables of their own, written and read by nobody else."""
    return not (kind == "table" and reflected and str(name).startswith(("blob", "procrastinate_")))


async def test_upgrading_twice_changes_nothing(database: Database) -> None:
    await database.run_on_connection(upgrade)
    seen: list[str | None] = []
    await database.run_on_connection(lambda connection: seen.append(current(connection)))
    assert seen == [newest()]


async def test_a_database_of_a_newer_program_is_refused(database: Database) -> None:
    def age(connection: Connection) -> None:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    await database.run_on_connection(age)
    with pytest.raises(SchemaTooNew, match="newer"):
        await database.run_on_connection(upgrade)


def test_every_owned_table_has_an_owner_that_is_never_null() -> None:
    owned = ("bases", "documents", "files", "threads", "messages", "runs", "idempotency_keys")

    assert all(not metadata.tables[name].c.owner_id.nullable for name in owned)
