"""Test sets for retrieval: documents, questions, which documents answer them, and the scores."""

from __future__ import annotations

import json
import math
import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quality_people import write_people

SHARED = Path(__file__).resolve().parents[2] / "shared"
JUDGED = (
    "cranfield",
    "cacm",
    "piaf-dev-fr",
    "xquad-dev-en",
    "xquad-dev-es",
    "xquad-dev-de",
    "melo-dev-es",
)
REPORTS = "sec-10-q"
PEOPLE = {"people-en": "en", "people-fr": "fr"}
NAMES = (*JUDGED, REPORTS, *PEOPLE)
CUT = 10


@dataclass(frozen=True)
class QuestionSet:
    """A folder or file to take in, and questions with their graded documents, by id."""

    name: str
    source: Path
    questions: Mapping[str, str]
    relevant: Mapping[str, Mapping[str, int]]


def read_set(name: str, scratch: Path) -> QuestionSet | None:
    """The set of that name; None where its files are not."""
    if name in PEOPLE:
        folder = scratch / name
        write_people(folder, PEOPLE[name])
        return _judged(name, folder, folder / "docs")
    folder = SHARED / "data" / ("docqa" if name == REPORTS else "ir") / name
    if not folder.is_dir():
        return None
    return _reports(folder) if name == REPORTS else _judged(name, folder, folder / "corpus.jsonl")


def is_held_back(question: str) -> bool:
    """Whether nothing was chosen by what became of that question."""
    return zlib.crc32(question.encode()) % 2 == 0


def records(path: Path) -> list[dict[str, Any]]:
    """The lines of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _judged(name: str, folder: Path, source: Path) -> QuestionSet:
    relevant: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, document, grade = line.split("\t")
        if int(grade) > 0:
            relevant[query][document] = int(grade)
    texts = {record["id"]: record["text"] for record in records(folder / "queries.jsonl")}
    return QuestionSet(name, source, {id_: texts[id_] for id_ in relevant}, relevant)


def _reports(folder: Path) -> QuestionSet:
    asked = records(folder / "questions.jsonl")
    return QuestionSet(
        REPORTS,
        folder / "docs",
        {record["id"]: record["question"] for record in asked},
        {record["id"]: dict.fromkeys(record["docs"], 1) for record in asked},
    )


@dataclass(frozen=True, slots=True)
class Score:
    """NDCG with linear gain, recall and reciprocal rank of the first ten documents."""

    ndcg: float
    recall: float
    mrr: float


def score(found: Sequence[str], relevant: Mapping[str, int]) -> Score:
    """How good an order of documents is."""
    gains = [relevant.get(document, 0) for document in found[:CUT]]
    best = sorted(relevant.values(), reverse=True)[:CUT]
    first = next((place for place, gain in enumerate(gains, start=1) if gain), None)
    return Score(
        ndcg=_discounted(gains) / _discounted(best),
        recall=sum(gain > 0 for gain in gains) / len(relevant),
        mrr=1 / first if first else 0.0,
    )


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(place + 1) for place, gain in enumerate(gains, start=1))
