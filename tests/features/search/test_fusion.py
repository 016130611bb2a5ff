"""One order out of several, by scores that mean the same in every query."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from folioscope.backends.vectors.port import Ranking
from folioscope.features.search.fusion import TRUST, ByMeaning, ByWords, Fused, Place, fuse

SCORED = st.dictionaries(st.integers(0, 50), st.floats(0, 1, width=32), max_size=20)
DEPTH = 100


def ranking(scores: Mapping[int, float]) -> Ranking:
    """The ids with their scores, best first."""
    best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    return Ranking(
        np.array([id_ for id_, _ in best], np.int64),
        np.array([score for _, score in best], np.float32),
    )


def fused(
    meaning: Mapping[int, float],
    words: Mapping[int, float],
    *,
    understands: bool | None = True,
    attainable: float = 1.0,
    depth: int = DEPTH,
) -> list[Fused]:
    """One model and one base."""
    by_meaning = ByMeaning(ranking(meaning), understands)
    return fuse([by_meaning], ByWords([ranking(words)], attainable), depth)


def ids(found: list[Fused]) -> list[int]:
    return [each.id for each in found]


def test_a_passage_that_is_perfect_both_ways_scores_one() -> None:
    [best, _] = fused({7: 1.0, 1: 0.2}, {7: 1.0})

    assert best.id == 7
    assert best.score == pytest.approx(1.0)


def test_a_passage_with_all_words_comes_before_one_that_is_only_alike() -> None:
    assert ids(fused({1: 0.6, 2: 0.3}, {2: 0.5})) == [2, 1]


def test_likeness_decides_where_words_find_little() -> None:
    assert ids(fused({1: 0.6, 2: 0.1}, {2: 0.1})) == [1, 2]


def test_a_model_that_does_not_know_the_language_counts_less() -> None:
    meaning, words = {1: 0.8, 2: 0.1}, {1: 0.05, 2: 0.22}

    assert ids(fused(meaning, words, understands=True)) == [1, 2]
    assert ids(fused(meaning, words, understands=False)) == [2, 1]


def test_without_a_known_word_the_order_is_that_of_meaning() -> None:
    found = fused({1: 0.4, 2: 0.7}, {}, attainable=0.0)

    assert ids(found) == [2, 1]
    assert found[0].score == pytest.approx(0.7)
    assert found[0].trust == 1.0


def test_without_a_model_the_order_is_that_of_words() -> None:
    found = fuse([], ByWords([ranking({1: 2.0, 2: 4.0})], 8.0), DEPTH)

    assert [(each.id, each.score) for each in found] == [(2, 0.5), (1, 0.25)]
    assert found[0].trust == 0.0


def test_models_are_compared_by_how_far_they_are_from_what_is_unrelated() -> None:
    near = ByMeaning(ranking({1: 0.80, 2: 0.76}), True, unrelated=0.75)
    far = ByMeaning(ranking({3: 0.60, 4: 0.10}), True, unrelated=0.05)

    found = fuse([near, far], ByWords([], 0.0), DEPTH)

    assert ids(found) == [3, 1, 4, 2]


def test_bases_are_compared_by_the_same_attainable_score() -> None:
    one, other = ranking({1: 6.0, 2: 1.0}), ranking({3: 3.0})

    assert ids(fuse([], ByWords([one, other], 10.0), DEPTH)) == [1, 3, 2]


def test_what_is_below_the_end_of_a_ranking_is_not_taken_for_unrelated() -> None:
    meaning = {1: 0.9, 2: 0.8}  # cut off after two
    words = {3: 0.25}

    assert ids(fused(meaning, words, depth=2)) == [3, 1, 2]
    assert ids(fused(meaning, words, depth=3)) == [1, 2, 3]


def test_each_passage_tells_its_places() -> None:
    [first, second] = fused({1: 0.5}, {1: 0.5, 2: 0.25})

    assert (first.meaning, first.words) == (Place(1, 0.5), Place(1, 0.5))
    assert (second.meaning, second.words) == (None, Place(2, 0.25))
    assert first.trust == pytest.approx(TRUST[True])


@given(SCORED, SCORED, st.sampled_from([True, False, None]), st.integers(1, 30))
def test_every_passage_is_there_once_best_first(
    meaning: Mapping[int, float], words: Mapping[int, float], understands: bool | None, depth: int
) -> None:
    found = fused(meaning, words, understands=understands, depth=max(depth, len(words)))
    scores = [each.score for each in found]

    assert sorted(ids(found)) == sorted({*meaning, *words})
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1.0000001 for score in scores)
