"""The reranker that a setting names."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from folioscope.backends.embedding_pool import EmbeddingModels
from folioscope.backends.registry import load
from folioscope.backends.rerankers.port import Reranker

OFF = "off"
LATE_INTERACTION = "late-interaction"


def open_reranker(
    chosen: str, embeddings: EmbeddingModels, embedding_model: str, cache_dir: Path, threads: int
) -> Reranker | None:
    """Answer the reranker of that name; none for `off`.

    Models are loaded when they are first needed, so one that is missing is told by a search, and
    does not keep the server from starting. Any other name is that of a cross-encoder, or its path.
    """
    reranker: Reranker | None = None
    if chosen == LATE_INTERACTION:
        model = partial(embeddings.token_model, embedding_model)
        reranker = load("rerankers", LATE_INTERACTION)(model)
    elif chosen != OFF:
        reranker = load("rerankers", "cross-encoder")(chosen, cache_dir, threads)
    return reranker
