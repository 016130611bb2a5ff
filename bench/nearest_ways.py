"""One way of comparing vectors, measured in a process of its own: nearest_ways.py JSON."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any, cast

import numpy as np
from documentation import filled
from numpy.typing import NDArray
from sqlalchemy import delete, select, text, update
from stored_bases import DIMENSIONS, StoredBase, Vectors, chunk

from folioscope.backends.registry import load
from folioscope.backends.vectors.port import Place
from folioscope.features.knowledge.change_repository import current_editions, load_changes
from folioscope.features.knowledge.chunk_repository import Intake
from folioscope.features.knowledge.repository import Bases
from folioscope.features.knowledge.tables import Chunk, Removal
from folioscope.platform.database.engine import Database, parse_url
from folioscope.platform.indexes.dense import Dense
from folioscope.platform.indexes.held import Held
from folioscope.platform.indexes.opening import Rows, open_dense
from folioscope.platform.indexes.snapshot import Seen, Snapshot
from folioscope.platform.principal import LOCAL
from tests.backends.vector_places import chroma_server, with_options

EMBEDDED = 10_000
K = 10
DEPTH = 100
MANY = 1_000
PATIENCE = 900
SHARES = {"all": 1.0, "one in two": 0.5, "one in ten": 0.1, "one in a hundred": 0.01}
MADE = "SELECT 1 FROM pg_index WHERE indisvalid AND indexrelid = to_regclass(:name)"


@dataclass(frozen=True)
class Way:
    """A backend with its options, and the database that its rows are in."""

    backend: str
    database: str
    options: dict[str, int]

    @property
    def needs_chroma(self) -> bool:
        """Whether the extra is needed."""
        return self.backend.startswith("chroma")


WAYS = {
    "faiss, all compared": Way("faiss", "SQLite", {"listed_from": 10**9}),
    "faiss, inverted lists": Way("faiss", "SQLite", {"listed_from": 0}),
    "chroma, folder": Way("chroma", "SQLite", {}),
    "chroma, server": Way("chroma_server", "SQLite", {}),
    "pgvector, all compared": Way("pgvector", "PostgreSQL", {"exact_numbers": 10**12}),
    "pgvector, HNSW": Way("pgvector", "PostgreSQL", {"exact_numbers": 0}),
}


def embeddings() -> Vectors:
    """What the embedding model made of the documentation."""
    path = filled(EMBEDDED) / "folioscope.db"
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        rows = connection.execute("SELECT vector FROM chunks ORDER BY id").fetchall()
    return np.frombuffer(b"".join(row[0] for row in rows), np.float32).reshape(-1, DIMENSIONS)


def mixed(real: Vectors, count: int, noise: float) -> Vectors:
    """Unit vectors that lie as embeddings do: between two of them, and a little off."""
    random = np.random.default_rng(count)
    one, other = real[random.integers(0, len(real), (2, count))]
    share = random.uniform(0, 0.5, (count, 1))
    vectors = (1 - share) * one + share * other
    vectors += noise * random.standard_normal(vectors.shape)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


@dataclass
class Shown:
    """What a search is told of a base, without an index of its words."""

    base_id: str
    edition: int
    revision: int
    size: int
    generation: Held | None


class Measuring:
    """A way with its base open."""

    def __init__(self, case: dict[str, Any], dense: Dense, rows: Rows) -> None:
        self.dense, self.rows = dense, rows
        self.base_id, self.count = case["base"], case["count"]
        self.shown = Shown(self.base_id, 0, 0, self.count, None)

    async def build(self, *, makes_index: bool) -> None:
        """From rows to what searches need; an index in the database is waited for."""
        filling = self.dense.gather()
        async for changes in self.rows.load(self.base_id, None, 0):
            self.shown.edition, self.shown.revision = changes.edition, changes.revision
            if filling is not None:
                await asyncio.to_thread(filling.add, changes)
        if filling is not None:
            self.shown.generation = await asyncio.to_thread(filling.done)
        if makes_index:
            await self._until_indexed(np.ones(DIMENSIONS, np.float32))

    async def _until_indexed(self, query: Vectors) -> None:
        name = {"name": f"ix_chunks_vector_{self.base_id}_{self.shown.edition}"}
        async with asyncio.timeout(PATIENCE):
            while True:
                await self.nearest(query, None)
                async with self.rows.database.read() as session:
                    if await session.scalar(text(MADE), name):
                        return
                await asyncio.sleep(0.2)

    async def nearest(self, query: Vectors, allowed: NDArray[np.int64] | None) -> list[int]:
        """The ids found, best first."""
        seen = Seen(cast("Snapshot", self.shown), allowed)
        found = await self.dense.nearest([seen], query, DEPTH)
        return cast("list[int]", found.ids.tolist())

    async def ids(self) -> NDArray[np.int64]:
        """The ids of all chunks, in the order in which they were stored."""
        chosen = select(Chunk.id).where(Chunk.base_id == self.base_id, Chunk.revision > 0)
        async with self.rows.database.read() as session:
            return np.array((await session.scalars(chosen.order_by(Chunk.id))).all(), np.int64)

    async def add(self, vectors: Vectors) -> None:
        """Store and publish chunks, and find them."""
        chosen = select(Chunk.document_id).where(Chunk.base_id == self.base_id).limit(1)
        async with self.rows.database.read() as session:
            document = (await session.scalars(chosen)).one()
        stored = StoredBase(self.base_id, document, self.shown.edition)
        new = [chunk(stored, self.count + row, "new", each) for row, each in enumerate(vectors)]
        async with self.rows.database.write() as session:
            await Intake(session, self.base_id, self.shown.edition).stage(new)
            revision = await Bases(session, LOCAL).next_revision(self.base_id)
            await session.execute(
                update(Chunk)
                .where(Chunk.base_id == self.base_id, Chunk.revision == 0)
                .values(revision=revision)
            )
        await self._follow(vectors[0])

    async def delete(self, ids: NDArray[np.int64], query: Vectors) -> None:
        """Delete chunks, and no longer find them."""
        gone = ids.tolist()
        async with self.rows.database.write() as session:
            revision = await Bases(session, LOCAL).next_revision(self.base_id)
            session.add(Removal(base_id=self.base_id, revision=revision, chunk_ids=gone))
            await session.execute(delete(Chunk).where(Chunk.id.in_(gone)))
        await self._follow(query)

    async def _follow(self, query: Vectors) -> None:
        async for changes in self.rows.load(self.base_id, self.shown.edition, self.shown.revision):
            self.shown.revision = changes.revision
            if self.shown.generation is not None:
                extended = self.shown.generation.extended
                self.shown.generation = await asyncio.to_thread(extended, changes)
        await self.nearest(query, None)


async def figures(case: dict[str, Any], url: str | None) -> list[str]:
    """The row of a table."""
    way, database = WAYS[case["way"]], Database(parse_url(case["address"]))
    dense, rows = opened(way, database, case, url)
    measuring = Measuring(case, dense, rows)
    vectors = mixed(embeddings(), case["count"], 0.01)
    queries = mixed(embeddings(), case["queries"], 0.03)
    new = mixed(embeddings(), MANY, 0.02)
    before = resident()
    seconds = [await timed(measuring.build(makes_index=way.options.get("exact_numbers") == 0))]
    memory = resident() - before
    known = await measuring.ids()
    told = [each async for each in under_filters(measuring, vectors, queries, known)]
    seconds.append(await timed(measuring.add(new)))
    added = np.setdiff1d(await measuring.ids(), known)
    seconds.append(await timed(measuring.delete(added, queries[0])))
    await dense.aclose()
    await database.aclose()
    built, add, removed = (f"{each:.2f}" for each in seconds)
    return [built, *told, add, removed, f"{memory:.0f}"]


def opened(
    way: Way, database: Database, case: dict[str, Any], url: str | None
) -> tuple[Dense, Rows]:
    """The way, as a process has it."""
    backend = with_options(load("vectors", way.backend), way.options)
    loading = partial(load_changes, database, with_vectors=backend.kept_in != "database")
    address = None if database.is_sqlite else case["address"]
    rows = Rows(database, address, loading, partial(current_editions, database))
    return open_dense(backend, rows, Place(Path(case["folder"]), url, "bench")), rows


async def under_filters(
    measuring: Measuring, vectors: Vectors, queries: Vectors, ids: NDArray[np.int64]
) -> AsyncIterator[str]:
    """Time and recall under each filter."""
    random = np.random.default_rng(3)
    for name, share in SHARES.items():
        size = int(share * len(ids))
        among = np.sort(random.choice(len(ids), size, replace=False))
        times, recalls = [], []
        for query in queries:
            start = perf_counter()
            found = await measuring.nearest(query, None if share == 1 else ids[among])
            times.append(1000 * (perf_counter() - start))
            best = among[np.argsort(-(vectors[among] @ query))[:K]]
            recalls.append(len(set(found[:K]) & set(ids[best].tolist())) / K)
        middle, late = np.percentile(times, [50, 95])
        recall = f"{np.mean(recalls):.3f}"
        if name == "all":
            yield f"{middle:.1f}"
            yield f"{late:.1f}"
            yield recall
        else:
            yield f"{middle:.1f} / {recall}"


async def timed(work: Coroutine[None, None, None]) -> float:
    """Seconds that it takes."""
    start = perf_counter()
    await work
    return perf_counter() - start


def resident() -> float:
    """Megabytes of memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main(case: dict[str, Any]) -> None:
    """Print the figures as JSON."""
    folder = Path(case["folder"])
    folder.mkdir(parents=True)
    served = WAYS[case["way"]].backend == "chroma_server"
    with chroma_server(folder) if served else nullcontext() as url:
        print(json.dumps(asyncio.run(figures(case, url))))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
