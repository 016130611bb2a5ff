"""The order by meaning, with one contract: in memory on SQLite, in the database on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial

import numpy as np
import pytest

from folioscope.backends.registry import load
from folioscope.features.knowledge.change_repository import load_changes
from folioscope.platform.database.engine import Database
from folioscope.platform.indexes.dense import Dense, DenseInDatabase, DenseInMemory
from folioscope.platform.indexes.serve import Indexes
from tests.platform.indexes.stored_chunks import StoredBase, make_base
from tests.scripted_embeddings import HashingEmbeddings

FRUITS = ("apple pie", "apple cake", "plum jam", "pear juice", "rust code")


@pytest.fixture
async def indexes(database: Database, database_url: str) -> AsyncIterator[Indexes]:
    dense: Dense
    if database.is_sqlite:
        dense = DenseInMemory(load("vectors", "faiss"))
    else:
        dense = DenseInDatabase(database, load("vectors", "pgvector")(database_url))
    yield Indexes(partial(load_changes, database), dense)
    await dense.aclose()


@pytest.fixture
async def base(database: Database) -> StoredBase:
    return await make_base(database, "fruits", *FRUITS)


async def test_the_nearest_come_best_first_with_their_inner_products(
    base: StoredBase, indexes: Indexes
) -> None:
    vector = base.model.embed_query("apple pie")
    found = await indexes.dense.nearest([await base.seen(indexes)], vector, 3)
    assert found.ids[0] == (await base.ids("apple pie"))[0]
    assert found.scores[0] == pytest.approx(1, abs=1e-3)
    assert len(found.ids) == 3
    assert list(found.scores) == sorted(found.scores, reverse=True)
    assert found.ids.dtype == np.int64
    assert found.scores.dtype == np.float32


async def test_there_are_no_more_than_the_base_has(base: StoredBase, indexes: Indexes) -> None:
    assert set(await base.nearest(indexes, "apple", 50)) == set(FRUITS)


async def test_staged_chunks_are_not_found_and_take_no_places(
    base: StoredBase, indexes: Indexes
) -> None:
    await base.stage("apple", "apple apple")
    assert (await base.nearest(indexes, "apple", 2)) == ["apple pie", "apple cake"]
    await base.publish()
    assert set(await base.nearest(indexes, "apple", 2)) == {"apple", "apple apple"}


async def test_a_snapshot_never_sees_later_chunks(base: StoredBase, indexes: Indexes) -> None:
    before = await base.seen(indexes)
    await base.add("apple")
    vector = base.model.embed_query("apple")
    (new,) = await base.ids("apple")
    assert new not in (await indexes.dense.nearest([before], vector, 9)).ids
    assert new == (await indexes.dense.nearest([await base.seen(indexes)], vector, 9)).ids[0]


async def test_removed_chunks_are_gone_and_others_take_their_places(
    base: StoredBase, indexes: Indexes
) -> None:
    await base.nearest(indexes, "apple", 1)
    await base.remove("apple pie")
    assert await base.nearest(indexes, "apple cake", 1) == ["apple cake"]
    assert set(await base.nearest(indexes, "apple", 4)) == set(FRUITS[1:])
    await base.remove(*FRUITS[1:])
    assert await base.nearest(indexes, "apple", 4) == []


async def test_filters_choose_before_places_are_given(base: StoredBase, indexes: Indexes) -> None:
    narrowed = partial(base.nearest, indexes, "apple pie")
    assert await narrowed(1, "rust code") == ["rust code"]
    assert set(await narrowed(2, "plum jam", "rust code", "apple cake")) >= {"apple cake"}
    seen = await base.seen(indexes)
    nothing = type(seen)(seen.snapshot, np.empty(0, np.int64))
    vector = base.model.embed_query("apple pie")
    assert len((await indexes.dense.nearest([nothing], vector, 3)).ids) == 0


async def test_an_empty_base_answers_nothing(database: Database, indexes: Indexes) -> None:
    empty = await make_base(database, "empty")
    assert await empty.nearest(indexes, "apple", 3) == []
    await empty.add("apple")
    assert await empty.nearest(indexes, "apple", 3) == ["apple"]


async def test_several_bases_are_one_order(
    base: StoredBase, database: Database, indexes: Indexes
) -> None:
    other = await make_base(database, "other", "apple", "steel pipe")
    seen = [await base.seen(indexes), await other.seen(indexes)]
    vector = base.model.embed_query("apple")
    found = await indexes.dense.nearest(seen, vector, 3)
    known = {**await base.texts(), **await other.texts()}
    assert [known[id_] for id_ in found.ids.tolist()] == ["apple", "apple pie", "apple cake"]
    narrowed = [type(one)(one.snapshot, await other.ids("steel pipe")) for one in seen]
    found = await indexes.dense.nearest(narrowed, vector, 3)
    assert [known[id_] for id_ in found.ids.tolist()] == ["steel pipe"]
    assert len((await indexes.dense.nearest([], vector, 3)).ids) == 0


async def test_bases_of_other_dimensions_lie_beside_each_other(
    base: StoredBase, database: Database, indexes: Indexes
) -> None:
    wide = await make_base(
        database, "wide", "apple tart", "tin can", model=HashingEmbeddings(300, "wide")
    )
    assert await wide.nearest(indexes, "apple tart", 1) == ["apple tart"]
    assert await base.nearest(indexes, "apple pie", 1) == ["apple pie"]


async def test_another_edition_with_another_model_answers_alone(
    base: StoredBase, indexes: Indexes
) -> None:
    before = await base.seen(indexes)
    old_vector = base.model.embed_query("apple pie")
    await base.switch(HashingEmbeddings(96, "other"), "apple anew", "tin can")
    assert await base.nearest(indexes, "apple anew", 5) == ["apple anew", "tin can"]
    assert (await base.seen(indexes)).snapshot.model == "other"
    # The old edition is a thing of the past, and what it still gives is not the new one's.
    found = await indexes.dense.nearest([before], old_vector, 5)
    assert set(found.ids.tolist()).isdisjoint((await base.texts()).keys())


async def test_a_process_holds_vectors_only_where_it_must(
    base: StoredBase, database: Database, indexes: Indexes
) -> None:
    snapshot = (await base.seen(indexes)).snapshot
    (changes,) = [each async for each in load_changes(database, base.id, None, 0)]
    assert (snapshot.generation is not None) == database.is_sqlite
    assert changes.vectors.shape == (len(FRUITS), 64 if database.is_sqlite else 0)
    assert snapshot.size == len(FRUITS)
