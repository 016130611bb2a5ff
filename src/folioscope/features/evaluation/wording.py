"""Measures, expectations and faults of an evaluation in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_MEASURES = {
    "recall": "share of what is expected among the first hits",
    "mrr": "one over the place of the first hit that is expected",
    "ndcg": "gain of expected hits, less the further down they stand; 1 is best",
    "citation_precision": "share of citations that are of what is expected and bear the text out",
    "citation_recall": "share of what is expected that is cited",
    "phrases_said": "share of the expected phrases that the answer says",
    "abstained_rightly": "share of answers that said so where nothing is there, and only there",
    "abstention_f1": "how well it told questions without an answer from the others; 1 is best",
    "search_ms": "milliseconds until the hits",
    "first_token_ms": "milliseconds until the first word",
    "answer_ms": "milliseconds until the whole answer",
    "tokens_in": "tokens that the model read, on average",
    "tokens_out": "tokens that the model wrote, on average",
    "questions": "how many were asked",
    "failed": "how many could not be answered at all",
}
_OF_TIMES = {"_p50": "; half took less", "_p95": "; 95 of 100 took less"}


def measure(name: str) -> str:
    """What a measure is, in a line; empty for one that is not known."""
    bare = name.partition("@")[0]
    more = next((words for end, words in _OF_TIMES.items() if bare.endswith(end)), "")
    bare = bare.removesuffix("_p50").removesuffix("_p95")
    return _MEASURES[bare] + more if bare in _MEASURES else ""


def expected(row: Mapping[str, Any]) -> str:
    """What the answer to a question should rest on, a line for each."""
    if row["not_there"]:
        return "nothing: it is not there"
    phrases = [f"“{phrase}”" for phrase in row["phrases"]]
    return "\n".join([*row["documents"], *phrases])


def faults(row: Mapping[str, Any], k: int) -> list[str]:
    """What is wrong with what came of a question, in words; nothing where all is right."""
    if row["error"]:
        return ["failed"]
    return [*_of_search(row, k), *_of_answer(row)]


def _of_search(row: Mapping[str, Any], k: int) -> Iterator[str]:
    found = row[f"recall@{k}"]
    if found == 0:
        yield f"nothing expected in the first {k} hits"
    elif found is not None and found < 1:
        yield f"{found:.0%} of what is expected in the first {k} hits"


def _of_answer(row: Mapping[str, Any]) -> Iterator[str]:
    if row["abstained_rightly"] == 0:
        yield "answered though nothing is there" if row["not_there"] else "wrongly did not answer"
    if row["abstained"] or row["not_there"]:
        return
    if row["citation_precision"] is not None and row["citation_precision"] < 1:
        yield f"{1 - row['citation_precision']:.0%} of the citations are wrong or not borne out"
    if row["citation_recall"] is not None and row["citation_recall"] < 1:
        yield f"cites {row['citation_recall']:.0%} of what is expected"
    if row["phrases_said"] is not None and row["phrases_said"] < 1:
        yield f"says {row['phrases_said']:.0%} of the expected phrases"
