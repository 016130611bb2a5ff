"""Questions about one person: which facts are asked for, and what is left to a search."""

from __future__ import annotations

import pytest

from folioscope.features.knowledge.facts import FactKind
from folioscope.features.pool.one_person import asked_of_one

ASKED: list[tuple[FactKind, str]] = [
    ("language", "Which languages does Ada Byron speak?"),
    ("language", "What are Ada Byron's languages?"),
    ("language", "Quelles langues parle Ada Byron ?"),
    ("language", "Quelles langues Ada Byron parle-t-elle ?"),
    ("skill", "Which skills does Ada Byron have?"),
    ("skill", "List all the skills of Ada Byron"),
    ("skill", "Quelles compétences Ada Byron possède-t-elle ?"),
    ("skill", "Quelles sont les compétences d'Ada Byron ?"),
    ("degree", "Where did Ada Byron study?"),
    ("degree", "What has Ada Byron studied?"),
    ("degree", "Which degrees does Ada Byron hold?"),
    ("degree", "Où Ada Byron a-t-elle étudié ?"),
    ("degree", "Quelles études a faites Ada Byron ?"),
    ("role", "Where has Ada Byron worked?"),
    ("role", "Which companies did Ada Byron work for?"),
    ("role", "Pour quels employeurs Ada Byron a-t-elle travaillé ?"),
    ("place", "Where does Ada Byron live?"),
    ("place", "Où habite Ada Byron ?"),
    ("experience", "How many years of experience does Ada Byron have?"),
    ("experience", "Combien d'années d'expérience a Ada Byron ?"),
    ("certificate", "What certifications does Ada Byron hold?"),
]
LEFT = [
    "What did Ada Byron do at Northwind?",
    "Where did Ada Byron work before Northwind?",
    "Which languages does Ada Byron speak, and where did she learn them?",
    "Why did Ada Byron study law?",
    "Who is Ada Byron?",
    "Which languages are spoken in Lyon?",
    "Who speaks French?",
    "x" * 100_000,
    "Where did " + "a " * 5_000 + "study?",
]


@pytest.mark.parametrize(("kind", "text"), ASKED)
def test_a_plain_question_is_one_of_facts(kind: FactKind, text: str) -> None:
    found = asked_of_one(text)
    assert found is not None
    assert (found.kind, found.name) == (kind, "ada byron")


@pytest.mark.parametrize("text", LEFT)
def test_a_question_that_asks_more_is_left_to_a_search(text: str) -> None:
    found = asked_of_one(text)
    assert found is None or found.name != "ada byron"
