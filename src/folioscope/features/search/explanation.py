"""Why a passage is where it is: its place after each step of a search."""

from __future__ import annotations

from dataclasses import dataclass

from folioscope.features.search.fusion import Fused, Place


@dataclass(frozen=True, slots=True)
class Judged:
    """What a reranker made of a passage; ``before`` and ``after`` are ranks from 1."""

    name: str
    score: float
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """The places of one hit.

    ``meaning`` is that among the passages nearest to the query, with the cosine that ``model``
    gives it; ``words`` that among those with its words, with BM25; ``fused`` that of the two
    together, where meaning made up at most ``trust`` of the score. ``held_back`` tells that its
    document had as many hits before it as it may have.
    """

    model: str
    meaning: Place | None
    words: Place | None
    fused: Place
    trust: float
    rerank: Judged | None
    held_back: bool


def explain(
    rank: int, fused: Fused, model: str, judged: Judged | None, *, held_back: bool
) -> Explanation:
    """What is known of a passage, ``rank`` being its place in the fused order."""
    return Explanation(
        model=model,
        meaning=_rounded(fused.meaning),
        words=_rounded(fused.words),
        fused=Place(rank, round(fused.score, 6)),
        trust=round(fused.trust, 6),
        rerank=judged,
        held_back=held_back,
    )


def _rounded(place: Place | None) -> Place | None:
    return None if place is None else Place(place.rank, round(place.score, 6))
