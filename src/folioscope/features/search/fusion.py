"""One order of passages out of several: by meaning, of each model, and by words, of each base.

Ranks forget how good a passage is: with an English model on French text, reciprocal rank fusion
puts the best of a bad order beside the best of a good one. Here both halves have a scale that is
the same for all queries. That of words is the share of what could be reached by a passage that is
full of the query's words; that of meaning is how far a passage is from the unrelated ones. A half
that knows nothing says so by low scores.

How far meaning is trusted was chosen on one half of the questions of ten test sets; the figures
are of the other half (``docs/explanation/figures.md``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from folioscope.backends.vectors.port import Ranking, merged

TRUST: Mapping[bool | None, float] = {True: 0.25, None: 0.2, False: 0.15}
"""The weight of meaning beside words, by whether the model knows the language of the query."""

UNSEEN = 0.5
"""What is below the end of a ranking has this part of the last score in it."""


@dataclass(frozen=True, slots=True, eq=False)
class ByMeaning:
    """The passages nearest to the query, of all bases of one model.

    ``understands`` says whether the model knows the language of the query; None if nobody can say.
    ``unrelated`` is the cosine it gives to texts that have nothing to do with each other.
    """

    ranking: Ranking
    understands: bool | None
    unrelated: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class ByWords:
    """The passages with the words of the query, of each base.

    ``attainable`` is the score that none can exceed: 0 if no word of the query is known.
    """

    rankings: Sequence[Ranking]
    attainable: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands in a ranking, from 1, and its score there."""

    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class Fused:
    """A passage with its score between 0 and 1, and where it stood in the rankings.

    ``trust`` is the most that meaning could have given to the score; words give the rest.
    """

    id: int
    score: float
    meaning: Place | None
    words: Place | None
    trust: float


@dataclass(frozen=True, slots=True)
class _Part:
    """What one ranking gives to the scores, from 0 to ``most``.

    ``rest`` is for passages that are not in it.
    """

    points: Mapping[int, float]
    rest: float
    most: float


def fuse(
    meaning: Sequence[ByMeaning],
    words: ByWords,
    depth: int,
    trust: Mapping[bool | None, float] = TRUST,
) -> list[Fused]:
    """All passages of the rankings, best first; ties go to the smaller id.

    A ranking of ``depth`` passages is taken to be cut off there.
    """
    knows_words = words.attainable > 0
    by_words = merged(words.rankings, depth)
    said = _part(by_words, (0.0, words.attainable), 1.0 if knows_words else 0.0, depth)
    meant = _together(
        [_meant(each, depth, trust[each.understands] if knows_words else 0.5) for each in meaning]
    )
    meaning_of, words_of = _places([each.ranking for each in meaning]), _places([by_words])
    whole = said.most + meant.most or 1.0
    found = [
        Fused(
            id=id_,
            score=(said.points.get(id_, said.rest) + meant.points.get(id_, meant.rest)) / whole,
            meaning=meaning_of.get(id_),
            words=words_of.get(id_),
            trust=meant.most / whole,
        )
        for id_ in said.points.keys() | meant.points.keys()
    ]
    return sorted(found, key=lambda each: (-each.score, each.id))


def _meant(one: ByMeaning, depth: int, trust: float) -> _Part:
    """Beside words, which give up to 1."""
    return _part(one.ranking, (one.unrelated, 1.0), trust / (1 - trust), depth)


def _part(ranking: Ranking, scale: tuple[float, float], most: float, depth: int) -> _Part:
    low, high = scale
    scaled = (ranking.scores - low) / max(high - low, 1e-9)
    points = most * np.clip(scaled, 0.0, 1.0)
    rest = UNSEEN * float(points[-1]) if len(points) >= depth else 0.0
    return _Part(dict(zip(ranking.ids.tolist(), points.tolist(), strict=True)), rest, most)


def _together(parts: Sequence[_Part]) -> _Part:
    """The parts of several models; no passage has vectors of two."""
    return _Part(
        points={id_: points for part in parts for id_, points in part.points.items()},
        rest=min((part.rest for part in parts), default=0.0),
        most=max((part.most for part in parts), default=0.0),
    )


def _places(rankings: Sequence[Ranking]) -> dict[int, Place]:
    """Ranks among the passages of the same ranking."""
    return {
        id_: Place(rank, score)
        for ranking in rankings
        for rank, (id_, score) in enumerate(
            zip(ranking.ids.tolist(), ranking.scores.tolist(), strict=True), start=1
        )
    }
