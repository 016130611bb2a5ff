"""A user of PostgreSQL who may not make the tables is told who has to do what."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy.engine import URL, Connection

from folioscope.migrations.apply import SchemaNotPermitted, current, upgrade
from folioscope.platform.database.engine import Database, parse_url
from tests.migrations.test_vectors import administer

pytestmark = pytest.mark.postgres_only


@pytest.fixture
def poor(database_url: str) -> Iterator[URL]:
    """The address of a migrated database for a user who owns nothing in it."""
    found = parse_url(database_url)
    role = f"poor_{uuid.uuid4().hex}"
    administer(found, f"CREATE ROLE {role} LOGIN")
    yield found.set(username=role)
    administer(found, f"DROP OWNED BY {role}", f"DROP ROLE {role}")


async def refused(poor: URL) -> str:
    database = Database(poor)
    with pytest.raises(SchemaNotPermitted) as caught:
        await database.run_on_connection(upgrade)
    await database.aclose()
    assert "\n" not in caught.value.message
    return caught.value.message


async def test_who_may_make_no_tables_is_told_what_the_owner_has_to_run(
    poor: URL, database_url: str
) -> None:
    administer(parse_url(database_url), "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    administer(parse_url(database_url), f"GRANT USAGE ON SCHEMA public TO {poor.username}")
    told = await refused(poor)
    assert "permission denied for schema public" in told
    assert f"“GRANT CREATE ON SCHEMA public TO {poor.username}”" in told


def look(connection: Connection) -> None:
    current(connection)


async def test_the_tables_of_somebody_else_are_told_to_be_theirs(poor: URL) -> None:
    told = await refused(poor)
    assert "permission denied for table alembic_version" in told
    assert "Start as the user who made them" in told
    database = Database(poor)
    with pytest.raises(SchemaNotPermitted):
        await database.run_on_connection(look)
    await database.aclose()
