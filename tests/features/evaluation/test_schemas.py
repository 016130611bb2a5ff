"""What may be kept of an evaluation."""

from __future__ import annotations

from math import inf, nan
from typing import Any

import pytest
from pydantic import ValidationError

from folioscope.features.evaluation.schemas import EvaluationReport


def made(figure: float | None = 0.5, told: Any = "yes") -> dict[str, Any]:
    variant = {"name": "as set", "figures": {"mrr": figure}, "differences": {"mrr": None}}
    return {
        "format": "folioscope.evaluation/1",
        "name": "mine",
        "begun_at": "2026-09-01",
        "k": 10,
        "variants": [variant],
        "questions": [{"id": "a", "answer": told}],
    }


def test_a_report_is_kept_as_it_is() -> None:
    assert EvaluationReport.model_validate(made()).model_dump() == made()


@pytest.mark.parametrize("wrong", [made(nan), made(inf), made(told=nan), made(told="\ud800")])
def test_what_is_no_json_is_no_report(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        EvaluationReport.model_validate(wrong)
