"""What an evaluation came to: each variant in figures, and each question in a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from folioscope.features.evaluation.metrics import abstentions, mean, percentile
from folioscope.features.evaluation.outcomes import Outcome

FORMAT = "folioscope.evaluation/1"
LONGEST_ANSWER = 2_000
LESS_IS_BETTER = ("_ms", "tokens_", "failed")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The outcomes of every variant, all of the same questions."""

    name: str
    begun_at: str
    k: int
    outcomes: Mapping[str, Sequence[Outcome]]


def report(evaluation: Evaluation) -> dict[str, Any]:
    """All of it as JSON: figures by variant, differences to the first one, and the questions."""
    figures = {
        name: _figures(outcomes, evaluation.k) for name, outcomes in evaluation.outcomes.items()
    }
    first = next(iter(figures.values()))
    return {
        "format": FORMAT,
        "name": evaluation.name,
        "begun_at": evaluation.begun_at,
        "k": evaluation.k,
        "variants": [
            {"name": name, "figures": own, "differences": _differences(first, own)}
            for name, own in figures.items()
        ],
        "questions": [row for name in figures for row in _rows(evaluation, name)],
    }


def _figures(outcomes: Sequence[Outcome], k: int) -> dict[str, float | None]:
    scored = [outcome.scores(k) for outcome in outcomes]
    means = {name: mean(scores[name] for scores in scored) for name in scored[0]}
    answers = [outcome.answer for outcome in outcomes if outcome.answer]
    should = [o.question.not_there for o in outcomes if o.answer]
    counts = abstentions(zip(should, (answer.abstained for answer in answers), strict=True))
    firsts, totals = [a.first_ms for a in answers], [a.total_ms for a in answers]
    return {
        **means,
        "abstention_f1": counts.f1,
        "search_ms_p50": percentile((o.search_ms for o in outcomes), 0.5),
        "search_ms_p95": percentile((o.search_ms for o in outcomes), 0.95),
        "first_token_ms_p50": percentile(firsts, 0.5),
        "first_token_ms_p95": percentile(firsts, 0.95),
        "answer_ms_p50": percentile(totals, 0.5),
        "answer_ms_p95": percentile(totals, 0.95),
        "tokens_in": mean(a.tokens_in for a in answers),
        "tokens_out": mean(a.tokens_out for a in answers),
        "questions": float(len(outcomes)),
        "failed": float(sum(o.error is not None for o in outcomes)),
    }


def _differences(
    first: Mapping[str, float | None], own: Mapping[str, float | None]
) -> dict[str, float | None]:
    pairs = {name: (first[name], value) for name, value in own.items()}
    return {
        name: None if before is None or now is None else now - before
        for name, (before, now) in pairs.items()
    }


def is_better(name: str, difference: float) -> bool:
    """Whether a difference of a measure is one for the better."""
    return (difference < 0) == any(part in name for part in LESS_IS_BETTER)


def _rows(evaluation: Evaluation, variant: str) -> list[dict[str, Any]]:
    return [_row(outcome, variant, evaluation.k) for outcome in evaluation.outcomes[variant]]


def _row(outcome: Outcome, variant: str, k: int) -> dict[str, Any]:
    question, answer = outcome.question, outcome.answer
    return {
        "variant": variant,
        "id": question.id,
        "question": question.text,
        "not_there": question.not_there,
        "documents": list(question.documents),
        "phrases": list(question.phrases),
        **outcome.scores(k),
        "found": [hit["path"] for hit in outcome.hits],
        "cited": [one["path"] for one in answer.citations] if answer else [],
        "abstained": answer.abstained if answer else None,
        "answer": answer.text[:LONGEST_ANSWER] if answer else None,
        "search_ms": outcome.search_ms,
        "first_token_ms": answer.first_ms if answer else None,
        "answer_ms": answer.total_ms if answer else None,
        "tokens_in": answer.tokens_in if answer else None,
        "tokens_out": answer.tokens_out if answer else None,
        "error": outcome.error,
    }


def as_csv(made: Mapping[str, Any]) -> str:
    """The questions of a report as a table; lists have ``|`` between their parts."""
    out = io.StringIO()
    rows = made["questions"]
    writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return out.getvalue()


def _cell(value: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(value, list):
        value = "|".join(value)
    if isinstance(value, float):
        return round(value, 4)
    is_formula = isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{value}" if is_formula else value
