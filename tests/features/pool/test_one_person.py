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
    ("degree", "Quel est le diplôme d'Ada Byron ?"),
    ("degree", "Quelle est la formation d'Ada Byron ?"),
    ("role", "What were Ada Byron's jobs?"),
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


@pytest.mark.parametrize(
    "text",
    [
        "Where does Ada Byron work?",
        "Where does Ada Byron work now?",
        "Ada Byron's current employer?",
        "What is Ada Byron's current job?",
        "Quel est l'employeur actuel d'Ada Byron ?",
        "Où travaille Ada Byron ?",
        "Où Ada Byron travaille-t-elle ?",
    ],
)
def test_the_present_position_alone_may_be_asked_for(text: str) -> None:
    assert asked_of_one(text) == ("role", "ada byron", True, "", "")
    past = asked_of_one("Where did Ada Byron work?")
    assert past is not None
    assert not past.now


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Does Ada Byron speak French?", "french"),
        ("Ada Byron parle-t-elle espagnol ?", "espagnol"),
    ],
)
def test_whether_a_language_is_spoken_is_asked_of_languages(text: str, spoken: str) -> None:
    assert asked_of_one(text) == ("language", "ada byron", False, spoken, "")


@pytest.mark.parametrize(
    "text",
    [
        "How long did Ada Byron work at Orchard Hospital?",
        "When did Ada Byron start at Orchard Hospital?",
        "Combien de temps Ada Byron a-t-elle travaillé chez Orchard Hospital ?",
    ],
)
def test_how_long_and_since_when_are_asked_of_positions_at_a_firm(text: str) -> None:
    assert asked_of_one(text) == ("role", "ada byron", False, "", "orchard hospital")


@pytest.mark.parametrize("text", LEFT)
def test_a_question_that_asks_more_is_left_to_a_search(text: str) -> None:
    found = asked_of_one(text)
    assert found is None or found.name != "ada byron"
