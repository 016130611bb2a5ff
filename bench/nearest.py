"""The nearest vectors: FAISS in memory beside pgvector, exactly and by index, with filters.

    python bench/nearest.py [--chunks 10000 100000] [--queries 200]

The vectors are mixed from embeddings of the documentation inside the installed Python packages,
the queries are such embeddings with noise, and recall is against all inner products in 32 bits.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text

from documentation import filled
from folioscope.features.knowledge.repository import Bases
from folioscope.platform.database.engine import Database
from folioscope.platform.indexes.snapshot import Seen, Snapshot
from folioscope.platform.principal import LOCAL
from folioscope.settings import Settings
from folioscope.wiring import Folioscope, open_folioscope
from reporting import Figure, print_figures, print_heading
from stored_bases import DIMENSIONS, Vectors, addresses, store

EMBEDDED = 10_000
K = 100
SHARES = {"all": 1.0, "one in two": 0.5, "one in a hundred": 0.01}
MADE = "SELECT count(*) FROM pg_index WHERE indisvalid AND indexrelid = to_regclass(:name)"
PATIENCE = 600


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


@dataclass(frozen=True)
class Asked:
    """The vectors of a base, of queries, and the positions that a filter lets through."""

    vectors: Vectors
    queries: Vectors

    def filters(self) -> Iterator[tuple[str, NDArray[np.int64] | None]]:
        """Filters by name."""
        random = np.random.default_rng(3)
        for name, share in SHARES.items():
            count = int(share * len(self.vectors))
            chosen = np.sort(random.choice(len(self.vectors), count, replace=False))
            yield name, None if share == 1 else chosen

    def best(self, query: Vectors, allowed: NDArray[np.int64] | None) -> set[int]:
        """The positions of the nearest, all compared."""
        scores = self.vectors @ query
        if allowed is None:
            return set(np.argsort(-scores)[:K].tolist())
        return set(allowed[np.argsort(-scores[allowed])[:K]].tolist())


@dataclass(frozen=True)
class Filled:
    """A base in a program, whose chunks have consecutive keys from ``first`` on."""

    folioscope: Folioscope
    snapshot: Snapshot
    first: int

    async def nearest(self, query: Vectors, allowed: NDArray[np.int64] | None) -> set[int]:
        """The positions found."""
        ids = None if allowed is None else allowed + self.first
        dense = self.folioscope.tools.indexes.dense
        found = await dense.nearest([Seen(self.snapshot, ids)], query, K)
        return set((found.ids - self.first).tolist())


async def measured(name: str, base: Filled, asked: Asked, queries: int) -> list[Figure]:
    """Time and recall under each filter."""
    figures = []
    for narrowed, allowed in asked.filters():
        times, recalls = [], []
        for query in asked.queries[:queries]:
            start = perf_counter()
            found = await base.nearest(query, allowed)
            times.append(1000 * (perf_counter() - start))
            recalls.append(len(found & asked.best(query, allowed)) / K)
        figures.append(Figure(f"{name}, {narrowed}", times, "ms"))
        figures.append(Figure("… recall of the best 100, mean", [float(np.mean(recalls))], ""))
    return figures


async def filled_base(folioscope: Folioscope, vectors: Vectors) -> Filled:
    """Store a base and load its indexes."""
    base_id = await store(folioscope, vectors)
    async with folioscope.database.read() as session:
        base = await Bases(session, LOCAL).get(base_id)
        statement = text("SELECT min(id) FROM chunks WHERE base_id = :id")
        first = int((await session.execute(statement, {"id": base_id})).scalar_one())
    snapshot = await folioscope.tools.indexes.snapshot(base.id, base.edition, base.revision)
    return Filled(folioscope, snapshot, first)


async def is_indexed(database: Database, snapshot: Snapshot) -> bool:
    """Whether the base has its index in PostgreSQL."""
    name = f"ix_chunks_vector_{snapshot.base_id}_{snapshot.edition}"
    async with database.read() as session:
        return bool(await session.scalar(text(MADE), {"name": name}))


async def indexing(base: Filled, asked: Asked) -> list[Figure]:
    """Have the index made by a search, and wait for it."""
    await base.nearest(asked.queries[0], None)
    start = perf_counter()
    async with asyncio.timeout(PATIENCE):
        is_there = False
        while not is_there:
            await asyncio.sleep(0.1)
            is_there = await is_indexed(base.folioscope.database, base.snapshot)
    return [Figure("pgvector: making the index", [perf_counter() - start], "s")]


async def measure(count: int, queries: int, exact_up_to: int) -> list[Figure]:
    """Both databases, with the same vectors and the same queries."""
    real = embeddings()
    asked = Asked(mixed(real, count, 0.01), mixed(real, queries, 0.03))
    size = f"{count:,} chunks"
    few = queries // 10 if count > exact_up_to else queries
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as name, addresses(Path(name)) as found:
        for kind, address in found.items():
            settings = Settings(data_dir=Path(name) / kind, database_url=address)
            async with open_folioscope(settings) as folioscope:
                base = await filled_base(folioscope, asked.vectors)
                if kind == "SQLite":
                    figures += await measured(f"{size}: FAISS", base, asked, queries)
                    continue
                figures += await measured(f"{size}: pgvector, compared", base, asked, few)
                if count > exact_up_to:
                    figures += await indexing(base, asked)
                    figures += await measured(f"{size}: pgvector, index", base, asked, queries)
    return figures


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--chunks", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--queries", type=int, default=200)
    options = parser.parse_args()
    print_heading("The nearest vectors", "faiss-cpu", "pgvector", "psycopg", "sqlalchemy")
    for count in options.chunks:
        print_figures(asyncio.run(measure(count, options.queries, 20_000)))


if __name__ == "__main__":
    main()
