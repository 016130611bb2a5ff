"""Reciprocal rank fusion."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folioscope.features.search.fusion import fuse

RANKINGS = st.lists(st.lists(st.integers(0, 50), unique=True), min_size=1, max_size=4)


def test_first_in_every_ranking_scores_one() -> None:
    [(best, score)] = fuse([[7, 1], [7, 2]], 1)

    assert best == 7
    assert score == pytest.approx(1.0)


def test_two_good_places_beat_one_best_place() -> None:
    assert fuse([[1, 2], [3, 2]], 3)[0][0] == 2


@given(RANKINGS, st.integers(1, 20))
def test_the_order_holds_only_what_was_ranked_once_best_first(
    rankings: list[list[int]], k: int
) -> None:
    fused = fuse(rankings, k)
    ids = [id_ for id_, _ in fused]
    scores = [score for _, score in fused]

    assert len(ids) == len(set(ids)) <= k
    assert set(ids) <= {id_ for ranking in rankings for id_ in ranking}
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1.0000001 for score in scores)
