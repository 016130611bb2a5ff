"""Hybrid search: by meaning and by words, over several bases, as one order of passages."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from folioscope.backends.embedding_pool import EmbeddingModels
from folioscope.backends.vectors.port import Ranking
from folioscope.features.knowledge.repository import Bases
from folioscope.features.search.fusion import ByMeaning, fuse
from folioscope.features.search.hits import ANYTHING, Filters, Hit
from folioscope.features.search.repository import Passages
from folioscope.platform.database.engine import Database
from folioscope.platform.indexes.serve import Indexes
from folioscope.platform.indexes.snapshot import Seen
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
    searcher: Searcher, principal: Principal, query: str, places: Sequence[Seen], k: int
) -> tuple[list[Hit], bool]:
    """What is found, and whether no base was rebuilt meanwhile, which would hide its passages."""
    depth = max(k, DEPTH)
    by_meaning, by_words = await _rankings(searcher, query, places, depth)
    fused = [(each.id, each.score) for each in fuse(by_meaning, by_words, depth)]
    async with searcher.database.read() as session:
        passages = Passages(session, principal)
        hits = await passages.hits(fused[: k + SPARE])
        if len(hits) < k:  # some have gone since the ranking
            hits += await passages.hits(fused[k + SPARE :])
        editions = await passages.editions([place.snapshot.base_id for place in places])
    is_current = all(
        editions.get(place.snapshot.base_id, place.snapshot.edition) == place.snapshot.edition
        for place in places
    )
    return hits, is_current


async def _places(
    searcher: Searcher, principal: Principal, bases: Sequence[str] | None, filters: Filters
) -> list[Seen]:
    async with searcher.database.read() as session:
        chosen = await Bases(session, principal).choose(bases)
        passages = Passages(session, principal)
        allowed = [
            None if filters.is_empty else await passages.allowed(base.id, filters)
            for base in chosen
        ]
    return [
        Seen(await searcher.indexes.snapshot(base.id, base.edition, base.revision), ids)
        for base, ids in zip(chosen, allowed, strict=True)
    ]


async def _rankings(
    searcher: Searcher, query: str, places: Sequence[Seen], depth: int
) -> tuple[list[ByMeaning], list[Ranking]]:
    """The orders by meaning, one a model, and those by words, one a base."""
    return await asyncio.gather(
        _by_meaning(searcher, query, places, depth),
        asyncio.to_thread(_by_words, query, places, depth),
    )


async def _by_meaning(
    searcher: Searcher, query: str, places: Sequence[Seen], depth: int
) -> list[ByMeaning]:
    found: list[ByMeaning] = []
    # The model of the very edition that is searched: a base may just have got another one.
    for name in dict.fromkeys(place.snapshot.model for place in places if place.snapshot.size):
        model = await searcher.embeddings.get(name)
        vector = await asyncio.to_thread(model.embed_query, query)
        made_by_it = [place for place in places if place.snapshot.model == name]
        nearest = await searcher.indexes.dense.nearest(made_by_it, vector, depth)
        found.append(ByMeaning(nearest, understands=None))
    return found


def _by_words(query: str, places: Sequence[Seen], depth: int) -> list[Ranking]:
    return [place.snapshot.view.search(query, depth, place.allowed) for place in places]
