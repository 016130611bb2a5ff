"""One order of passages out of several: by meaning, of each model, and by words, of each base."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from folioscope.backends.vectors.port import Ranking


@dataclass(frozen=True, slots=True, eq=False)
class ByMeaning:
    """The passages nearest to the query, of all bases of one model.

    ``understands`` says whether the model knows the language of the query; None if nobody can say.
    """

    ranking: Ranking
    understands: bool | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands in a ranking, from 1, and its score there."""

    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class Fused:
    """A passage with its score between 0 and 1, and where it stood in the rankings."""

    id: int
    score: float
    meaning: Place | None
    words: Place | None


def fuse(meaning: Sequence[ByMeaning], words: Sequence[Ranking], k: int) -> list[Fused]:
    """The ``k`` best passages, best first; ties go to the smaller id."""
    by_meaning, by_words = _places([each.ranking for each in meaning]), _places(words)
    scores = {
        id_: sum(1 / (60 + each[id_].rank) for each in (by_meaning, by_words) if id_ in each)
        for id_ in by_meaning.keys() | by_words.keys()
    }
    best = sorted(scores, key=lambda id_: (-scores[id_], id_))[:k]
    return [
        Fused(id_, scores[id_] * 61 / 2, by_meaning.get(id_), by_words.get(id_)) for id_ in best
    ]


def _places(rankings: Sequence[Ranking]) -> dict[int, Place]:
    """All of them as one order, by score."""
    scored = [
        (float(score), int(id_))
        for ranking in rankings
        for id_, score in zip(ranking.ids, ranking.scores, strict=True)
    ]
    scored.sort(key=lambda item: (-item[0], item[1]))
    return {id_: Place(rank, score) for rank, (score, id_) in enumerate(scored, start=1)}
