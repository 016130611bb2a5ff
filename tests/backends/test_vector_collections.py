"""Collections outside of the database: lost, left over, behind, away, and filled by several."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import numpy as np
import pytest

from folioscope.backends.registry import load
from folioscope.backends.vectors.port import Place, Stand
from folioscope.errors import BackendBusy, Invalid
from folioscope.features.knowledge.service import delete_base
from folioscope.platform.database.engine import Database
from folioscope.platform.indexes.dense_collections import DenseInCollections
from folioscope.platform.indexes.opening import VectorsNotThere
from folioscope.platform.indexes.serve import Indexes
from folioscope.platform.principal import LOCAL
from tests.backends.vector_places import FEW, Directions, Open, VectorPlace
from tests.platform.indexes.stored_chunks import StoredBase, make_base
from tests.running_program import ROOT


def dense_of(indexes: Indexes) -> DenseInCollections:
    assert isinstance(indexes.dense, DenseInCollections)
    return indexes.dense


async def test_a_lost_collection_is_filled_by_the_search_that_misses_it(
    base: StoredBase, collected: VectorPlace, indexes: Indexes
) -> None:
    await base.nearest(indexes, "1", 1)
    dense_of(indexes)._collections.drop(base.id, base.edition)
    assert await base.nearest(indexes, "1", 1) == ["1"]
    dense_of(indexes)._collections.drop(base.id, base.edition)
    at_once = [base.nearest(indexes, text, 1) for text in FEW[:6]]
    assert await asyncio.gather(*at_once) == [[text] for text in FEW[:6]]
    dense_of(indexes)._collections.drop(base.id, base.edition)
    await base.add("new")
    assert await base.nearest(indexes, "new", 1) == ["new"]
    assert len(await base.nearest(indexes, "1", 500)) == 301


async def test_a_process_that_is_behind_brings_nothing_back(
    base: StoredBase, collected: VectorPlace, indexes: Indexes
) -> None:
    await base.nearest(indexes, "7", 1)
    collections = dense_of(indexes)._collections
    (removed,) = await base.ids("7")
    stand = Stand(base.id, base.edition, (await base.seen(indexes)).snapshot.revision)
    await base.remove("7")
    await base.nearest(indexes, "7", 1)
    vector = base.model.embed_passages(["7"])
    collections.fill(stand, np.array([removed]), vector)
    assert collections.search(stand, vector[0], 1, None).ids.tolist() == [removed]
    assert "gone" not in await base.nearest(indexes, "7", 20)
    assert await base.nearest(indexes, "7", 3, "8", "9") != []


async def test_collections_of_what_is_gone_are_deleted(
    base: StoredBase, collected: VectorPlace, database: Database, indexes: Indexes
) -> None:
    other = await make_base(database, "other", "a", model=Directions())
    for each in (base, other):
        await each.nearest(indexes, "1", 1)
    collections = dense_of(indexes)._collections
    assert collections.editions() == {(base.id, 1), (other.id, 1)}
    await base.switch(Directions(24, "narrow"), "anew")
    await base.nearest(indexes, "anew", 1)
    async with database.write() as session:
        await delete_base(session, LOCAL, other.id)
    indexes.forget(other.id)
    async with asyncio.timeout(20):
        while collections.editions() != {(base.id, 2)}:
            indexes.dense.forget()
            await asyncio.sleep(0.02)


async def test_a_server_that_is_away_is_told_and_can_come_back_later(tmp_path: Path) -> None:
    place = Place(tmp_path, "http://127.0.0.1:9", "here")
    collections = load("vectors", "chroma_server")(place)
    with pytest.raises(BackendBusy, match=r"127\.0\.0\.1"):
        collections.search(Stand("base", 1, 1), np.ones(3, np.float32), 1, None)


@pytest.mark.parametrize("url", ["", "127.0.0.1:8000", "file:///etc/passwd", "http://"])
def test_an_address_that_is_none_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="FOLIOSCOPE_CHROMA_URL"):
        load("vectors", "chroma_server")(Place(tmp_path, url, "here"))


async def test_what_the_database_rules_out_is_refused_by_name(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    pytest.importorskip("chromadb")
    address = None if database.is_sqlite else database_url
    ruled_out = "pgvector" if database.is_sqlite else "chroma"
    with pytest.raises(VectorsNotThere):
        VectorPlace(ruled_out, database, address, tmp_path, None).open()


async def test_several_processes_add_to_one_base(
    base: StoredBase, shared: VectorPlace, opened: Open, database_url: str
) -> None:
    given = {
        "database": database_url,
        "kind": shared.kind,
        "folder": str(shared.folder),
        "url": shared.url,
        "base": base.id,
        "document": base.document_id,
    }
    texts = {1_000: [f"left {n}" for n in range(6)], 2_000: [f"right {n}" for n in range(6)]}
    indexes = opened()
    assert len(await base.nearest(indexes, "1", 500)) == len(FEW)
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.backends.adding_process",
            json.dumps({**given, "at": at, "texts": some}),
            cwd=ROOT,
        )
        for at, some in texts.items()
    ]
    assert [await process.wait() for process in processes] == [0, 0]
    for text in (*texts[1_000], *texts[2_000]):
        assert await base.nearest(indexes, text, 1) == [text]
    assert len(await base.nearest(indexes, "1", 500)) == len(FEW) + 12
