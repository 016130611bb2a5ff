"""Late interaction: each token of the query finds its likest among those of a passage."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from folioscope.backends.bert.port import TextTokens, TokenVectors
from folioscope.backends.rerankers.port import Scores


class LateInteraction:
    """Compares tokens by the vectors of an embedding model, and needs no model of its own.

    The score is a mean over the tokens of the query, the rarer the weightier, of the cosine to
    the likest token of the passage. ``model`` is loaded when it is first needed.
    """

    name = "late-interaction"
    # Chosen by bench/rerank.py: its order alone is worse than that of the search.
    weight = 0.3

    def __init__(self, model: Callable[[], TokenVectors]) -> None:
        self._model = model

    @property
    def languages(self) -> frozenset[str] | None:
        """The languages it understands, as ISO 639-1 names them; None if it is meant for many."""
        return self._model().languages

    def scores(self, query: str, passages: Sequence[str]) -> Scores:
        """One score a passage, in the order given; higher is better, only their order counts."""
        asked, *told = self._model().token_vectors([query, *passages])
        return np.array([_likeness(asked, passage) for passage in told], np.float32)


def _likeness(asked: TextTokens, passage: TextTokens) -> float:
    if not len(asked.vectors) or not len(passage.vectors):
        return 0.0
    likest = (asked.vectors @ passage.vectors.T).max(axis=1)
    return float(np.average(likest, weights=asked.weights))
