"""How much one person's chat stutters while another's upload is taken in.

    python bench/upload_beside_chat.py [--pdfs FOLDER] [--files 100] [--rounds 3]

A real server with its own data folder, whose language model is a scripted one that says 50 tokens
a second. B reads an answer as it streams: first alone, then while A has PDFs taken in, from the
beginning of the upload to the end of its run. Each round has a base of its own, so that nothing is
known before. A gap is the time between two events with text, as B's connection receives them.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
from program import CVS, Server, events, run, server, upload
from reporting import Figure, Target, print_figures, print_heading
from streams_processes import language_model
from streams_wire import Wire

PDFS = Path(__file__).resolve().parents[2] / "shared/data/resumes/livecareer-pdf"
MOST = 1.5
PACE = {"gap": 0.02, "tokens": 250}
IDLE_ANSWERS = 3
QUESTION = "Who has run Kubernetes in production?"


@dataclass
class Round:
    """Gaps in milliseconds, alone and beside an upload, and what the upload took."""

    idle: list[float] = field(default_factory=list)
    loaded: list[float] = field(default_factory=list)
    stored: float = 0.0
    taken_in: float = 0.0


async def answer(port: int, gaps: list[float]) -> None:
    """Ask, and note the time between the events of the answer that have text."""
    async with Wire(port) as wire:
        _, thread = await wire.ask("POST", "/api/threads", {"kbs": ["cvs"]})
        path = f"/api/threads/{thread['thread_id']}/messages"
        _, asked = await wire.ask("POST", path, {"content": QUESTION})
        last = 0
        async for frame in wire.events(f"/api/runs/{asked['run_id']}/events"):
            if frame.type == "token":
                if last:
                    gaps.append((frame.at - last) / 1000)
                last = frame.at
            elif frame.type == "error":
                sys.exit(f"The answer failed: {frame.data.decode()}")


async def measure(opened: Server, files: list[Path], number: int) -> Round:
    """One round: B alone, then B beside A."""
    found = Round()
    for _ in range(IDLE_ANSWERS):
        await answer(opened.port, found.idle)
    taking = asyncio.create_task(asyncio.to_thread(take_in, opened, files, f"a{number}", found))
    while not taking.done():
        await answer(opened.port, found.loaded)
    await taking
    return found


def take_in(opened: Server, files: list[Path], base: str, found: Round) -> None:
    """Upload files, and follow their run to its end."""
    with opened.client() as client:
        client.post("/api/kbs", json={"name": base}).raise_for_status()
        start = perf_counter()
        run_id = upload(client, base, files)
        found.stored = perf_counter() - start
        for kind, data in events(client, run_id):
            if kind == "final" and len(data["result"]["failed"]) > len(files) // 4:
                sys.exit(f"{base}: {data['result']['failed'][:3]}")
        found.taken_in = perf_counter() - start


def p95(gaps: list[float]) -> float:
    """Nineteen gaps of twenty are below."""
    return float(np.percentile(gaps, 95))


def figures(rounds: list[Round], count: int) -> list[Figure]:
    """The rows of the table."""
    ratios = [p95(one.loaded) / p95(one.idle) for one in rounds]
    return [
        Figure("gap alone, p50", [median(one.idle) for one in rounds], "ms"),
        Figure("gap alone, p95", [p95(one.idle) for one in rounds], "ms"),
        Figure("gap beside the upload, p50", [median(one.loaded) for one in rounds], "ms"),
        Figure("gap beside the upload, p95", [p95(one.loaded) for one in rounds], "ms"),
        Figure("gap beside the upload, longest", [max(one.loaded) for one in rounds], "ms"),
        Figure("p95 beside the upload / alone", ratios, "", Target(MOST)),
        Figure(f"{count} PDFs stored", [one.stored for one in rounds], "s"),
        Figure(f"{count} PDFs taken in", [one.taken_in for one in rounds], "s"),
    ]


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--pdfs", type=Path, default=PDFS, help="folder of PDFs")
    parser.add_argument("--files", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    files = sorted(chosen.pdfs.rglob("*.pdf"))[: chosen.files]
    if len(files) < chosen.files:
        sys.exit(f"There are {len(files)} PDFs under {chosen.pdfs}.")
    print_heading("An upload beside a chat", "pypdfium2", "uvicorn", "sqlalchemy")
    with tempfile.TemporaryDirectory() as folder, language_model() as model:
        model.script(**PACE)
        # The model is B's alone: it would answer for each CV at the pace of a speaker.
        of_the_server = {"LLM_PROVIDER": "openai", "FOLIOSCOPE_SECTIONS": "rules"}
        os.environ |= {**of_the_server, "OPENAI_BASE_URL": model.url}
        data_dir = Path(folder) / "data"
        run(data_dir, "kb", "create", "cvs")
        run(data_dir, "kb", "add", "cvs", str(CVS))
        with server(data_dir) as opened:
            rounds = [
                asyncio.run(measure(opened, files, number)) for number in range(chosen.rounds)
            ]
    print_figures(figures(rounds, len(files)))


if __name__ == "__main__":
    main()
