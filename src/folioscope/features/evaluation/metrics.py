"""The measures of retrieval and of answers, as the field defines them.

A ranking is given as the targets (numbers from 0) that each place holds, best place first. Each
target counts once, at its first place, with a gain of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, log2

Ranking = Sequence[frozenset[int]]


def recall(ranking: Ranking, targets: int, k: int) -> float:
    """Share of the targets that stand in the first ``k`` places."""
    return len(frozenset[int]().union(*ranking[:k])) / targets


def reciprocal_rank(ranking: Ranking) -> float:
    """One over the first place that holds a target; 0 where none does."""
    places = (place for place, held in enumerate(ranking, start=1) if held)
    first = next(places, None)
    return 0.0 if first is None else 1 / first


def ndcg(ranking: Ranking, targets: int, k: int) -> float:
    """Normalised discounted cumulative gain of the first ``k`` places (Järvelin, Kekäläinen)."""
    seen: set[int] = set()
    gained = 0.0
    for place, held in enumerate(ranking[:k], start=1):
        fresh = held - seen
        seen |= fresh
        gained += len(fresh) / log2(place + 1)
    ideal = sum(1 / log2(place + 1) for place in range(1, min(targets, k) + 1))
    # One passage may hold several phrases, and so gain more than one place can give.
    return min(gained / ideal, 1.0)


@dataclass(frozen=True, slots=True)
class Counts:
    """Right and wrong abstentions: of the unanswerable, and of those that have an answer."""

    right: int
    wrong: int
    missed: int
    total: int

    @property
    def accuracy(self) -> float | None:
        """Share of the questions where abstaining, or answering, was right."""
        return None if not self.total else 1 - (self.wrong + self.missed) / self.total

    @property
    def f1(self) -> float | None:
        """F1 of abstaining; None where there was nothing to abstain from and nobody did."""
        told = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / told if told else None


def abstentions(outcomes: Iterable[tuple[bool, bool]]) -> Counts:
    """The counts over pairs: whether to abstain would be right, and whether that was done."""
    pairs = list(outcomes)
    return Counts(
        right=sum(should and did for should, did in pairs),
        wrong=sum(did and not should for should, did in pairs),
        missed=sum(should and not did for should, did in pairs),
        total=len(pairs),
    )


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of those that are known; None where none is."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def percentile(values: Iterable[float | None], share: float) -> float | None:
    """The value below which this share of the known ones lies (nearest rank)."""
    known = sorted(value for value in values if value is not None)
    return known[max(ceil(share * len(known)) - 1, 0)] if known else None
