"""What every way of comparing vectors keeps to, whatever it is made of."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest
from numpy.typing import NDArray

from folioscope.backends.vectors.port import DimensionsDiffer, VectorsNotFinite
from folioscope.features.knowledge.service import delete_base
from folioscope.platform.database.engine import Database
from folioscope.platform.indexes.changes import Changes
from folioscope.platform.indexes.serve import Indexes
from folioscope.platform.indexes.snapshot import Seen
from folioscope.platform.principal import LOCAL
from tests.backends.vector_places import FEW, Directions, Open, VectorPlace
from tests.platform.indexes.stored_chunks import StoredBase, make_base

RECALL = 0.97
MANY = 10_000


class Exact:
    """What comparing every vector gives."""

    def __init__(self, vectors: NDArray[np.float32]) -> None:
        self.vectors = vectors

    def best(self, query: NDArray[np.float32], k: int, among: NDArray[np.int64]) -> set[int]:
        scores = self.vectors[among] @ query
        return set(among[np.argsort(-scores)[:k]].tolist())


async def test_it_finds_what_comparing_all_finds_under_every_filter(
    place: VectorPlace, indexes: Indexes, database: Database
) -> None:
    model = Directions()
    texts = [str(number) for number in range(MANY)]
    base = await make_base(database, "many", *texts, model=model)
    await place.until_ready(base, indexes)
    exact = Exact(model.embed_passages(texts))
    random = np.random.default_rng(1)
    ids = np.sort(await base.ids(*texts))
    snapshot = (await base.seen(indexes)).snapshot
    for share in (1, MANY // 10, MANY // 2, MANY):
        among = np.sort(random.choice(MANY, share, replace=False))
        seen = Seen(snapshot, None if share == MANY else ids[among])
        found_of_best = []
        for number in range(30):
            query = model.embed_query(f"query {number}")
            found = await indexes.dense.nearest([seen], query, 10)
            places = set(np.searchsorted(ids, found.ids).tolist())
            best = exact.best(query, 10, among)
            assert len(found.ids) == len(places) == len(best)
            assert list(found.scores) == sorted(found.scores, reverse=True)
            found_of_best.append(len(places & best) / len(best))
        assert np.mean(found_of_best) >= RECALL, share


async def test_scores_are_inner_products(base: StoredBase, indexes: Indexes) -> None:
    query = base.model.embed_query("another")
    found = await indexes.dense.nearest([await base.seen(indexes)], query, 5)
    texts = await base.texts()
    vectors = base.model.embed_passages([texts[id_] for id_ in found.ids.tolist()])
    assert found.scores == pytest.approx(vectors @ query, abs=2e-3)


async def test_what_is_removed_is_gone_at_once_and_others_take_its_place(
    base: StoredBase, indexes: Indexes
) -> None:
    assert await base.nearest(indexes, "7", 1) == ["7"]
    await base.remove("7")
    assert "7" not in await base.nearest(indexes, "7", 10)
    await base.remove(*FEW[8:])
    assert set(await base.nearest(indexes, "7", 10)) == set(FEW[:7])


async def test_what_is_added_is_found_at_once(base: StoredBase, indexes: Indexes) -> None:
    await base.nearest(indexes, "new", 1)
    await base.add("new", "newer")
    assert await base.nearest(indexes, "new", 1) == ["new"]
    assert await base.nearest(indexes, "newer", 1, "newer", "1", "2") == ["newer"]


async def test_an_older_snapshot_does_not_see_what_came_later(
    base: StoredBase, indexes: Indexes
) -> None:
    before = await base.seen(indexes)
    await base.add("new")
    await base.nearest(indexes, "new", 1)
    query = base.model.embed_query("new")
    (new,) = await base.ids("new")
    found = await indexes.dense.nearest([before], query, 10)
    assert new not in found.ids
    assert len(found.ids) == 10


async def test_ids_that_are_not_there_are_no_filter_to_fail_on(
    base: StoredBase, indexes: Indexes
) -> None:
    snapshot = (await base.seen(indexes)).snapshot
    query = base.model.embed_query("1")
    (one,) = await base.ids("1")
    strange = Seen(snapshot, np.array([one, 10**12], np.int64))
    assert (await indexes.dense.nearest([strange], query, 3)).ids.tolist() == [one]
    nothing = Seen(snapshot, np.empty(0, np.int64))
    assert len((await indexes.dense.nearest([nothing], query, 3)).ids) == 0


async def test_an_empty_base_answers_nothing_and_grows(
    database: Database, indexes: Indexes
) -> None:
    empty = await make_base(database, "empty", model=Directions())
    assert await empty.nearest(indexes, "1", 3) == []
    await empty.add("1")
    assert await empty.nearest(indexes, "1", 3) == ["1"]
    await empty.remove("1")
    assert await empty.nearest(indexes, "1", 3) == []
    await empty.add("2")
    assert await empty.nearest(indexes, "1", 3) == ["2"]


async def test_a_query_of_other_dimensions_is_refused_by_name(
    base: StoredBase, indexes: Indexes
) -> None:
    seen = await base.seen(indexes)
    with pytest.raises(DimensionsDiffer, match="48"):
        await indexes.dense.nearest([seen], Directions(48).embed_query("1"), 3)
    assert await base.nearest(indexes, "1", 1) == ["1"]


@pytest.mark.parametrize("number", [np.nan, np.inf])
async def test_a_query_that_is_no_vector_is_refused_by_name(
    base: StoredBase, indexes: Indexes, number: float
) -> None:
    query = base.model.embed_query("1")
    query[3] = number
    with pytest.raises(VectorsNotFinite):
        await indexes.dense.nearest([await base.seen(indexes)], query, 3)
    assert await base.nearest(indexes, "1", 1) == ["1"]


async def test_vectors_that_do_not_fit_are_not_taken(base: StoredBase, indexes: Indexes) -> None:
    held = (await base.seen(indexes)).snapshot.generation
    if held is None:
        pytest.skip("the database refuses them")

    def bringing(vectors: NDArray[np.float32]) -> Changes:
        ids = np.arange(1_000, 1_000 + len(vectors))
        return Changes(
            base.id, "", 1, 2, ids, vectors, ("",) * len(ids), (None,) * len(ids), frozenset()
        )

    with pytest.raises(VectorsNotFinite):
        held.extended(bringing(np.full((2, 32), np.nan, np.float32)))
    with pytest.raises(DimensionsDiffer):
        held.extended(bringing(np.ones((2, 31), np.float32)))
    assert await base.nearest(indexes, "1", 1) == ["1"]


async def test_bases_and_editions_are_apart(
    base: StoredBase, database: Database, indexes: Indexes
) -> None:
    other = await make_base(database, "other", "1", "2", model=Directions(48, "wide"))
    assert await other.nearest(indexes, "1", 5) == ["1", "2"]
    assert await base.nearest(indexes, "1", 1) == ["1"]
    before = await base.seen(indexes)
    await base.switch(Directions(24, "narrow"), "1", "anew")
    assert set(await base.nearest(indexes, "anew", 5)) == {"1", "anew"}
    assert before.snapshot.edition < (await base.seen(indexes)).snapshot.edition
    assert await other.nearest(indexes, "2", 1) == ["2"]


async def test_bases_of_one_model_are_one_order(
    base: StoredBase, database: Database, indexes: Indexes
) -> None:
    other = await make_base(database, "other", "a", "b", model=Directions())
    seen = [await base.seen(indexes), await other.seen(indexes)]
    query = base.model.embed_query("b")
    found = await indexes.dense.nearest(seen, query, 302)
    assert set(found.ids.tolist()) == {*await base.texts(), *await other.texts()}
    assert found.ids[0] == (await other.ids("b"))[0]
    assert list(found.scores) == sorted(found.scores, reverse=True)


async def test_who_opens_it_again_finds_what_happened_meanwhile(
    base: StoredBase, place: VectorPlace
) -> None:
    first = place.open()
    assert await base.nearest(first, "7", 1) == ["7"]
    await first.aclose()
    await base.remove("7", "8")
    await base.add("new")
    second = place.open()
    assert await base.nearest(second, "new", 1) == ["new"]
    assert {"7", "8"}.isdisjoint(await base.nearest(second, "7", 50))
    assert len(await base.nearest(second, "7", 500)) == 299
    await second.aclose()


async def test_a_base_that_is_deleted_leaves_the_others(
    base: StoredBase, database: Database, indexes: Indexes
) -> None:
    other = await make_base(database, "other", "a", "b", model=Directions())
    await other.nearest(indexes, "a", 1)
    async with database.write() as session:
        await delete_base(session, LOCAL, other.id)
    indexes.forget(other.id)
    assert await base.nearest(indexes, "1", 1) == ["1"]


async def test_several_search_and_add_to_one_base(
    base: StoredBase, shared: VectorPlace, opened: Open
) -> None:
    async def adding(indexes: Indexes, name: str) -> None:
        for number in range(5):
            await base.add(f"{name} {number}")
            assert await base.nearest(indexes, f"{name} {number}", 1) == [f"{name} {number}"]

    ones = [opened() for _ in range(2)]
    await asyncio.gather(adding(ones[0], "left"), adding(ones[1], "right"))
    for indexes in ones:
        assert await base.nearest(indexes, "left 4", 1) == ["left 4"]
        assert await base.nearest(indexes, "right 4", 1) == ["right 4"]
        assert len(await base.nearest(indexes, "1", 500)) == 310
