"""Hybrid search in process over 10,000 chunks, and what a change costs the next search.

    python bench/search.py [--chunks 10000] [--queries 300]

The text is the documentation inside the installed Python packages, embedded once and kept in the
folder for temporary files.
"""

from __future__ import annotations

import argparse
import asyncio
import os
from functools import partial
from io import BytesIO
from itertools import pairwise
from time import perf_counter

from documentation import filled, queries
from program import MODEL, megabytes
from reporting import Figure, Target, print_figures, print_heading

from folioscope.features.knowledge import service
from folioscope.features.knowledge.incoming import put_all
from folioscope.features.knowledge.repository import Bases
from folioscope.features.search.hybrid import search
from folioscope.features.search.wanted import Wanted
from folioscope.platform.indexes.snapshot import Seen
from folioscope.platform.principal import LOCAL
from folioscope.platform.runs.repository import Runs
from folioscope.platform.runs.service import Caller
from folioscope.settings.values import Settings
from folioscope.wiring.opened import Folioscope
from folioscope.wiring.opening import open_folioscope

BASE = "docs"
DEPTH = 100


async def timed(folioscope: Folioscope, query: str) -> float:
    """Milliseconds of one search."""
    start = perf_counter()
    found = await search(folioscope.searcher, LOCAL, Wanted(query, bases=[BASE]))
    assert found.hits, "there is something to find"
    return 1000 * (perf_counter() - start)


async def time_parts(folioscope: Folioscope, asked: list[str]) -> list[Figure]:
    """The three computations of a search one by one; the rest of it are rows and threads."""
    model = await folioscope.tools.embeddings.get(MODEL)
    async with folioscope.database.read() as session:
        base = await Bases(session, LOCAL).get(BASE)
    dense = folioscope.tools.indexes.dense
    snapshot = await folioscope.tools.indexes.snapshot(base.id, base.edition, base.revision)
    seen = [Seen(snapshot, None)]
    embedding: list[float] = []
    vectors: list[float] = []
    words: list[float] = []
    for query in asked:
        moments = [perf_counter()]
        vector = model.embed_query(query)
        moments.append(perf_counter())
        await dense.nearest(seen, vector, DEPTH)
        moments.append(perf_counter())
        snapshot.view.search(query, DEPTH, None)
        moments.append(perf_counter())
        steps = zip((embedding, vectors, words), pairwise(moments), strict=True)
        for samples, (begin, end) in steps:
            samples.append(1000 * (end - begin))
    return [
        Figure("… of it, embedding the query", embedding, "ms"),
        Figure("… of it, the nearest vectors", vectors, "ms"),
        Figure("… of it, the best by words", words, "ms"),
    ]


async def time_changes(folioscope: Folioscope, rounds: int) -> list[Figure]:
    """The first search after a document was added, and after one was removed."""
    added, removed = [], []
    for number in range(rounds):
        path = f"news-{number}-{os.getpid()}.txt"
        await add(folioscope, path, f"The latest news is number {number} of {os.getpid()}.")
        added.append(await timed(folioscope, f"latest news number {number}"))
        async with folioscope.database.write() as session:
            base = await Bases(session, LOCAL).get(BASE)
            await service.remove_document(session, LOCAL, base, path)
        removed.append(await timed(folioscope, f"latest news number {number}"))
    return [
        Figure("first search after a document was added", added, "ms"),
        Figure("first search after a document was removed", removed, "ms"),
    ]


async def add(folioscope: Folioscope, path: str, text: str) -> None:
    """Take a document in and wait for it."""
    named = [(path, partial(BytesIO, text.encode()))]
    async with put_all(folioscope.shelf, named) as brought, folioscope.database.write() as session:
        caller = Caller(session, LOCAL, folioscope.wakeups)
        base = await Bases(session, LOCAL).get(BASE)
        run, _ = await service.add_files(caller, base, brought.files)
    while run is not None and run.finished_at is None:
        await asyncio.sleep(0.02)
        async with folioscope.database.read() as session:
            run = await Runs(session, LOCAL).get(run.id)


async def measure(options: argparse.Namespace) -> list[Figure]:
    """Everything, in this process."""
    asked = queries(options.queries)
    data_dir = filled(options.chunks)
    async with open_folioscope(Settings(data_dir=data_dir)) as folioscope:
        await folioscope.tools.embeddings.get(MODEL)
        before = megabytes(os.getpid())
        first = await timed(folioscope, asked[0])
        grown = megabytes(os.getpid()) - before
        for query in asked[:20]:
            await timed(folioscope, query)
        whole = [await timed(folioscope, query) for query in asked]
        name = f"hybrid search, {options.chunks:,} chunks"
        return [
            Figure(name, whole, "ms", Target(25, of="p95")),
            *await time_parts(folioscope, asked),
            Figure("first search, indexes built from rows", [first], "ms"),
            Figure("memory that this takes", [grown], "MB"),
            *await time_changes(folioscope, options.changes),
        ]


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--chunks", type=int, default=10_000)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--changes", type=int, default=10)
    options = parser.parse_args()
    print_heading("Hybrid search", "faiss-cpu", "tantivy", "openvino", "sqlalchemy")
    print_figures(asyncio.run(measure(options)))


if __name__ == "__main__":
    main()
