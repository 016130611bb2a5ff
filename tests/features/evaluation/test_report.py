"""Reports: figures of hand-made outcomes, tables, and a page that holds no one's markup."""

from __future__ import annotations

import csv
import io
import xml.dom.minidom
from dataclasses import replace
from typing import Any

import pytest

from folioscope.features.evaluation.html_report import as_html
from folioscope.features.evaluation.outcomes import Answered, Outcome
from folioscope.features.evaluation.plots import bars, histogram
from folioscope.features.evaluation.questions import Question
from folioscope.features.evaluation.report import Evaluation, as_csv, is_better, report
from folioscope.features.evaluation.wording import expected, faults, measure

ADA = Question("1", "Who runs Kubernetes?", documents=("ada.pdf", "bob.pdf"))
NOBODY = Question("2", "Who <b>flies</b>?", not_there=True)


def hit(path: str) -> dict[str, Any]:
    return {"path": path, "text": "…"}


def cited(path: str, *, verified: bool = True) -> dict[str, Any]:
    return {"path": path, "quote": "Kubernetes", "verified": verified}


def answered(*citations: dict[str, Any], abstained: bool = False, text: str = "Ada.") -> Answered:
    return Answered(text, citations, abstained, 20.0, 50.0, 100, 10)


def outcome(first: str, *citations: dict[str, Any]) -> Outcome:
    return Outcome(ADA, [hit(first), hit("bob.pdf")], 5.0, answered(*citations))


def made(*, second: Outcome | None = None) -> dict[str, Any]:
    silent = Outcome(NOBODY, [hit("ada.pdf")], 5.0, answered(abstained=True))
    variants = {
        "as set": [outcome("cy.pdf", cited("ada.pdf"), cited("cy.pdf")), silent],
        "rerank": [second or outcome("ada.pdf", cited("ada.pdf")), silent],
    }
    return report(Evaluation("people", "2026-01-01T00:00:00+00:00", 10, variants))


def test_figures_are_those_of_the_outcomes() -> None:
    figures = made()["variants"][0]["figures"]
    assert figures["recall@10"] == 0.5
    assert figures["mrr"] == 0.5
    assert figures["citation_precision"] == 0.5
    assert figures["citation_recall"] == 0.5
    assert figures["abstained_rightly"] == 1
    assert figures["abstention_f1"] == 1
    assert figures["tokens_in"] == 100
    assert figures["failed"] == 0


def test_a_citation_that_is_not_borne_out_counts_as_wrong() -> None:
    doubtful = outcome("ada.pdf", cited("ada.pdf"), cited("bob.pdf", verified=False))
    figures = made(second=doubtful)["variants"][1]["figures"]
    assert figures["citation_precision"] == 0.5


def test_variants_are_compared_with_the_first_one() -> None:
    first, second = made()["variants"]
    assert set(first["differences"].values()) <= {0, None}
    assert second["differences"]["recall@10"] == 0.5
    assert is_better("recall@10", 0.5)
    assert not is_better("answer_ms_p50", 3.0)


def test_a_question_that_failed_is_counted_and_named() -> None:
    report = made(second=Outcome(ADA, error="The model cannot be reached."))
    figures = report["variants"][1]["figures"]
    assert figures["failed"] == 1
    assert figures["recall@10"] is None
    (row,) = [row for row in report["questions"] if row["error"]]
    assert row["error"] == "The model cannot be reached."


def test_the_table_has_a_row_for_each_question_of_each_variant() -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(made()))))
    assert [(row["variant"], row["id"]) for row in rows] == [
        ("as set", "1"), ("as set", "2"), ("rerank", "1"), ("rerank", "2"),
    ]  # fmt: skip
    assert rows[0]["found"] == "cy.pdf|bob.pdf"


def test_no_cell_is_a_formula() -> None:
    said = Outcome(ADA, [hit("=1+1")], 5.0, answered(text="=HYPERLINK(1)"))
    assert "'=HYPERLINK(1)" in as_csv(made(second=said))
    assert "'=1+1" in as_csv(made(second=said))


def test_the_page_holds_markup_of_no_question_and_no_answer() -> None:
    page = as_html(made(second=Outcome(ADA, error="<script>alert(1)</script>")))
    assert "<script" not in page
    assert "Who &lt;b&gt;flies&lt;/b&gt;?" in page
    assert page.index("alert(1)") > page.index("rerank: the questions, worst first")


@pytest.mark.parametrize(
    "plot",
    [
        bars("a & b", {"recall": [("<x>", 0.5), ("y", None)], "mrr": [("<x>", 0.0), ("y", 1.0)]}),
        histogram("times", [3.0, 3.0, 4.0, 500.0], "ms"),
        histogram("times", [0.0], "ms"),
        bars("nothing", {}),
    ],
)
def test_plots_are_well_formed(plot: str) -> None:
    element = xml.dom.minidom.parseString(plot).documentElement
    assert element is not None
    assert element.tagName == "svg"


def test_a_row_tells_what_was_expected_and_what_is_wrong() -> None:
    bold = Outcome(NOBODY, [hit("ada.pdf")], 5.0, answered(cited("ada.pdf")))
    first, second, third = report(
        Evaluation("people", "", 10, {"as set": [outcome("cy.pdf", cited("cy.pdf")), bold, GOOD]})
    )["questions"]
    assert expected(first) == "ada.pdf\nbob.pdf"
    assert faults(first, 10) == [
        "50% of what is expected in the first 10 hits",
        "100% of the citations are wrong or not borne out",
        "cites 0% of what is expected",
    ]
    assert expected(second) == "nothing: it is not there"
    assert faults(second, 10) == ["answered though nothing is there"]
    assert expected(third) == "“Ada”"
    assert faults(third, 10) == []


def test_an_answer_that_was_wrongly_left_out_is_told_once() -> None:
    (row,) = report(
        Evaluation("people", "", 10, {"as set": [replace(GOOD, answer=answered(abstained=True))]})
    )["questions"]
    assert faults(row, 10) == ["wrongly did not answer"]
    assert faults({**row, "error": "It cannot be reached."}, 10) == ["failed"]


def test_every_measure_is_explained() -> None:
    names = made()["variants"][0]["figures"]
    assert [name for name in names if not measure(name)] == []
    assert measure("answer_ms_p95") == "milliseconds until the whole answer; 95 of 100 took less"
    assert measure("of another day") == ""


def test_the_page_shows_the_worst_hundred_of_a_variant() -> None:
    bad = outcome("cy.pdf", cited("cy.pdf"))
    page = as_html(report(Evaluation("people", "", 10, {"as set": [GOOD] * 30 + [bad] * 90})))
    assert page.count("cites 0% of what is expected") == 90
    assert page.count("all right") == 10
    assert "and 20 more, in questions.csv" in page


GOOD = Outcome(
    Question("3", "Who?", phrases=("Ada",)),
    [{"path": "ada.pdf", "text": "Ada"}],
    5.0,
    answered({"path": "ada.pdf", "quote": "Ada", "verified": True}),
)
