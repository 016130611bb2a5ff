"""The chunks of an older database arrive unchanged, and a server without pgvector is told."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import psycopg
import pytest
from alembic import command
from sqlalchemy import select, text
from sqlalchemy.engine import URL, Connection

from folioscope.features.knowledge.tables import Chunk
from folioscope.migrations.apply import config_for, current, newest, upgrade
from folioscope.migrations.extension import VectorExtensionMissing
from folioscope.platform.database.engine import Database, parse_url

NUMBERS = [0.0, -0.0, 1.0, -1.0, 1 / 3, 1e-38, 1e-42, 3.4e38, -0.030531943, 16_777_217.0]
WRITTEN = """
INSERT INTO users (id, name, created_at) VALUES (7, 'ada', '2026-01-01 00:00:00+00:00');
INSERT INTO files (id, owner_id, digest, size, created_at)
  VALUES ('f', 7, 'd', 1, '2026-01-01 00:00:00+00:00');
INSERT INTO bases (id, owner_id, name, model, chunk_size, chunk_overlap, edition, revision,
    created_at, updated_at)
  VALUES ('b', 7, 'kb', 'm', 900, 150, 1, 1, '2026-01-01 00:00:00+00:00',
    '2026-01-01 00:00:00+00:00');
INSERT INTO documents (id, owner_id, base_id, file_id, source, path, name, key, kind, state,
    page_count, edition, staged, created_at, updated_at)
  VALUES ('x', 7, 'b', 'f', 's', 's', 's', '', 'document', 'ready', 1, 1, 1,
    '2026-01-01 00:00:00+00:00', '2026-01-01 00:00:00+00:00')
"""
STORE = text("""
INSERT INTO chunks (base_id, document_id, edition, revision, ordinal, page_ordinal, start, "end",
    text, context, vector)
  VALUES ('b', 'x', 1, 1, :ordinal, 0, 0, 1, 'a', '', :vector)
""")


@pytest.fixture
def url(database_url: str, tmp_path: Path) -> URL:
    """The address of a database in which there is nothing at all."""
    found = parse_url(database_url)
    if found.get_backend_name() == "sqlite":
        return parse_url(f"sqlite:///{tmp_path / 'older.db'}")
    administer(found, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    return found


@pytest.fixture
def postgres_url(url: URL) -> URL:
    if url.get_backend_name() == "sqlite":
        pytest.skip("SQLite has no extensions")
    return url


@pytest.fixture
async def empty(url: URL) -> AsyncIterator[Database]:
    database = Database(url)
    yield database
    await database.aclose()


def administer(url: URL, *statements: str) -> None:
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def begin_older(connection: Connection) -> None:
    """A database at the revision before vectors were more than bytes, with a base in it."""
    command.upgrade(config_for(connection), "0001")
    for statement in WRITTEN.split(";"):
        connection.execute(text(statement))


async def test_the_vectors_of_an_older_database_arrive_equal(empty: Database) -> None:
    random = np.random.default_rng(3)
    stored = [np.array(NUMBERS, np.float32).tobytes()]
    stored += [random.standard_normal(5).astype(np.float32).tobytes() for _ in range(1_200)]
    stored.append(random.standard_normal(1_536).astype(np.float32).tobytes())

    def fill(connection: Connection) -> None:
        begin_older(connection)
        rows = [{"ordinal": at, "vector": vector} for at, vector in enumerate(stored)]
        connection.execute(STORE, rows)

    await empty.run_on_connection(fill)
    await empty.run_on_connection(upgrade)
    async with empty.read() as session:
        found = (await session.scalars(select(Chunk.vector).order_by(Chunk.ordinal))).all()
        null = await session.scalar(text("SELECT count(*) FROM chunks WHERE vector IS NULL"))
    assert found == stored
    assert null == 0


async def test_chunks_that_an_older_database_has_twice_are_kept_once(empty: Database) -> None:
    vector = np.zeros(3, np.float32).tobytes()

    def fill(connection: Connection) -> None:
        begin_older(connection)
        connection.execute(STORE, [{"ordinal": at, "vector": vector} for at in (0, 1, 0, 1, 2)])
        connection.execute(text("UPDATE chunks SET revision = 0 WHERE id = 2"))

    await empty.run_on_connection(fill)
    await empty.run_on_connection(upgrade)
    async with empty.read() as session:
        found = (await session.execute(select(Chunk.id, Chunk.ordinal).order_by(Chunk.id))).all()
    assert [tuple(row) for row in found] == [(1, 0), (4, 1), (5, 2)]


async def test_an_older_database_without_chunks_is_brought_up_to_date(empty: Database) -> None:
    await empty.run_on_connection(begin_older)
    await empty.run_on_connection(upgrade)
    revisions: list[str | None] = []
    await empty.run_on_connection(lambda connection: revisions.append(current(connection)))
    assert revisions == [newest()]


async def refused(url: URL) -> str:
    """What is said when vectors cannot be migrated; then nothing of it may stay."""
    database = Database(url)
    await database.run_on_connection(begin_older)
    with pytest.raises(VectorExtensionMissing) as caught:
        await database.run_on_connection(upgrade)
    revisions: list[str | None] = []
    await database.run_on_connection(lambda connection: revisions.append(current(connection)))
    await database.aclose()
    assert revisions == ["0001"]
    return caught.value.message


@pytest.mark.postgres_only
async def test_a_server_without_the_extension_is_told_by_name(postgres_url: URL) -> None:
    name = postgres_url.database
    administer(postgres_url, f"ALTER DATABASE {name} SET extension_control_path = '/nowhere'")
    told = await refused(postgres_url)
    assert told.startswith("This PostgreSQL server lacks the extension “vector”. Install pgvector")


@pytest.mark.postgres_only
async def test_a_user_who_may_not_install_it_is_told_who_has_to(postgres_url: URL) -> None:
    role = f"poor_{uuid.uuid4().hex}"
    administer(postgres_url, f"CREATE ROLE {role} LOGIN", f"GRANT ALL ON SCHEMA public TO {role}")
    told = await refused(postgres_url.set(username=role))
    assert "may not install the extension “vector”" in told
    assert "“CREATE EXTENSION vector”" in told
    administer(postgres_url, "CREATE EXTENSION vector")
    database = Database(postgres_url.set(username=role))
    await database.run_on_connection(upgrade)
    await database.aclose()
    administer(postgres_url, f"DROP OWNED BY {role}", f"DROP ROLE {role}")


@pytest.mark.postgres_only
async def test_an_extension_that_is_too_old_is_told_with_its_version(postgres_url: URL) -> None:
    age = "UPDATE pg_extension SET extversion = '0.7.4' WHERE extname = 'vector'"
    administer(postgres_url, "CREATE EXTENSION vector", age)
    told = await refused(postgres_url)
    assert "is 0.7.4, and 0.8 or newer is needed" in told
    assert "“ALTER EXTENSION vector UPDATE”" in told
