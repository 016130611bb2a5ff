"""Every way of comparing vectors, for tests that ask for ``place`` or ``indexes``."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from folioscope.platform.database.engine import Database
from folioscope.platform.indexes.serve import Indexes
from tests.backends.vector_places import (
    COLLECTED,
    FEW,
    KINDS,
    ONLY,
    SERVED,
    SHARED,
    Directions,
    Open,
    VectorPlace,
    chroma_server,
)
from tests.platform.indexes.stored_chunks import StoredBase, make_base


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "way" in metafunc.fixturenames:
        engine = metafunc.config.getoption("--database")
        here = [kind for kind in KINDS if ONLY.get(kind, engine) == engine]
        for fixture, only in {"shared": SHARED, "collected": COLLECTED}.items():
            if fixture in metafunc.fixturenames:
                here = [kind for kind in here if kind in only]
        metafunc.parametrize("way", here)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with chroma_server(tmp_path_factory.mktemp("chroma")) as url:
        yield url


@pytest.fixture
def place(
    way: str,
    database: Database,
    database_url: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> VectorPlace:
    if way.startswith("chroma"):
        pytest.importorskip("chromadb")
    url = request.getfixturevalue("server") if way == SERVED else None
    address = None if database.is_sqlite else database_url
    return VectorPlace(way, database, address, tmp_path / "vectors", url)


@pytest.fixture
async def opened(place: VectorPlace) -> AsyncIterator[Open]:
    """Opens the place as often as asked, as each process does."""
    async with AsyncExitStack() as stack:

        def opening() -> Indexes:
            indexes = place.open()
            stack.push_async_callback(indexes.aclose)
            return indexes

        yield opening


@pytest.fixture
def shared(place: VectorPlace) -> VectorPlace:
    """A place that several processes have in common."""
    return place


@pytest.fixture
def collected(place: VectorPlace) -> VectorPlace:
    """A place that is no part of the database."""
    return place


@pytest.fixture
def indexes(opened: Open) -> Indexes:
    return opened()


@pytest.fixture
async def base(database: Database, place: VectorPlace, indexes: Indexes) -> StoredBase:
    made = await make_base(database, "numbers", *FEW, model=Directions())
    await place.until_ready(made, indexes)
    return made
