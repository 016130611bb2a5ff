"""Generations, deltas and removals as one view of a base."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import numpy as np
import pytest

from folioscope.backends.registry import load
from folioscope.backends.vectors.port import Ids, Ranking, VectorsUnavailable
from folioscope.platform.indexes.changes import Changes
from folioscope.platform.indexes.dense import DenseInMemory
from folioscope.platform.indexes.generation import Generation
from folioscope.platform.indexes.serve import Indexes
from folioscope.platform.indexes.snapshot import Building, Snapshot, extend
from tests.platform.indexes.scripted_rows import MODEL, Rows, changes

DENSE = DenseInMemory(load("vectors", "faiss"))


def built(told: Changes) -> Snapshot:
    building = Building(DENSE.gather(), None)
    building.add(told)
    return building.done(told)


def generation(snapshot: Snapshot) -> Generation:
    assert isinstance(snapshot.generation, Generation)
    return snapshot.generation


def nearest(snapshot: Snapshot, text: str, k: int, allowed: Ids | None = None) -> Ranking:
    return generation(snapshot).nearest(MODEL.embed_query(text), k, allowed)


@pytest.fixture
def base() -> Snapshot:
    return built(changes({1: "apple pie", 2: "rust code", 3: "apple cake"}, revision=1))


def test_the_nearest_come_best_first(base: Snapshot) -> None:
    found = nearest(base, "apple pie", 3)

    assert found.ids[0] == 1
    assert found.scores[0] == pytest.approx(1, abs=1e-3)
    assert list(found.scores) == sorted(found.scores, reverse=True)


def test_what_was_added_is_found_beside_the_generation(base: Snapshot) -> None:
    longer = extend(base, changes({9: "plum jam"}, revision=2))

    assert nearest(longer, "plum jam", 1).ids.tolist() == [9]
    assert longer.view.search("plum", 5, None).ids.tolist() == [9]
    assert generation(longer).main is generation(base).main


def test_what_was_removed_is_gone_and_others_take_its_place(base: Snapshot) -> None:
    shorter = extend(base, changes({}, revision=2, removed=[1]))

    assert 1 not in nearest(shorter, "apple pie", 3).ids
    assert len(nearest(shorter, "apple pie", 2).ids) == 2
    assert shorter.view.search("apple", 5, None).ids.tolist() == [3]


def test_a_chunk_of_the_delta_can_be_removed_too(base: Snapshot) -> None:
    longer = extend(base, changes({9: "plum jam"}, revision=2))
    shorter = extend(longer, changes({}, revision=3, removed=[9]))

    assert 9 not in nearest(shorter, "plum jam", 5).ids
    assert shorter.view.search("plum", 5, None).ids.size == 0


def test_a_snapshot_never_sees_later_changes(base: Snapshot) -> None:
    extend(base, changes({9: "apple apple"}, revision=2, removed=[1]))

    assert 1 in nearest(base, "apple pie", 5).ids
    assert set(base.view.search("apple", 5, None).ids.tolist()) == {1, 3}


def test_only_allowed_chunks_are_found(base: Snapshot) -> None:
    longer = extend(base, changes({9: "apple jam"}, revision=2))
    allowed = np.array([3, 9], np.int64)

    assert set(nearest(longer, "apple pie", 5, allowed).ids) == {3, 9}
    assert set(longer.view.search("apple", 5, allowed).ids.tolist()) == {3, 9}
    assert len(nearest(longer, "apple", 5, np.array([], np.int64)).ids) == 0


def test_an_empty_base_answers_nothing_and_can_grow() -> None:
    empty = built(changes({}, revision=0))

    assert len(nearest(empty, "apple", 3).ids) == 0
    assert empty.view.search("apple", 3, None).ids.size == 0
    grown = extend(extend(empty, changes({}, revision=1)), changes({4: "apple"}, revision=2))
    assert nearest(grown, "apple", 3).ids.tolist() == [4]


HARD = ["C++", "node.js", "O'Brien", '"', "AND OR NOT", "a:b", "(", "😀", "\x00", " ", "x" * 10_000]


@pytest.mark.parametrize("text", [*HARD, "*", "~2", "text:apple^3", "[a TO b]", "\\"])
def test_any_text_is_a_legal_query(base: Snapshot, text: str) -> None:
    assert isinstance(base.view.search(text, 3, None), Ranking)


def test_languages_that_differ_in_a_sign_are_told_apart() -> None:
    texts = {1: "writes C++ daily", 2: "writes C# daily", 3: "vitamin C daily"}
    view = built(changes(texts, revision=1)).view

    assert [view.search(text, 3, None).ids[0] for text in ("C++", "C#")] == [1, 2]
    assert len(view.search("c++", 3, None).ids) == 1


def test_accents_and_case_do_not_matter_to_words() -> None:
    view = built(changes({1: "Développeur à Orléans"}, revision=1)).view

    assert view.search("developpeur ORLEANS", 3, None).ids[0] == 1


async def test_a_search_sees_every_change_that_is_in_the_row() -> None:
    rows = Rows({1: "apple", 2: "pear"})
    indexes = Indexes(rows.load, DENSE)
    for number in range(3, 8):
        rows.add(number, f"fruit{number}")
        snapshot = await indexes.snapshot("b", rows.edition, rows.revision)
        assert snapshot.view.search(f"fruit{number}", 3, None).ids.tolist() == [number]
    rows.remove(4)
    snapshot = await indexes.snapshot("b", rows.edition, rows.revision)
    assert 4 not in nearest(snapshot, "fruit4", 10).ids
    assert rows.full_loads == 1


async def test_many_changes_make_a_new_generation() -> None:
    rows = Rows({1: "apple"})
    indexes = Indexes(rows.load, DENSE)
    first = await indexes.snapshot("b", 1, rows.revision)
    for number in range(2, 400):
        rows.add(number, f"fruit{number}")
    second = await indexes.snapshot("b", 1, rows.revision)

    assert len(generation(first).main) == 1
    assert len(generation(second).main) == 399
    assert generation(second).delta.count == 0


async def test_a_new_edition_replaces_the_old_one_as_a_whole() -> None:
    rows = Rows({1: "apple"})
    indexes = Indexes(rows.load, DENSE)
    await indexes.snapshot("b", 1, 1)
    rows.texts, rows.added_at = {50: "apple anew"}, {50: 2}
    rows.edition, rows.revision = 2, 2
    snapshot = await indexes.snapshot("b", 2, 2)

    assert nearest(snapshot, "apple", 5).ids.tolist() == [50]


async def test_a_worn_generation_is_built_anew_while_searches_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("folioscope.platform.indexes.generation.REBUILD_MINIMUM", 2)
    rows = Rows({number: f"apple{number}" for number in range(1, 9)})
    gate = asyncio.Event()

    async def load(
        base_id: str, edition: int | None, revision: int
    ) -> AsyncGenerator[Changes, None]:
        if edition is None and rows.revision > 1:
            await gate.wait()
        async for one in rows.load(base_id, edition, revision):
            yield one

    indexes = Indexes(load, DENSE)
    await indexes.snapshot("b", 1, 1)
    for number in range(9, 15):
        rows.add(number, f"plum{number}")
        snapshot = await indexes.snapshot("b", 1, rows.revision)
        assert snapshot.view.search(f"plum{number}", 3, None).ids.tolist() == [number]
        assert (len(generation(snapshot).main), generation(snapshot).delta.count) == (8, number - 8)
    gate.set()
    await indexes.settled()
    fresh = await indexes.snapshot("b", 1, rows.revision)
    assert (len(generation(fresh).main), generation(fresh).delta.count) == (14, 0)
    assert nearest(fresh, "plum14", 1).ids.tolist() == [14]
    await indexes.aclose()


async def test_a_failed_build_behind_searches_harms_none_of_them(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("folioscope.platform.indexes.generation.REBUILD_MINIMUM", 0)
    rows = Rows({1: "apple", 2: "pear"})

    async def load(
        base_id: str, edition: int | None, revision: int
    ) -> AsyncGenerator[Changes, None]:
        if edition is None and rows.revision > 1:
            raise VectorsUnavailable("The database rests.")
        async for one in rows.load(base_id, edition, revision):
            yield one

    indexes = Indexes(load, DENSE)
    await indexes.snapshot("b", 1, 1)
    rows.add(3, "plum")
    for _ in range(3):
        snapshot = await indexes.snapshot("b", 1, 2)
        await indexes.settled()
        assert snapshot.view.search("plum", 3, None).ids.tolist() == [3]
    assert [record.message for record in caplog.records] == [
        "new indexes of b waits: The database rests."
    ]
    await indexes.aclose()


def test_two_snapshots_made_of_one_do_not_see_what_the_other_got(base: Snapshot) -> None:
    grown = extend(base, changes({9: "plum jam"}, revision=2))
    one = generation(grown).extended(changes({10: "fig jam"}, revision=3))
    other = generation(grown).extended(changes({11: "cherry jam"}, revision=3))
    assert one.delta.ids.tolist() == [9, 10]
    assert other.delta.ids.tolist() == [9, 11]
    vector = MODEL.embed_query("fig jam")
    assert one.nearest(vector, 1, None).ids.tolist() == [10]
    assert other.nearest(vector, 9, None).ids.tolist().count(10) == 0
