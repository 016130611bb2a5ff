"""The port for rerankers: query and passages in, how well each passage answers it out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
"""One number a passage; higher is better."""


class Reranker(Protocol):
    """Judges passages one by one beside the query, which costs far more than comparing vectors.

    ``scores`` is a plain function that may take long: call it off the event loop. An instance may
    be called from several threads at once.
    """

    @property
    def name(self) -> str:
        """What made the scores, as people may look it up."""
        ...

    @property
    def weight(self) -> float:
        """How much its scores count beside those it reranks, from 0 to 1, which leaves none."""
        ...

    @property
    def languages(self) -> frozenset[str] | None:
        """The languages it understands, as ISO 639-1 names them; None if it is meant for many."""
        ...

    def scores(self, query: str, passages: Sequence[str]) -> Scores:
        """One score a passage, in the order given; higher is better, only their order counts."""
        ...
