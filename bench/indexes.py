"""What loading the indexes of a base from its rows costs: time and memory.

    python bench/indexes.py [--chunks 10000 100000]

The bases have random unit vectors, and texts put together from the documentation inside the
installed Python packages. Each is loaded in a process of its own, from SQLite with its vectors,
from PostgreSQL without.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
import tempfile
from pathlib import Path

from reporting import Figure, print_figures, print_heading
from stored_bases import addresses, random_vectors, store

from folioscope.settings.values import Settings
from folioscope.wiring.opening import open_folioscope

# Prints seconds of the rows, of the vectors, of the words; MB before, at peak, after.
LOAD = """
import asyncio, gc, resource, sys, time
from folioscope.backends.registry import load
from folioscope.features.knowledge.change_repository import load_changes
from folioscope.platform.database.engine import Database, parse_url
from folioscope.platform.indexes.dense import DenseInMemory
from folioscope.platform.indexes.keywords import KeywordIndex
def resident():
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))
async def main():
    database = Database(parse_url(sys.argv[1]))
    keywords = KeywordIndex()
    dense = DenseInMemory(load("vectors", "faiss")) if database.is_sqlite else None
    async with database.read() as session:
        await session.connection()
    before, seconds = resident(), [0.0, 0.0, 0.0]
    gathering = dense.gather() if dense else None
    def add(part, work, *given):
        start = time.perf_counter()
        result = work(*given)
        seconds[part] += time.perf_counter() - start
        return result
    begun = time.perf_counter()
    async for changes in load_changes(database, sys.argv[2], None, 0):
        if gathering:
            add(1, gathering.add, changes)
        view = add(2, keywords.change, changes.chunks(), ())
    held = add(1, gathering.done) if gathering else None
    seconds[0] = time.perf_counter() - begun - sum(seconds)
    del changes, gathering
    gc.collect()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(*seconds, before, peak, resident())
    await database.aclose()
asyncio.run(main())
"""


async def made(data_dir: Path, address: str, count: int) -> str:
    """Make the base; its id."""
    async with open_folioscope(Settings(data_dir=data_dir, database_url=address)) as folioscope:
        return await store(folioscope, random_vectors(count))


def measure(count: int, rounds: int) -> list[Figure]:
    """Load a base of so many chunks several times, from each database."""
    with tempfile.TemporaryDirectory() as name, addresses(Path(name)) as found:
        return [
            figure
            for kind, address in found.items()
            for figure in _loaded(f"{count:,} chunks, {kind}", Path(name), address, count, rounds)
        ]


def _loaded(size: str, folder: Path, address: str, count: int, rounds: int) -> list[Figure]:
    base_id = asyncio.run(made(folder, address, count))
    command = [sys.executable, "-c", LOAD, address, base_id]
    runs = [subprocess.check_output(command, text=True).split() for _ in range(rounds)]
    rows, vectors, words, before, peak, after = (
        [float(figure) for figure in figures] for figures in zip(*runs, strict=True)
    )
    whole = [sum(parts) for parts in zip(rows, vectors, words, strict=True)]
    grown = [end - start for start, end in zip(before, after, strict=True)]
    highest = [end - start for start, end in zip(before, peak, strict=True)]
    return [
        Figure(f"{size}: from rows to searchable", whole, "s"),
        Figure(f"{size}: … of it, reading the rows", rows, "s"),
        Figure(f"{size}: … of it, the vectors", vectors, "s"),
        Figure(f"{size}: … of it, the words", words, "s"),
        Figure(f"{size}: memory, loaded", grown, "MB"),
        Figure(f"{size}: memory, at most while loading", highest, "MB"),
    ]


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--chunks", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    print_heading("Indexes from rows", "faiss-cpu", "pgvector", "tantivy", "sqlalchemy")
    print_figures([figure for count in options.chunks for figure in measure(count, options.rounds)])


if __name__ == "__main__":
    main()
