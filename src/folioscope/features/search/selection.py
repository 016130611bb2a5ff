"""Which of the candidates become hits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from folioscope.features.search.duplicates import fold
from folioscope.features.search.hits import Hit


@dataclass(frozen=True, slots=True)
class Selection:
    """The best candidates, and those whose documents had as many before them as they may."""

    kept: list[Hit]
    held_back: list[Hit]


def select(candidates: Iterable[Hit], most_of_one: int | None) -> Selection:
    """Fold what says the same, then let each document have its say."""
    selection = Selection([], [])
    counts: Counter[str] = Counter()
    for hit in fold(candidates):
        counts[hit.document_id] += 1
        is_kept = most_of_one is None or counts[hit.document_id] <= most_of_one
        (selection.kept if is_kept else selection.held_back).append(hit)
    return selection
