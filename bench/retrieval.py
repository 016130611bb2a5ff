"""How well the search finds: nDCG@10, Recall@10 and MRR@10 on the shared test sets.

    python bench/retrieval.py [--sets cranfield cacm ...] [--chunk-size N --chunk-overlap N]

Every set is taken in through the command line, each record a document; a document stands where
its best passage does. Of the reports in ``docqa`` it counts how often one of the documents that
an answer rests on is among the first five, and among the cited ones. The sets are not part of
this repository; without them nothing is measured.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

from folioscope.features.search.hybrid import search
from folioscope.platform.principal import LOCAL
from folioscope.settings import Settings
from folioscope.wiring import Folioscope, open_folioscope
from program import events, run, server
from reporting import print_heading

SHARED = Path(__file__).resolve().parents[2] / "shared"
SETS = ("cranfield", "cacm", "piaf-dev-fr", "xquad-dev-en", "xquad-dev-es", "xquad-dev-de")
REPORTS = "sec-10-q"
CUT = 10
PASSAGES = 100  # enough to have ten documents among them


@dataclass(frozen=True)
class Questions:
    """The questions of a set that have an answer: text and graded documents, by id."""

    texts: Mapping[str, str]
    relevant: Mapping[str, Mapping[str, int]]


def records(path: Path) -> list[dict[str, Any]]:
    """The lines of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def read_questions(folder: Path) -> Questions:
    """The questions of a set."""
    relevant: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, document, grade = line.split("\t")
        if int(grade) > 0:
            relevant[query][document] = int(grade)
    texts = {record["id"]: record["text"] for record in records(folder / "queries.jsonl")}
    return Questions({id_: texts[id_] for id_ in relevant}, relevant)


def score(found: Sequence[str], relevant: Mapping[str, int]) -> tuple[float, float, float]:
    """NDCG with linear gain, recall and reciprocal rank of the first ten."""
    gains = [relevant.get(document, 0) for document in found[:CUT]]
    best = sorted(relevant.values(), reverse=True)[:CUT]
    first = next((place for place, gain in enumerate(gains, start=1) if gain), None)
    return (
        _discounted(gains) / _discounted(best),
        sum(gain > 0 for gain in gains) / len(relevant),
        1 / first if first else 0.0,
    )


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(place + 1) for place, gain in enumerate(gains, start=1))


async def ranked(folioscope: Folioscope, base: str, query: str) -> list[str]:
    """Documents by their best passages."""
    hits = await search(folioscope.searcher, LOCAL, query, bases=[base], k=PASSAGES)
    return list(dict.fromkeys(hit.document for hit in hits))


async def measure(folioscope: Folioscope, base: str, questions: Questions) -> list[float]:
    """The three figures of a set, means over its questions."""
    scores = [
        score(await ranked(folioscope, base, text), questions.relevant[id_])
        for id_, text in questions.texts.items()
    ]
    return [mean(figures) for figures in zip(*scores, strict=True)]


def baselines() -> dict[str, list[str]]:
    """The figures of other systems by set, as they are written down beside the data."""
    path = SHARED / "reference" / "retrieval-baselines.md"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: row[1:] for row in rows if len(row) == 5 and re.match(r"\.\d+ / ", row[1])}


def print_sets(measured: Mapping[str, Sequence[float]]) -> None:
    """Print the table of the sets."""
    others = baselines()
    print("nDCG@10 / Recall@10 / MRR@10\n")
    print("| set | Folioscope | BM25 | bm25s | MiniLM | RRF |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, figures in measured.items():
        own = " / ".join(f"{figure:.3f}".lstrip("0") for figure in figures)
        print(f"| {name} | {own} | {' | '.join(others.get(name, ['', '', '', '']))} |")
    print(flush=True)


async def first_five(data_dir: Path, asked: Sequence[Mapping[str, Any]]) -> float:
    """How often the first five passages hold one of a document that the answer rests on."""
    async with open_folioscope(Settings(data_dir=data_dir)) as folioscope:
        found = [
            {
                hit.document
                for hit in await search(
                    folioscope.searcher, LOCAL, question["question"], bases=[REPORTS], k=5
                )
            }
            for question in asked
        ]
    pairs = zip(found, asked, strict=True)
    return mean(bool(documents & set(question["docs"])) for documents, question in pairs)


def cited(data_dir: Path, asked: Sequence[Mapping[str, Any]]) -> tuple[float, float]:
    """How often the extractive answer cites a document it rests on, and how often it cites."""
    right, any_ = [], []
    with server(data_dir) as started, started.client() as client:
        for question in asked:
            thread = client.post("/api/threads", json={"kbs": [REPORTS]}).json()["thread_id"]
            body = {"content": question["question"]}
            accepted = client.post(f"/api/threads/{thread}/messages", json=body)
            final = dict(events(client, accepted.raise_for_status().json()["run_id"]))["final"]
            documents = {citation["document"] for citation in final["citations"]}
            right.append(bool(documents & set(question["docs"])))
            any_.append(bool(documents))
    return mean(right), mean(any_)


def report_documents(data_dir: Path, folder: Path) -> None:
    """Print what was found in the reports."""
    asked = records(folder / "questions.jsonl")
    five = asyncio.run(first_five(data_dir, asked))
    right, any_ = cited(data_dir, asked)
    print(f"{REPORTS}, {len(asked)} questions on {len(list(folder.glob('docs/*.pdf')))} reports\n")
    print("| share of questions with | |\n| --- | --- |")
    print(f"| a right document among the first five passages | {five:.3f} |")
    print(f"| a right document cited by the extractive answer | {right:.3f} |")
    print(f"| any citation | {any_:.3f} |", flush=True)


async def measure_sets(data_dir: Path, names: Sequence[str]) -> dict[str, list[float]]:
    """The figures of all sets."""
    async with open_folioscope(Settings(data_dir=data_dir)) as folioscope:
        return {
            name: await measure(folioscope, name, read_questions(SHARED / "data" / "ir" / name))
            for name in names
        }


def fill(data_dir: Path, name: str, source: Path, options: argparse.Namespace) -> None:
    """Make a base of a set."""
    chosen = {"--chunk-size": options.chunk_size, "--chunk-overlap": options.chunk_overlap}
    extra = [word for key, value in chosen.items() if value for word in (key, str(value))]
    run(data_dir, "kb", "create", name, *extra)
    run(data_dir, "kb", "add", name, str(source))


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sets", nargs="*", default=SETS, help="melo-dev-es takes long")
    parser.add_argument("--chunk-size", type=int)
    parser.add_argument("--chunk-overlap", type=int)
    parser.add_argument("--no-reports", action="store_true")
    options = parser.parse_args()
    reports = SHARED / "data" / "docqa" / REPORTS
    names = [name for name in options.sets if (SHARED / "data" / "ir" / name).is_dir()]
    if not names and not reports.is_dir():
        sys.exit(f"Nothing is measured: there are no sets in {SHARED / 'data'}.")
    print_heading("Retrieval", "openvino", "faiss-cpu", "tantivy")
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder)
        for name in names:
            fill(data_dir, name, SHARED / "data" / "ir" / name / "corpus.jsonl", options)
        print_sets(asyncio.run(measure_sets(data_dir, names)))
        if reports.is_dir() and not options.no_reports:
            fill(data_dir, REPORTS, reports / "docs", options)
            report_documents(data_dir, reports)


if __name__ == "__main__":
    main()
