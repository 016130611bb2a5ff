"""How long a sync takes: of many offers of a board on loopback, then of the same once more.

    PYTHONPATH=. python bench/offers.py [--offers 5000] [--model all-MiniLM-L6-v2]

Board, program and client share this process. Seconds of the run that syncs, and apart from them
those of the runs that embed. Without ``--model`` embeddings are scripted and cost nothing, so that
what is measured is the sync.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from reporting import Figure, Target, print_figures, print_heading

from folioscope.backends.registry import BACKENDS
from folioscope.settings.values import Settings
from tests import opened_program
from tests.board_server import BoardServer, civiweb_offers, serving
from tests.opened_program import Program, open_program
from tests.scripted_program import EMBEDDINGS

PATIENCE = 3600.0  # with an embedding model that takes its time
CHANGED = 50  # offers that are otherwise at the third sync


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds of a sync, processor seconds of this process meanwhile, and what came of it."""

    seconds: float
    processor: float
    embedding: float
    counts: dict[str, int]
    embedded: int


async def sync(program: Program) -> Took:
    """Sync the board, and wait until its documents are embedded."""
    started, used = perf_counter(), process_time()
    run_id = (await program.post("/api/boards/vie/sync", 202, {}))["run_id"]
    result = (await program.outcome(run_id))["result"]
    synced, worked = perf_counter(), process_time() - used
    embedded = 0
    for ingest in result["ingest_run_ids"]:
        embedded += (await program.outcome(ingest))["result"]["added"]
    after = perf_counter() - synced
    return Took(synced - started, worked, after, result["counts"], embedded)


@asynccontextmanager
async def opened(board: BoardServer, folder: Path, model: str) -> AsyncIterator[Program]:
    """A program whose board is the one on loopback."""
    told: dict[str, Any] = {"data_dir": folder, "board_pause": 0.0}
    if model:
        told["embedding_model"] = model
    else:
        BACKENDS["embeddings"] = EMBEDDINGS
    boards = {"civiweb": board.civiweb}
    settings = Settings(_env_file=None, **told, board_urls=boards, CIVIWEB_API_KEY="key")
    async with open_program(settings) as program:
        await program.post("/api/boards", 201, {"name": "vie", "backend": "civiweb"})
        yield program


async def measure(count: int, model: str) -> None:
    """Sync three times: new, unchanged, and with some changed."""
    board = BoardServer(civiweb_offers(count))
    with tempfile.TemporaryDirectory() as folder, serving(board):
        async with opened(board, Path(folder), model) as program:
            first = await sync(program)
            second = await sync(program)
            for offer in board.offers[:CHANGED]:
                offer["missionTitle"] += " !"
            third = await sync(program)
            found = await program.post("/api/offers/search", 200, {"query": "Airflow", "k": 5})
    print_heading(f"offers, {count} of a board on loopback")
    for name, took in (("first", first), ("second", second), ("third", third)):
        print(f"{name}: sync {took.seconds:.2f} s, of which on a processor {took.processor:.2f} s,")
        print(f"  embedding {took.embedding:.2f} s of {took.embedded}, {took.counts}")
    print(f"found: {len(found['offers'])}")
    print_figures(
        [
            Figure("first sync", [first.seconds], "s", Target(10)),
            Figure("second sync, unchanged", [second.seconds], "s", Target(5)),
            Figure("documents embedded by the second", [float(second.embedded)], "", Target(0)),
            Figure("documents embedded by the third", [float(third.embedded)], "", Target(CHANGED)),
        ]
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--offers", type=int, default=5000)
    parser.add_argument("--model", default="")
    given = parser.parse_args()
    opened_program.PATIENCE = PATIENCE
    asyncio.run(measure(given.offers, given.model))


if __name__ == "__main__":
    main()
