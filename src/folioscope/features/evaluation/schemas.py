"""Evaluations on the wire."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, field_validator

from folioscope.features.evaluation.questions import MOST_QUESTIONS
from folioscope.features.evaluation.variants import MOST
from folioscope.platform.api.texts import JsonObject, Text


class VariantFigures(BaseModel):
    """A variant with its figures, and what they differ by from those of the first one."""

    model_config = ConfigDict(extra="forbid")

    name: Text = Field(min_length=1, max_length=200)
    figures: dict[str, FiniteFloat | None]
    differences: dict[str, FiniteFloat | None]


class EvaluationReport(BaseModel):
    """An evaluation that was run: what ``folioscope eval run`` writes as ``report.json``."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["folioscope.evaluation/1"]
    name: Text = Field(min_length=1, max_length=200)
    begun_at: Text = Field(max_length=40)
    k: int = Field(ge=1, le=100)
    variants: list[VariantFigures] = Field(min_length=1, max_length=MOST)
    questions: list[JsonObject] = Field(max_length=MOST * MOST_QUESTIONS)

    @field_validator("questions")
    @classmethod
    def _check_json(cls, questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """What is read as JSON may be none: NaN, or half of a surrogate pair."""
        json.dumps(questions, ensure_ascii=False, allow_nan=False).encode()
        return questions


class EvaluationListed(BaseModel):
    """An evaluation in a list."""

    model_config = ConfigDict(from_attributes=True, populate_by_name=True)

    evaluation_id: str = Field(validation_alias="id")
    name: str
    created_at: datetime
    variants: list[VariantFigures] = Field(validation_alias="figures")


class EvaluationRead(EvaluationListed):
    """An evaluation with its questions and what came of them."""

    report: dict[str, Any]


class EvaluationList(BaseModel):
    """Evaluations, newest first."""

    evaluations: list[EvaluationListed]
