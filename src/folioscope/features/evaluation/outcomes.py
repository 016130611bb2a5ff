"""What came of one question, and what it is worth by each measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from folioscope.features.evaluation.metrics import ndcg, recall, reciprocal_rank
from folioscope.features.evaluation.questions import Question, plain


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer said, what it cited and what it cost; times in milliseconds."""

    text: str
    citations: Sequence[dict[str, Any]]
    abstained: bool
    first_ms: float | None
    total_ms: float
    tokens_in: int | None
    tokens_out: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question with its ranking and its answer, as far as there are any."""

    question: Question
    hits: Sequence[dict[str, Any]] = field(default_factory=tuple)
    search_ms: float | None = None
    answer: Answered | None = None
    error: str | None = None

    def scores(self, k: int) -> dict[str, float | None]:
        """The value of each measure; None where it has no meaning for the question."""
        return {**self._of_search(k), **self._of_answer()}

    def _of_search(self, k: int) -> dict[str, float | None]:
        question = self.question
        if question.not_there or self.search_ms is None:
            return {f"recall@{k}": None, "mrr": None, f"ndcg@{k}": None}
        ranking = [question.found_in(hit["path"], hit["text"]) for hit in self.hits]
        return {
            f"recall@{k}": recall(ranking, question.targets, k),
            "mrr": reciprocal_rank(ranking),
            f"ndcg@{k}": ndcg(ranking, question.targets, k),
        }

    def _of_answer(self) -> dict[str, float | None]:
        question, answer = self.question, self.answer
        if answer is None:
            return dict.fromkeys(
                ("citation_precision", "citation_recall", "phrases_said", "abstained_rightly")
            )
        found = [question.found_in(one["path"], one["quote"] or "") for one in answer.citations]
        # A quote that does not bear its sentence out is no source for it, wherever it stands.
        borne = [
            bool(held) and one["verified"]
            for held, one in zip(found, answer.citations, strict=True)
        ]
        is_asked = not question.not_there
        return {
            "citation_precision": sum(borne) / len(borne) if borne and is_asked else None,
            "citation_recall": recall(found, question.targets, len(found)) if is_asked else None,
            "phrases_said": self._said(answer.text) if question.phrases else None,
            "abstained_rightly": float(answer.abstained == question.not_there),
        }

    def _said(self, text: str) -> float:
        said = plain(text)
        phrases = self.question.phrases
        return sum(plain(phrase) in said for phrase in phrases) / len(phrases)
