"""Generations, deltas and removals as one view of a base."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.scripted_embeddings import HashingEmbeddings

from folioscope.backends.registry import load
from folioscope.backends.vectors.port import VectorIndexBuilder
from folioscope.platform.indexes.serve import Indexes
from folioscope.platform.indexes.snapshot import Changes, Snapshot, build, extend

MODEL = HashingEmbeddings()
MAKE: VectorIndexBuilder = load("vectors", "faiss")


def changes(
    texts: dict[int, str], *, revision: int, removed: Sequence[int] = (), edition: int = 1
) -> Changes:
    return Changes(
        edition=edition,
        revision=revision,
        ids=np.array(list(texts), np.int64),
        vectors=MODEL.embed_passages(list(texts.values())),
        texts=tuple(texts.values()),
        removed=frozenset(removed),
    )


def vector(text: str) -> NDArray[np.float32]:
    return MODEL.embed_query(text)


@pytest.fixture
def base() -> Snapshot:
    return build(changes({1: "apple pie", 2: "rust code", 3: "apple cake"}, revision=1), MAKE)


def test_the_nearest_come_best_first(base: Snapshot) -> None:
    found = base.nearest(vector("apple pie"), 3, None)

    assert found.ids[0] == 1
    assert found.scores[0] == pytest.approx(1, abs=1e-3)
    assert list(found.scores) == sorted(found.scores, reverse=True)


def test_what_was_added_is_found_beside_the_generation(base: Snapshot) -> None:
    longer = extend(base, changes({9: "plum jam"}, revision=2))

    assert longer.nearest(vector("plum jam"), 1, None).ids.tolist() == [9]
    assert [id_ for id_, _ in longer.view.search("plum", 5, None)] == [9]
    assert longer.main is base.main


def test_what_was_removed_is_gone_and_others_take_its_place(base: Snapshot) -> None:
    shorter = extend(base, changes({}, revision=2, removed=[1]))

    assert 1 not in shorter.nearest(vector("apple pie"), 3, None).ids
    assert len(shorter.nearest(vector("apple pie"), 2, None).ids) == 2
    assert [id_ for id_, _ in shorter.view.search("apple", 5, None)] == [3]


def test_a_chunk_of_the_delta_can_be_removed_too(base: Snapshot) -> None:
    longer = extend(base, changes({9: "plum jam"}, revision=2))
    shorter = extend(longer, changes({}, revision=3, removed=[9]))

    assert 9 not in shorter.nearest(vector("plum jam"), 5, None).ids
    assert shorter.view.search("plum", 5, None) == []


def test_a_snapshot_never_sees_later_changes(base: Snapshot) -> None:
    extend(base, changes({9: "apple apple"}, revision=2, removed=[1]))

    assert 1 in base.nearest(vector("apple pie"), 5, None).ids
    assert {id_ for id_, _ in base.view.search("apple", 5, None)} == {1, 3}


def test_only_allowed_chunks_are_found(base: Snapshot) -> None:
    longer = extend(base, changes({9: "apple jam"}, revision=2))
    allowed = np.array([3, 9], np.int64)

    assert set(longer.nearest(vector("apple pie"), 5, allowed).ids) == {3, 9}
    assert {id_ for id_, _ in longer.view.search("apple", 5, allowed)} == {3, 9}
    assert len(longer.nearest(vector("apple"), 5, np.array([], np.int64)).ids) == 0


def test_an_empty_base_answers_nothing_and_can_grow() -> None:
    empty = build(changes({}, revision=0), MAKE)

    assert len(empty.nearest(vector("apple"), 3, None).ids) == 0
    assert empty.view.search("apple", 3, None) == []
    grown = extend(extend(empty, changes({}, revision=1)), changes({4: "apple"}, revision=2))
    assert grown.nearest(vector("apple"), 3, None).ids.tolist() == [4]


HARD = ["C++", "node.js", "O'Brien", '"', "AND OR NOT", "a:b", "(", "😀", "\x00", " ", "x" * 10_000]


@pytest.mark.parametrize("text", [*HARD, "*", "~2", "text:apple^3", "[a TO b]", "\\"])
def test_any_text_is_a_legal_query(base: Snapshot, text: str) -> None:
    assert isinstance(base.view.search(text, 3, None), list)


def test_languages_that_differ_in_a_sign_are_told_apart() -> None:
    texts = {1: "writes C++ daily", 2: "writes C# daily", 3: "vitamin C daily"}
    view = build(changes(texts, revision=1), MAKE).view

    assert [view.search(text, 3, None)[0][0] for text in ("C++", "C#")] == [1, 2]
    assert len(view.search("c++", 3, None)) == 1


def test_accents_and_case_do_not_matter_to_words() -> None:
    view = build(changes({1: "Développeur à Orléans"}, revision=1), MAKE).view

    assert view.search("developpeur ORLEANS", 3, None)[0][0] == 1


class Rows:
    """What a database would answer, and how often it was asked for everything."""

    def __init__(self, texts: dict[int, str]) -> None:
        self.texts = texts
        self.added_at = dict.fromkeys(texts, 1)
        self.removed: dict[int, list[int]] = {}
        self.edition, self.revision, self.full_loads = 1, 1, 0

    def add(self, id_: int, text: str) -> None:
        self.revision += 1
        self.texts[id_], self.added_at[id_] = text, self.revision

    def remove(self, id_: int) -> None:
        self.revision += 1
        del self.texts[id_]
        self.removed[self.revision] = [id_]

    async def load(self, base_id: str, edition: int | None, revision: int) -> Changes:
        since = revision if edition == self.edition else 0
        self.full_loads += not since
        texts = {id_: text for id_, text in self.texts.items() if self.added_at[id_] > since}
        gone = [id_ for at, ids in self.removed.items() if at > since > 0 for id_ in ids]
        return changes(texts, revision=self.revision, removed=gone, edition=self.edition)


async def test_a_search_sees_every_change_that_is_in_the_row() -> None:
    rows = Rows({1: "apple", 2: "pear"})
    indexes = Indexes(rows.load, MAKE)
    for number in range(3, 8):
        rows.add(number, f"fruit{number}")
        snapshot = await indexes.snapshot("b", rows.edition, rows.revision)
        assert [id_ for id_, _ in snapshot.view.search(f"fruit{number}", 3, None)] == [number]
    rows.remove(4)
    snapshot = await indexes.snapshot("b", rows.edition, rows.revision)
    assert 4 not in snapshot.nearest(vector("fruit4"), 10, None).ids
    assert rows.full_loads == 1


async def test_many_changes_make_a_new_generation() -> None:
    rows = Rows({1: "apple"})
    indexes = Indexes(rows.load, MAKE)
    first = await indexes.snapshot("b", 1, rows.revision)
    for number in range(2, 400):
        rows.add(number, f"fruit{number}")
    second = await indexes.snapshot("b", 1, rows.revision)

    assert len(first.main) == 1
    assert len(second.main) == 399
    assert len(second.delta_ids) == 0


async def test_a_new_edition_replaces_the_old_one_as_a_whole() -> None:
    rows = Rows({1: "apple"})
    indexes = Indexes(rows.load, MAKE)
    await indexes.snapshot("b", 1, 1)
    rows.texts, rows.added_at = {50: "apple anew"}, {50: 2}
    rows.edition, rows.revision = 2, 2
    snapshot = await indexes.snapshot("b", 2, 2)

    assert snapshot.nearest(vector("apple"), 5, None).ids.tolist() == [50]
