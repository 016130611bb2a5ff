"""Files of questions: what is read of each kind of file, and what is told of bad ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from folioscope.features.evaluation.questions import (
    Question,
    QuestionsUnreadable,
    is_of,
    read_questions,
)

RECORDS = [
    {"question": "Who runs Kubernetes?", "documents": ["ada.*", "cvs/bob.pdf"]},
    {"id": "b", "question": "Where?", "phrases": ["in Paris"], "mode": "strict", "kbs": ["cvs"]},
    {"question": "Who flies?", "not_there": True},
]
READ = (
    Question("1", "Who runs Kubernetes?", documents=("ada.*", "cvs/bob.pdf")),
    Question("b", "Where?", phrases=("in Paris",), mode="strict", kbs=("cvs",)),
    Question("3", "Who flies?", not_there=True),
)
YAML = """
questions:
  - {question: "Who runs Kubernetes?", documents: ["ada.*", cvs/bob.pdf]}
  - {id: b, question: "Where?", phrases: [in Paris], mode: strict, kbs: [cvs]}
  - {question: "Who flies?", not_there: true}
"""
CSV = """id,question,documents,phrases,not_there,kbs,mode
,Who runs Kubernetes?,ada.*|cvs/bob.pdf,,,,
b,Where?,,in Paris,,cvs,strict
,Who flies?,,,yes,,
"""


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("q.jsonl", "\n".join(map(json.dumps, RECORDS)) + "\n\n"),
        ("q.json", json.dumps(RECORDS)),
        ("q.json", "\ufeff" + json.dumps({"questions": RECORDS})),
        ("q.yaml", YAML),
        ("q.csv", CSV),
    ],
)
def test_every_kind_of_file_gives_the_same_questions(tmp_path: Path, name: str, text: str) -> None:
    read = read_questions(written(tmp_path, name, text))
    assert read.questions == READ
    assert read.faults == ()


@pytest.mark.parametrize(
    ("record", "told"),
    [
        (5, "it is no object"),
        ({"question": "", "not_there": True}, "it has no “question”"),
        ({"question": "x" * 4001, "not_there": True}, "of 1 to 4000 letters"),
        ({"question": "Who?"}, "give “documents” or “phrases”, or else “not_there”"),
        ({"question": "Who?", "documents": ["a"], "not_there": True}, "or else “not_there”"),
        ({"question": "Who?", "answer": "Ada"}, "it has “answer”; known are"),
    ],
)
def test_a_faulty_question_is_named_and_the_others_are_asked(
    tmp_path: Path, record: object, told: str
) -> None:
    lines = [json.dumps(one) for one in (RECORDS[0], record, RECORDS[2])]
    read = read_questions(written(tmp_path, "q.jsonl", "\n".join(lines)))
    assert [question.text for question in read.questions] == ["Who runs Kubernetes?", "Who flies?"]
    (fault,) = read.faults
    assert fault.startswith("question 2 of q.jsonl: ")
    assert told in fault


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("q.jsonl", "", "has no question"),
        ("q.jsonl", '{"question": "Who?"}', "question 1 of q.jsonl: give"),
        ("q.jsonl", "{", "cannot be read"),
        ("q.json", "5", "a list of questions"),
        ("q.json", "[" * 100_000, "cannot be read"),
        ("q.yaml", "a: [", "cannot be read"),
        ("q.jsonl", '{"id": 1, "question": "a", "not_there": 1}\n' * 2, "the same id"),
    ],
)
def test_a_file_without_questions_is_refused_by_name(
    tmp_path: Path, name: str, text: str, told: str
) -> None:
    with pytest.raises(QuestionsUnreadable, match="q\\.") as refused:
        read_questions(written(tmp_path, name, text))
    assert told in refused.value.message


def test_a_file_that_is_missing_or_no_text_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(QuestionsUnreadable, match="No such file"):
        read_questions(tmp_path / "none.jsonl")
    (tmp_path / "q.jsonl").write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(QuestionsUnreadable, match="not text in UTF-8"):
        read_questions(tmp_path / "q.jsonl")


def test_documents_are_paths_names_or_patterns() -> None:
    assert is_of("cvs/ada.pdf", "cvs/ada.pdf")
    assert is_of("cvs/ada.pdf", "ada.pdf")
    assert is_of("cvs/ada.pdf", "ada.*")
    assert not is_of("cvs/ada.pdf", "da.pdf")
    assert not is_of("cvs/ada.pdf", "cvs")


def test_phrases_are_found_whatever_their_case_and_blanks() -> None:
    question = Question("1", "Where?", phrases=("In  Paris", "in Rome"))
    assert question.found_in("any", "She lived\nin\tparis.") == {0}


def test_a_line_ends_at_its_newline_and_at_no_other_separator(tmp_path: Path) -> None:
    record = json.dumps(
        {"question": "Who\u2028wrote\x85it?", "not_there": True}, ensure_ascii=False
    )
    (question,) = read_questions(written(tmp_path, "q.jsonl", record)).questions
    assert question.text == "Who\u2028wrote\x85it?"


def test_brackets_in_the_name_of_a_document_are_a_part_of_it() -> None:
    assert is_of("cvs/ada [final].pdf", "ada [final].pdf")
    assert is_of("cvs/ada [final].pdf", "cvs/ada [final].pdf")
