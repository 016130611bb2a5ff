"""Hybrid search: by meaning and by words, over several bases, as one order of passages."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from folioscope.backends.embedding_pool import EmbeddingModels
from folioscope.features.knowledge.repository import Bases
from folioscope.features.search.fusion import fuse
from folioscope.features.search.hits import ANYTHING, Filters, Hit
from folioscope.features.search.repository import Passages
from folioscope.platform.database.engine import Database
from folioscope.platform.indexes.serve import Indexes
from folioscope.platform.indexes.snapshot import Snapshot
from folioscope.platform.principal import Principal

DEPTH = 100  # how far down each ranking goes before they are fused
SPARE = 8  # more candidates than asked for are read, since some may just have been removed
TRIES = 5  # of a search that each time is overtaken by the end of a rebuild


@dataclass(frozen=True)
class Searcher:
    """What searching stands on."""

    database: Database
    embeddings: EmbeddingModels
    indexes: Indexes


@dataclass(frozen=True, slots=True)
class _Place:
    """Where to search: a base as it is now, through the filters."""

    base_id: str
    snapshot: Snapshot
    model: str
    allowed: NDArray[np.int64] | None


async def search(
    searcher: Searcher,
    principal: Principal,
    query: str,
    *,
    bases: Sequence[str] | None = None,
    k: int = 8,
    filters: Filters = ANYTHING,
) -> list[Hit]:
    """The ``k`` passages that fit the query best, best first. Any text is a legal query.

    ``bases`` are ids or the caller's own names; None means all that the principal may see. Every
    base is seen as of one revision, at least as new as its row.
    """
    hits: list[Hit] = []
    for _ in range(TRIES):
        places = await _places(searcher, principal, bases, filters)
        if not query.strip():
            break
        hits, is_current = await _look(searcher, principal, query, places, k)
        if is_current:
            break
    return hits[:k]


async def _look(
    searcher: Searcher, principal: Principal, query: str, places: Sequence[_Place], k: int
) -> tuple[list[Hit], bool]:
    """What is found, and whether no base was rebuilt meanwhile, which would hide its passages."""
    vectors = {
        model: await asyncio.to_thread((await searcher.embeddings.get(model)).embed_query, query)
        for model in {place.model for place in places}
    }
    depth = max(k, DEPTH)
    rankings = await asyncio.to_thread(_rankings, places, query, vectors, depth)
    fused = fuse(rankings, depth)
    async with searcher.database.read() as session:
        passages = Passages(session, principal)
        hits = await passages.hits(fused[: k + SPARE])
        if len(hits) < k:  # some have gone since the ranking
            hits += await passages.hits(fused[k + SPARE :])
        editions = await passages.editions([place.base_id for place in places])
    is_current = all(
        editions.get(place.base_id, place.snapshot.edition) == place.snapshot.edition
        for place in places
    )
    return hits, is_current


async def _places(
    searcher: Searcher, principal: Principal, bases: Sequence[str] | None, filters: Filters
) -> list[_Place]:
    async with searcher.database.read() as session:
        chosen = await Bases(session, principal).choose(bases)
        passages = Passages(session, principal)
        allowed = [
            None if filters.is_empty else await passages.allowed(base.id, filters)
            for base in chosen
        ]
    return [
        _Place(
            base.id,
            await searcher.indexes.snapshot(base.id, base.edition, base.revision),
            base.model,
            ids,
        )
        for base, ids in zip(chosen, allowed, strict=True)
    ]


def _rankings(
    places: Sequence[_Place], query: str, vectors: dict[str, NDArray[np.float32]], depth: int
) -> list[list[int]]:
    """The order by meaning and the order by words, each over all bases."""
    dense: list[tuple[float, int]] = []
    sparse: list[tuple[float, int]] = []
    for place in places:
        nearest = place.snapshot.nearest(vectors[place.model], depth, place.allowed)
        dense += zip(nearest.scores.tolist(), nearest.ids.tolist(), strict=True)
        words = place.snapshot.view.search(query, depth, place.allowed)
        sparse += ((score, id_) for id_, score in words)
    return [
        [id_ for _, id_ in sorted(ranking, key=lambda item: (-item[0], item[1]))[:depth]]
        for ranking in (dense, sparse)
    ]
