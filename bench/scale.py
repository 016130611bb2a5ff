"""How the cost of a base grows with its size: opening, searching, adding, deleting, memory, disk.

    python bench/scale.py [--chunks 10000 100000 1000000] [--postgres-up-to 100000]
        [--peer-python PYTHON] [--plot docs/explanation/scale.svg]

Vectors are random ones around 2,000 centres; texts are put together from the documentation inside
the installed Python packages. A search embeds its query with the real model. Each base is opened
twice, each time by a new process: from rows, and from the cache that the first one has left (on
PostgreSQL the vectors stay there, and only the words are cached). A change is three chunks, from
the beginning of its commit until indexes have it. The peer is LangChain's EnsembleRetriever of
rank_bm25 and FAISS over the same texts and vectors, with the vectors of its queries given to it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
from documentation import pieces, queries
from program import MODEL
from reporting import Figure, Target, print_figures, print_heading
from scale_plot import plot
from scale_rows import Mixture, store, texts_of
from stored_bases import addresses

from folioscope.settings.values import Settings
from folioscope.wiring.opening import open_folioscope

HERE = Path(__file__).parent
QUERIES = 210
WARM = 10
PEER_QUERIES = 12
SEARCH_TARGETS = {10_000: 15.0, 100_000: 25.0, 1_000_000: 60.0}
PACKAGES = ("faiss-cpu", "pgvector", "tantivy", "openvino", "sqlalchemy")


@dataclass(frozen=True)
class Bench:
    """What all sizes share."""

    folder: Path
    pieces: Sequence[str]
    asked: Sequence[str]

    @property
    def queries_file(self) -> Path:
        return self.folder / "queries.json"


def measured(bench: Bench, kind: str, address: str, count: int) -> dict[str, Any]:
    """A base of so many chunks: what two processes find, one after the other."""
    data_dir = bench.folder / f"{kind}-{count}"
    start = perf_counter()
    base_id = asyncio.run(_stored(bench, data_dir, address, count))
    print(f"{kind}, {count:,} chunks stored in {perf_counter() - start:.0f} s", file=sys.stderr)
    rows, cache = (_process(bench, data_dir, address, base_id) for _ in range(2))
    # The second process changes the base, but nothing on the disk of its indexes.
    disk = sum(path.stat().st_size for path in (data_dir / "indexes").rglob("*") if path.is_file())
    shutil.rmtree(data_dir / "indexes", ignore_errors=True)
    return {"rows": rows, "cache": cache, "disk": disk / 2**20}


async def _stored(bench: Bench, data_dir: Path, address: str, count: int) -> str:
    async with open_folioscope(Settings(data_dir=data_dir, database_url=address)) as folioscope:
        return (await store(folioscope, bench.pieces, count)).id


def _process(bench: Bench, data_dir: Path, address: str, base_id: str) -> dict[str, Any]:
    script, queries_file = HERE / "scale_measuring.py", bench.queries_file
    command = [sys.executable, script, data_dir, address, base_id, queries_file]
    printed = subprocess.check_output(command, text=True, stderr=subprocess.DEVNULL)
    found: dict[str, Any] = json.loads(printed)
    return found


def figures(kind: str, count: int, found: Mapping[str, Any]) -> list[Figure]:
    """The rows of the table for one size in one database."""
    rows, cache = found["rows"], found["cache"]
    size = f"{kind}, {count:,}"
    bound = SEARCH_TARGETS.get(count)
    target = Target(bound, of="p95") if bound else None
    added = Target(100.0) if count == 100_000 else None
    memory = Target(2048.0) if count == 1_000_000 else None
    opened = (
        f"{size}: opened from the cache" if found["disk"] else f"{size}: opened again from rows"
    )
    indexed = [Figure(f"{size}: HNSW made", [rows["hnsw_s"]], "s")] if rows["hnsw_s"] > 0.5 else []
    return [
        Figure(f"{size}: hybrid search", cache["search_ms"], "ms", target),
        Figure(f"{size}: … among half of the documents", cache["filtered_ms"], "ms"),
        Figure(f"{size}: opened from rows", [rows["open_s"]], "s"),
        Figure(opened, [cache["open_s"]], "s"),
        *indexed,
        Figure(f"{size}: a document added", rows["add_ms"] + cache["add_ms"], "ms", added),
        Figure(f"{size}: a document removed", rows["remove_ms"] + cache["remove_ms"], "ms"),
        Figure(f"{size}: memory, built from rows", [_grown(rows, "rss")], "MB", memory),
        Figure(f"{size}: memory, opened again", [_grown(cache, "rss")], "MB", memory),
        Figure(f"{size}: … proportional (PSS)", [_grown(cache, "pss")], "MB"),
        Figure(f"{size}: memory, at most while building", [_grown(rows, "peak")], "MB"),
        Figure(f"{size}: cache on the disk", [found["disk"]], "MB"),
    ]


def _grown(found: Mapping[str, Any], kind: str) -> float:
    """Megabytes that the base has cost; loading the model had its own peak before."""
    memory = found["memory"]
    before = memory["before"]["rss" if kind == "peak" else kind]
    return max(float(memory["after"][kind] - before), 0.0)


def against_peer(bench: Bench, python: str, count: int, own: Sequence[float]) -> list[Figure]:
    """The usual hybrid search, over the same."""
    texts = list(texts_of(bench.pieces, 0, count))
    queries_of_peer = list(bench.asked[:PEER_QUERIES])
    np.save(bench.folder / "vectors.npy", Mixture().take(count))
    np.save(bench.folder / "asked.npy", Mixture(5).take(len(queries_of_peer)))
    (bench.folder / "texts.json").write_text(json.dumps(texts), encoding="utf-8")
    own_queries = bench.queries_file.read_text(encoding="utf-8")
    bench.queries_file.write_text(json.dumps(queries_of_peer), encoding="utf-8")
    command = [python, "-W", "ignore", HERE / "scale_peer.py", bench.folder]
    peer = json.loads(subprocess.check_output(command, text=True, stderr=subprocess.DEVNULL))
    bench.queries_file.write_text(own_queries, encoding="utf-8")
    print("Peer:", ", ".join(f"{name} {found}" for name, found in peer["versions"].items()), "\n")
    times = median(peer["ms"]) / median(own)
    return [
        Figure(f"EnsembleRetriever, {count:,}: search", peer["ms"], "ms"),
        Figure(f"EnsembleRetriever, {count:,}: built", [peer["built"]], "s"),
        Figure(f"EnsembleRetriever, {count:,}: memory", [peer["rss"]], "MB"),
        Figure("times as fast, by medians", [times], "", Target(20.0, at_least=True)),
    ]


def drawn(all_found: Mapping[tuple[str, int], Mapping[str, Any]]) -> str:
    """How the main costs grow."""
    series: dict[str, list[tuple[float, float]]] = {}
    for (kind, count), found in all_found.items():
        costs = {
            "search, p95, ms": float(np.percentile(found["cache"]["search_ms"], 95)),
            "document added, ms": median(found["rows"]["add_ms"] + found["cache"]["add_ms"]),
            "opened from rows, s": found["rows"]["open_s"],
            "opened from cache, s": found["cache"]["open_s"],
        }
        for name, cost in costs.items():
            series.setdefault(f"{name}, {kind}", []).append((count, cost))
    return plot("Costs by the number of chunks in a base", series)


def run(options: argparse.Namespace, folder: Path) -> None:
    """Measure all sizes, print, and draw."""
    bench = Bench(folder, list(pieces(2000)), queries(QUERIES))
    bench.queries_file.write_text(json.dumps(list(bench.asked)), encoding="utf-8")
    found: dict[tuple[str, int], Mapping[str, Any]] = {}
    with addresses(folder) as databases:
        for count in options.chunks:
            for kind, address in databases.items():
                if kind == "PostgreSQL" and count > options.postgres_up_to:
                    print(f"{kind}, {count:,}: not run (--postgres-up-to)\n")
                    continue
                found[kind, count] = measured(bench, kind, address, count)
                print_figures(figures(kind, count, found[kind, count]))
    at = ("SQLite", options.peer_chunks)
    if options.peer_python and at in found:
        own = found[at]["cache"]["search_ms"]
        print_figures(against_peer(bench, options.peer_python, options.peer_chunks, own))
    if options.plot:
        options.plot.write_text(drawn(found), encoding="utf-8")


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--chunks", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--postgres-up-to", type=int, default=100_000, help="larger ones take long")
    parser.add_argument("--peer-python", help="Python that has LangChain, rank_bm25 and FAISS")
    parser.add_argument("--peer-chunks", type=int, default=100_000)
    parser.add_argument("--plot", type=Path, help="where the picture goes")
    options = parser.parse_args()
    print_heading(f"Search at scale, {MODEL}", *PACKAGES)
    with tempfile.TemporaryDirectory(prefix="folioscope-scale-") as folder:
        run(options, Path(folder))


if __name__ == "__main__":
    main()
