"""From the question to the first event, the first token and the end of an extractive answer.

    python bench/first_event.py [--questions 60] [--askers 20]

A real server holds the 30 CVs; the clock starts before POST message and the client is a process
beside it on the same cores. One asker first, then many at once, each with a thread of its own.
"""

from __future__ import annotations

import argparse
import itertools
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter

import httpx2
from program import CVS, Server, events, run, server
from reporting import Figure, Target, print_figures, print_heading

TEMPLATES = (
    "Who has worked with {skill}?",
    "Who knows {skill} and speaks French?",
    "Which candidates used {skill} in production, and where?",
    "Qui a de l'expérience avec {skill} ?",
    "What has been done with {skill}?",
)
MARKS = ("first event", "first token", "done")
Samples = defaultdict[str, list[float]]


def questions(count: int) -> list[str]:
    """Questions after the skills that the CVs name, each skill in turn."""
    found: set[str] = set()
    for file in sorted((CVS.parent / "json").glob("*.json")):
        for skill in json.loads(file.read_text(encoding="utf-8"))["skills"]:
            found.update(skill["keywords"])
    skills, templates = itertools.cycle(sorted(found)), itertools.cycle(TEMPLATES)
    return [next(templates).format(skill=next(skills)) for _ in range(count)]


def ask(client: httpx2.Client, thread: str, question: str, samples: Samples) -> None:
    """Ask once and note when each mark was reached."""
    start = perf_counter()
    reached: dict[str, float] = {}
    answer = client.post(f"/api/threads/{thread}/messages", json={"content": question})
    reached["POST answered"] = perf_counter() - start
    for name, _ in events(client, answer.raise_for_status().json()["run_id"]):
        reached.setdefault("first event", perf_counter() - start)
        reached.setdefault({"token": "first token"}.get(name, name), perf_counter() - start)
    for mark in ("POST answered", *MARKS):
        if mark in reached:
            samples[mark].append(1000 * reached[mark])


def ask_all(started: Server, asked: list[str], samples: Samples) -> None:
    """One asker, one conversation."""
    with started.client() as client:
        thread = client.post("/api/threads", json={"kbs": ["cvs"]}).raise_for_status().json()
        for question in asked:
            ask(client, thread["thread_id"], question, samples)


def figures(samples: Samples, askers: str, target: Target | None) -> Iterator[Figure]:
    """What was noted, as rows."""
    for mark in ("POST answered", *MARKS):
        bound = target if mark == "first event" else None
        yield Figure(f"{mark}, {askers}", samples[mark], "ms", bound)


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--questions", type=int, default=60)
    parser.add_argument("--askers", type=int, default=20)
    options = parser.parse_args()
    print_heading("First event of an answer", "uvicorn", "sqlalchemy", "openvino", "httpx2")
    asked = questions(options.questions)
    alone: Samples = defaultdict(list)
    together: Samples = defaultdict(list)
    with tempfile.TemporaryDirectory() as name:
        run(Path(name), "kb", "create", "cvs")
        run(Path(name), "kb", "add", "cvs", str(CVS))
        with server(Path(name)) as started:
            ask_all(started, asked[:5], defaultdict(list))
            ask_all(started, asked, alone)
            with ThreadPoolExecutor(options.askers) as pool:
                shares = [asked[first :: options.askers] for first in range(options.askers)]
                list(pool.map(lambda share: ask_all(started, share, together), shares))
    rows = [*figures(alone, "one asker", Target(150, of="p95"))]
    print_figures([*rows, *figures(together, f"{options.askers} askers", None)])


if __name__ == "__main__":
    main()
