"""Hybrid search: by meaning and by words, over several bases, as one order of passages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from folioscope.backends.embedding_pool import EmbeddingModels
from folioscope.backends.rerankers.port import Reranker
from folioscope.features.search.ahead import Ahead
from folioscope.features.search.beside import with_neighbours
from folioscope.features.search.candidates import BaseRebuilt, Candidates
from folioscope.features.search.explanation import Judged, explain
from folioscope.features.search.fusion import Fused, fuse
from folioscope.features.search.halves import Asked, rank
from folioscope.features.search.hits import Found, Hit, Note
from folioscope.features.search.places import OpenBase, open_bases
from folioscope.features.search.pool import most_of_one
from folioscope.features.search.repository import Passages
from folioscope.features.search.reranking import BEST, rerank
from folioscope.features.search.selection import Selection, select
from folioscope.features.search.wanted import Wanted
from folioscope.platform.database.engine import Database
from folioscope.platform.indexes.serve import Indexes
from folioscope.platform.principal import Principal
from folioscope.telemetry.instruments import SILENT, Span, Telemetry

DEPTH = 100  # how far down each ranking goes before they are fused
DEEPER = 500  # the same once more, where too many were folded or held back
SPARE = 8  # more candidates than asked for are read at first, since some may drop out
SLICE = 100  # so many at a time after that
TRIES = 5  # of a search that each time is overtaken by the end of a rebuild


@dataclass(frozen=True)
class Searcher:
    """What searching stands on. ``reranks`` says whether it does so where nobody asks."""

    database: Database
    embeddings: EmbeddingModels
    indexes: Indexes
    reranker: Reranker | None = None
    reranks: bool = False
    telemetry: Telemetry = SILENT
    ahead: Ahead = field(default_factory=Ahead)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What one look came to, with what is needed to explain it."""

    selection: Selection
    fused: Sequence[Fused]
    judged: Mapping[str, Judged]
    notes: list[Note]


async def search(searcher: Searcher, principal: Principal, wanted: Wanted) -> Found:
    """The passages that fit the query best, best first. Any text is a legal query.

    Every base is seen as of one revision, at least as new as its row.
    """
    with searcher.telemetry.stage("retrieval", {"folioscope.wanted": wanted.k}) as span:
        for _ in range(TRIES - 1):
            with suppress(BaseRebuilt):
                return _noted(await _search(searcher, principal, wanted), span)
        return _noted(await _search(searcher, principal, wanted), span)


def _noted(found: Found, span: Span) -> Found:
    span.note({"folioscope.found": len(found.hits)})
    return found


async def _search(searcher: Searcher, principal: Principal, wanted: Wanted) -> Found:
    is_blank = not wanted.query.strip()
    begun = {} if is_blank else searcher.ahead.begin(searcher.embeddings, principal, wanted)
    bases, notes = await open_bases(searcher.database, searcher.indexes, principal, wanted)
    if is_blank:
        return Found((), tuple(notes))
    searcher.ahead.learn(principal, wanted, [base.model for base in bases if base.is_filled])
    asked = Asked(wanted.query, max(wanted.k, DEPTH), begun)
    chosen = await _look(searcher, principal, wanted, bases, asked)
    hits = _explained(chosen, wanted)
    if wanted.neighbours and hits:
        hits = await _with_neighbours(searcher.database, principal, hits, wanted.neighbours)
    return Found(tuple(hits), (*notes, *chosen.notes))


async def _look(
    searcher: Searcher,
    principal: Principal,
    wanted: Wanted,
    bases: Sequence[OpenBase],
    asked: Asked,
) -> _Chosen:
    """Rank, fuse, read and choose; once more and deeper if that leaves too few."""
    halves = await rank(searcher.embeddings, searcher.indexes.dense, asked, bases)
    fused = fuse(halves.meaning, halves.words, asked.depth)
    candidates = Candidates(searcher.database, principal, bases, fused)
    chosen = await _choose(searcher, wanted, candidates, fused)
    is_enough = len(chosen.selection.kept) >= wanted.k or not halves.may_go_on(asked.depth)
    if is_enough or asked.depth >= DEEPER:
        chosen.notes.extend(halves.notes)
        return chosen
    return await _look(searcher, principal, wanted, bases, replace(asked, depth=DEEPER))


async def _choose(
    searcher: Searcher, wanted: Wanted, candidates: Candidates, fused: Sequence[Fused]
) -> _Chosen:
    """As many hits as are wanted, if there are, of no more candidates than it takes."""
    judged: Mapping[str, Judged] = {}
    notes: list[Note] = []
    reranks = searcher.reranks if wanted.rerank is None else wanted.rerank
    hits = await candidates.next(max(wanted.k + SPARE, BEST if reranks else 0))
    if reranks:
        with searcher.telemetry.stage("rerank"):
            hits, judged, notes = await rerank(searcher.reranker, wanted.query, hits)
    most = wanted.per_document or most_of_one(wanted, hits)
    selection = select(hits, most)
    while len(selection.kept) < wanted.k and not candidates.is_read:
        hits += await candidates.next(SLICE)
        selection = select(hits, most)
    return _Chosen(selection, fused, judged, notes)


def _explained(chosen: _Chosen, wanted: Wanted) -> list[Hit]:
    """The hits; those held back are better than none, unless the caller set the number."""
    kept, held_back = chosen.selection.kept, chosen.selection.held_back
    hits = (kept if wanted.per_document else [*kept, *held_back])[: wanted.k]
    if not wanted.explain:
        return hits
    places = {each.id: (rank, each) for rank, each in enumerate(chosen.fused, start=1)}
    return [
        replace(
            hit,
            explanation=explain(
                *places[hit.id],
                hit.model,
                chosen.judged.get(hit.chunk_id),
                held_back=at >= len(kept),
            ),
        )
        for at, hit in enumerate(hits)
    ]


async def _with_neighbours(
    database: Database, principal: Principal, hits: Sequence[Hit], most: int
) -> list[Hit]:
    async with database.read() as session:
        near = await Passages(session, principal).beside(hits, most)
    return [with_neighbours(hit, near.get(hit.document_id, {}), most) for hit in hits]
