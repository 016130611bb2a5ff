"""What every test stands on: a migrated database of either engine, and an opened program."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from tests.databases import Engine, PostgresEngine, SqliteEngine

from folioscope.features.accounts.repository import ensure_local_user
from folioscope.platform.database.engine import Database, parse_url


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgres"), default="sqlite")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what touches a database is worth running again."""
    if config.getoption("--database") != "postgres":
        return
    touched = [item for item in items if "database_url" in getattr(item, "fixturenames", ())]
    untouched = [item for item in items if item not in touched]
    items[:] = touched
    config.hook.pytest_deselected(items=untouched)


@pytest.fixture(scope="session")
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """A database engine with a migrated template to copy from."""
    kind = request.config.getoption("--database")
    opened = PostgresEngine if kind == "postgres" else SqliteEngine
    with opened(tmp_path_factory.mktemp("engine")) as started:
        yield started


@pytest.fixture
def database_url(engine: Engine, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh migrated database."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    yield engine.create(name, tmp_path)
    engine.drop(name, tmp_path)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh database with the person at the machine in it."""
    database = Database(parse_url(database_url))
    async with database.write() as session:
        await ensure_local_user(session)
    yield database
    await database.aclose()


@pytest.fixture
def shared_data() -> Path:
    """Real data beside the checkout, where there is some."""
    folder = Path(__file__).resolve().parents[1] / ".." / "shared" / "data"
    if not folder.exists():
        pytest.skip("the shared data is not here")
    return folder.resolve()
