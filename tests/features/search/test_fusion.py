"""Reciprocal rank fusion."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from folioscope.backends.vectors.port import Ranking
from folioscope.features.search.fusion import ByMeaning, Fused, fuse

IDS = st.lists(st.integers(0, 50), unique=True)


def fused(meaning: list[int], words: list[int], k: int) -> list[Fused]:
    """The orders as one, each with scores that fall."""
    return fuse([ByMeaning(ranking(meaning), None)], [ranking(words)], k)


def ranking(ids: list[int]) -> Ranking:
    """An order with scores that fall."""
    return Ranking(np.array(ids, np.int64), np.linspace(0.9, 0.5, len(ids), dtype=np.float32))


def test_first_in_every_ranking_scores_one() -> None:
    [best] = fused([7, 1], [7, 2], 1)

    assert best.id == 7
    assert best.score == pytest.approx(1.0)


def test_two_good_places_beat_one_best_place() -> None:
    assert fused([1, 2], [3, 2], 3)[0].id == 2


@given(IDS, IDS, st.integers(1, 20))
def test_the_order_holds_only_what_was_ranked_once_best_first(
    meaning: list[int], words: list[int], k: int
) -> None:
    found = fused(meaning, words, k)
    ids = [each.id for each in found]
    scores = [each.score for each in found]

    assert len(ids) == len(set(ids)) <= k
    assert set(ids) <= {*meaning, *words}
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1.0000001 for score in scores)
