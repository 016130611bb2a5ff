"""What loading the indexes of a base from its rows costs: time and memory.

    python bench/indexes.py [--chunks 10000 100000]

The bases have random unit vectors, and texts put together from the documentation inside the
installed Python packages. Each is loaded in a process of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from documentation import pieces
from folioscope.features.knowledge import service
from folioscope.features.knowledge.chunk_repository import (
    Edition,
    Intake,
    NewChunk,
    Source,
    new_document,
)
from folioscope.features.knowledge.repository import Bases, Documents, Files
from folioscope.platform.principal import LOCAL
from folioscope.settings import Settings
from folioscope.wiring import Folioscope, open_folioscope
from program import MODEL
from reporting import Figure, print_figures, print_heading

SLICE = 5000
DIMENSIONS = 384

# Prints seconds of the rows, of the vectors, of the words, of a search; MB before, at peak, after.
LOAD = """
import asyncio, gc, resource, sys, time
from pathlib import Path
import numpy as np
from folioscope.backends.registry import load
from folioscope.features.knowledge.chunk_repository import load_changes
from folioscope.platform.database.engine import Database, parse_url
from folioscope.platform.indexes.keywords import KeywordIndex
def resident():
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))
async def main():
    database = Database(parse_url(f"sqlite:///{sys.argv[1]}"))
    make_index, keywords = load("vectors", "faiss"), KeywordIndex()
    before, moments = resident(), [time.perf_counter()]
    changes = await load_changes(database, sys.argv[2], None, 0)
    moments.append(time.perf_counter())
    index = make_index(changes.ids, changes.vectors)
    moments.append(time.perf_counter())
    view = keywords.change(zip(changes.ids.tolist(), changes.texts), ())
    moments.append(time.perf_counter())
    vector = changes.vectors[5]
    for _ in range(20):
        index.search(vector, 100, None)
    moments.append(time.perf_counter())
    del changes
    gc.collect()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(*np.diff(moments), before, peak, resident())
    await database.aclose()
asyncio.run(main())
"""


@dataclass
class RandomBase:
    """A base in the making."""

    id: str
    document_id: str
    edition: int


async def begun(folioscope: Folioscope, name: str) -> RandomBase:
    """A base with one document and no chunks."""
    async with folioscope.database.write() as session:
        defaults = service.BaseDefaults(MODEL, 900, 150)
        base = await service.create_base(session, LOCAL, name, defaults)
        stored = await Files(session, LOCAL).keep("0" * 64, 1, base.owner_id)
        filled = Edition(base.id, base.owner_id, "", base.edition)
        document = new_document(filled, Source("random.txt", stored.id, stored.digest))
        document.run_id = None
        await Documents(session, LOCAL).add(document)
        return RandomBase(base.id, document.id, base.edition)


async def store(folioscope: Folioscope, count: int) -> str:
    """Store a base of so many chunks and publish it; its id."""
    texts = list(pieces(2000))
    random = np.random.default_rng(7)
    base = await begun(folioscope, f"random-{count}")
    for first in range(0, count, SLICE):
        vectors = random.standard_normal((min(SLICE, count - first), DIMENSIONS), np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        chunks = [
            chunk(base, first + row, _mixed(texts, first + row), vector)
            for row, vector in enumerate(vectors)
        ]
        async with folioscope.database.write() as session:
            await Intake(session, base.id, base.edition).stage(chunks)
    async with folioscope.database.write() as session:
        revision = await Bases(session, LOCAL).next_revision(base.id)
        await Intake(session, base.id, base.edition).publish([base.document_id], revision)
    return base.id


def chunk(base: RandomBase, number: int, text: str, vector: NDArray[np.float32]) -> NewChunk:
    """A row."""
    return NewChunk(
        document_id=base.document_id,
        ordinal=number,
        page_ordinal=0,
        page=None,
        start=0,
        end=len(text),
        text=text,
        context="",
        vector=vector.tobytes(),
    )


def _mixed(texts: list[str], number: int) -> str:
    one, other = texts[number % len(texts)], texts[(7 * number + number // len(texts)) % len(texts)]
    return one[: len(one) // 2] + other[len(other) // 2 :]


async def made(data_dir: Path, count: int) -> str:
    """Make the base in a data folder."""
    async with open_folioscope(Settings(data_dir=data_dir)) as folioscope:
        return await store(folioscope, count)


def measure(count: int, rounds: int) -> list[Figure]:
    """Load a base of so many chunks several times."""
    with tempfile.TemporaryDirectory() as name:
        base_id = asyncio.run(made(Path(name), count))
        command = [sys.executable, "-c", LOAD, str(Path(name) / "folioscope.db"), base_id]
        runs = [subprocess.check_output(command, text=True).split() for _ in range(rounds)]
    rows, vectors, words, searches, before, peak, after = (
        [float(figure) for figure in figures] for figures in zip(*runs, strict=True)
    )
    size = f"{count:,} chunks"
    whole = [sum(parts) for parts in zip(rows, vectors, words, strict=True)]
    grown = [end - start for start, end in zip(before, after, strict=True)]
    highest = [end - start for start, end in zip(before, peak, strict=True)]
    return [
        Figure(f"{size}: from rows to searchable", whole, "s"),
        Figure(f"{size}: … of it, reading the rows", rows, "s"),
        Figure(f"{size}: … of it, the vectors", vectors, "s"),
        Figure(f"{size}: … of it, the words", words, "s"),
        Figure(f"{size}: nearest vectors, one search", [50 * s for s in searches], "ms"),
        Figure(f"{size}: memory, loaded", grown, "MB"),
        Figure(f"{size}: memory, at most while loading", highest, "MB"),
    ]


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--chunks", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    print_heading("Indexes from rows", "faiss-cpu", "tantivy", "sqlalchemy")
    print_figures([figure for count in options.chunks for figure in measure(count, options.rounds)])


if __name__ == "__main__":
    main()
