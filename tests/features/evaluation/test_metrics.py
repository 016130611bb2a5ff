"""The measures, against values worked out by hand."""

from __future__ import annotations

from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folioscope.features.evaluation.metrics import (
    Counts,
    abstentions,
    mean,
    ndcg,
    percentile,
    recall,
    reciprocal_rank,
)

NONE: frozenset[int] = frozenset()
RANKING = [NONE, frozenset({1}), frozenset({1}), frozenset({0, 2}), NONE]
rankings = st.lists(st.frozensets(st.integers(0, 4)), max_size=12)


def test_recall_counts_each_target_once() -> None:
    assert recall(RANKING, 4, 1) == 0
    assert recall(RANKING, 4, 3) == 0.25
    assert recall(RANKING, 4, 10) == 0.75


def test_the_reciprocal_rank_is_that_of_the_first_place_with_a_target() -> None:
    assert reciprocal_rank(RANKING) == 0.5
    assert reciprocal_rank([NONE]) == 0


def test_ndcg_gains_where_a_target_comes_first() -> None:
    ideal = 1 + 1 / log2(3)
    assert ndcg([NONE, frozenset({0}), frozenset({1})], 2, 10) == pytest.approx(
        (1 / log2(3) + 1 / log2(4)) / ideal
    )
    assert ndcg([frozenset({0}), frozenset({1})], 2, 10) == pytest.approx(1)
    assert ndcg([frozenset({0}), frozenset({0})], 1, 10) == pytest.approx(1)
    assert ndcg([NONE, frozenset({0})], 1, 1) == 0


@given(rankings, st.integers(1, 12))
def test_measures_are_shares_and_grow_with_depth(ranking: list[frozenset[int]], k: int) -> None:
    assert 0 <= ndcg(ranking, 5, k) <= 1
    assert 0 <= recall(ranking, 5, k) <= recall(ranking, 5, k + 1) <= 1
    assert 0 <= reciprocal_rank(ranking) <= 1


def test_abstaining_is_right_where_there_is_no_answer() -> None:
    counts = abstentions([(True, True), (True, True), (True, False), (False, True), (False, False)])
    assert counts == Counts(right=2, wrong=1, missed=1, total=5)
    assert counts.accuracy == pytest.approx(0.6)
    assert counts.f1 == pytest.approx(4 / 6)


def test_nothing_to_abstain_from_has_no_f1() -> None:
    assert abstentions([(False, False)]).f1 is None
    assert abstentions([]).accuracy is None


def test_means_and_percentiles_leave_out_what_is_not_known() -> None:
    assert mean([1.0, None, 2.0]) == 1.5
    assert mean([None]) is None
    assert percentile([30.0, None, 10.0, 20.0], 0.5) == 20.0
    assert percentile([30.0, 10.0, 20.0], 0.95) == 30.0
    assert percentile([10.0, 20.0], 0.5) == 10.0
    assert percentile(map(float, range(1, 21)), 0.95) == 19.0
    assert percentile([], 0.5) is None
