"""Reciprocal rank fusion: one order out of several, by places and not by scores."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

CONSTANT = 60
"""Of Cormack, Clarke and Büttcher (SIGIR 2009): how little the first places stand out."""


def fuse(rankings: Sequence[Sequence[int]], k: int) -> list[tuple[int, float]]:
    """The ``k`` best ids with their fused scores, best first; ties go to the smaller id.

    The score is the sum of 1 / (60 + place), scaled so that first in every ranking is 1.
    """
    scores: defaultdict[int, float] = defaultdict(float)
    best = len(rankings) / (CONSTANT + 1)
    for ranking in rankings:
        for place, id_ in enumerate(ranking, start=1):
            scores[id_] += 1 / (CONSTANT + place) / best
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:k]
