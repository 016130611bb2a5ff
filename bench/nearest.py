"""The nearest vectors: every way of comparing them side by side, with and without filters.

    PYTHONPATH=. python bench/nearest.py [--chunks 10000 100000] [--queries 100] [--ways …]

The vectors are mixed from embeddings of the documentation inside the installed Python packages,
the queries are such embeddings with noise, and recall is of the best ten of all inner products in
32 bits. Each way has a process of its own. Adding and deleting begin at rows and end with a search.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from nearest_ways import SHARES, WAYS, embeddings, mixed
from reporting import print_heading
from stored_bases import addresses, store

from folioscope.settings.values import Settings
from folioscope.wiring.opening import open_folioscope

CHILD = Path(__file__).with_name("nearest_ways.py")
COLUMNS = (
    "build s",
    "p50 ms",
    "p95 ms",
    "recall@10",
    *(f"{name}: p50 ms / recall" for name in SHARES if name != "all"),
    "add 1,000 s",
    "delete 1,000 s",
    "memory MB",
)


async def stored(address: str, folder: Path, count: int) -> str:
    """A base of so many chunks in that database."""
    settings = Settings(data_dir=folder, database_url=address, log_level="warning")
    async with open_folioscope(settings) as folioscope:
        return await store(folioscope, mixed(embeddings(), count, 0.01))


def compare(ways: list[str], count: int, queries: int) -> None:
    """Print a table with a row for each way."""
    print(f"\n{count:,} chunks\n\n| | {' | '.join(COLUMNS)} |\n|{' --- |' * (len(COLUMNS) + 1)}")
    with tempfile.TemporaryDirectory() as name, addresses(Path(name)) as found:
        used = {WAYS[way].database for way in ways}
        bases = {kind: asyncio.run(stored(found[kind], Path(name) / kind, count)) for kind in used}
        for way in ways:
            database = WAYS[way].database
            case = {
                "way": way,
                "queries": queries,
                "count": count,
                "address": found[database],
                "base": bases[database],
                "folder": f"{name}/{way}",
            }
            command = [sys.executable, str(CHILD), json.dumps(case)]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
            print(f"| {way} | {' | '.join(json.loads(done.stdout))} |", flush=True)


def main() -> None:
    """Run the bench."""
    has_chroma = find_spec("chromadb") is not None
    ways = [name for name, way in WAYS.items() if has_chroma or not way.needs_chroma]
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--chunks", type=int, nargs="+", default=[10_000])
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--ways", nargs="+", default=ways, choices=ways)
    options = parser.parse_args()
    print_heading("The nearest vectors", "faiss-cpu", "chromadb", "pgvector", "psycopg")
    for count in options.chunks:
        compare(options.ways, count, options.queries)


if __name__ == "__main__":
    main()
