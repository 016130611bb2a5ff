"""The best passages judged once more, one by one beside the query."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import numpy as np

from folioscope.backends.rerankers.port import Reranker, Scores
from folioscope.errors import BackendFailed, FolioscopeError
from folioscope.features.search.explanation import Judged
from folioscope.features.search.hits import Hit, Note
from folioscope.platform.indexes.languages import language_of

BEST = 20  # as many as are judged
NO_RERANKER = "no_reranker"
NOBODY = "The order is that of the search alone: no reranker is set (FOLIOSCOPE_RERANK)."


class RerankerFailed(BackendFailed):
    """A reranker that did not score every passage."""

    code = "reranker_failed"


async def rerank(
    reranker: Reranker | None, query: str, hits: Sequence[Hit]
) -> tuple[list[Hit], Mapping[str, Judged], list[Note]]:
    """The hits, the best of them in a new order, and what the reranker made of each, by id.

    Its scores count beside those of the search, as much as it says itself. If it fails, or does
    not know the language, the order stays; a failure is noted.
    """
    if reranker is None:
        return list(hits), {}, [Note(None, NO_RERANKER, NOBODY)]
    best = hits[:BEST]
    try:
        judged = await asyncio.to_thread(_judged, reranker, query, best) if best else {}
    except FolioscopeError as error:
        told = f"The order is that of the search alone: {error.message}"
        return list(hits), {}, [Note(None, error.code, told)]
    order = sorted(best, key=lambda hit: judged[hit.chunk_id].after) if judged else best
    return [*order, *hits[BEST:]], judged, []


def _judged(reranker: Reranker, query: str, hits: Sequence[Hit]) -> dict[str, Judged]:
    language = language_of(query)
    if not (language is None or reranker.languages is None or language in reranker.languages):
        return {}
    scores = reranker.scores(query, [hit.searchable for hit in hits])
    if scores.shape != (len(hits),) or not np.isfinite(scores).all():
        msg = f"{reranker.name} did not score every passage."
        raise RerankerFailed(msg)
    found = np.array([hit.score for hit in hits], np.float32)
    together = reranker.weight * _spread(scores) + (1 - reranker.weight) * _spread(found)
    order = np.argsort(-together, kind="stable")
    return {
        hits[at].chunk_id: Judged(reranker.name, round(float(scores[at]), 6), int(at) + 1, after)
        for after, at in enumerate(order, start=1)
    }


def _spread(scores: Scores) -> Scores:
    """From 0, the least of them, to 1, the most."""
    least, most = float(scores.min()), float(scores.max())
    return (scores - least) / (most - least) if most > least else np.zeros_like(scores)
