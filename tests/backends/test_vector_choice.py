"""Which backend of vectors a program opens, by its settings."""

from __future__ import annotations

import pytest

from folioscope.backends.registry import BackendUnknown
from folioscope.errors import Invalid
from folioscope.platform.indexes.dense import DenseInDatabase, DenseInMemory
from folioscope.platform.indexes.dense_collections import DenseInCollections
from folioscope.platform.indexes.opening import VectorsNotThere
from folioscope.settings.values import Settings
from folioscope.wiring.opened import Folioscope
from folioscope.wiring.opening import open_folioscope
from tests.platform.indexes.stored_chunks import make_base


def chosen(settings: Settings, vectors: str, url: str | None = None) -> Settings:
    return settings.model_copy(update={"vectors": vectors, "chroma_url": url})


def dense_of(folioscope: Folioscope) -> object:
    return folioscope.tools.indexes.dense


async def test_the_database_decides_unless_somebody_does(settings: Settings) -> None:
    async with open_folioscope(settings) as folioscope:
        by_itself = DenseInMemory if folioscope.database.is_sqlite else DenseInDatabase
        assert isinstance(dense_of(folioscope), by_itself)
    async with open_folioscope(chosen(settings, "faiss")) as folioscope:
        assert isinstance(dense_of(folioscope), DenseInMemory)
        base = await make_base(folioscope.database, "fruits", "apple pie", "plum jam")
        assert await base.nearest(folioscope.tools.indexes, "plum", 1) == ["plum jam"]


async def test_chroma_keeps_what_it_has_from_one_program_to_the_next(settings: Settings) -> None:
    pytest.importorskip("chromadb")
    if (settings.database_url or "").startswith("postgres"):
        with pytest.raises(VectorsNotThere, match="FOLIOSCOPE_CHROMA_URL"):
            async with open_folioscope(chosen(settings, "chroma")):
                pass
        return
    async with open_folioscope(chosen(settings, "chroma")) as folioscope:
        assert isinstance(dense_of(folioscope), DenseInCollections)
        base = await make_base(folioscope.database, "fruits", "apple pie", "plum jam")
        assert await base.nearest(folioscope.tools.indexes, "plum", 1) == ["plum jam"]
    assert (settings.data_dir / "chroma" / "closed.json").exists()
    async with open_folioscope(chosen(settings, "chroma")) as folioscope:
        base.database = folioscope.database
        assert await base.nearest(folioscope.tools.indexes, "plum", 1) == ["plum jam"]


async def test_an_address_of_a_server_is_enough_to_use_one(settings: Settings) -> None:
    served = chosen(settings, "chroma", "http://127.0.0.1:9")
    async with open_folioscope(served) as folioscope:
        assert isinstance(dense_of(folioscope), DenseInCollections)
    assert not (settings.data_dir / "chroma").exists()


@pytest.mark.parametrize("vectors", ["", "FAISS", "qdrant"])
async def test_a_backend_that_is_none_is_refused_by_name(settings: Settings, vectors: str) -> None:
    with pytest.raises(BackendUnknown, match="among vectors; there is: chroma"):
        async with open_folioscope(chosen(settings, vectors)):
            pass


async def test_pgvector_is_for_postgresql(settings: Settings) -> None:
    if (settings.database_url or "").startswith("postgres"):
        async with open_folioscope(chosen(settings, "pgvector")) as folioscope:
            assert isinstance(dense_of(folioscope), DenseInDatabase)
        return
    with pytest.raises(Invalid, match="FOLIOSCOPE_VECTORS"):
        async with open_folioscope(chosen(settings, "pgvector")):
            pass
