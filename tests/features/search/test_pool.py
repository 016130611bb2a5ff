"""Which questions are asked of many documents."""

from __future__ import annotations

import pytest

from folioscope.features.search.pool import is_about_pool, most_of_one
from folioscope.features.search.wanted import Filters, Wanted
from tests.features.search.made_hits import made_hit

CVS = [
    made_hit("Runs clusters.", f"{name}.pdf", kind="resume", context=f"{name}: {name.title()} Doe")
    for name in ("ada", "bob", "eve", "kim", "lou")
]


@pytest.mark.parametrize(
    "question",
    [
        "Who knows Kubernetes?",
        "And who has run Kafka in production?",
        "Whose CV mentions Rust?",
        "Does anyone speak French?",
        "Which of the candidates worked at a bank?",
        "Which senior Java developers live in Lyon?",
        "What candidates have a PhD?",
        "How many people have led a team?",
        "List all candidates with C++",
        "Show me the offers in Berlin",
        "Qui connaît Kubernetes ?",
        "Quels candidats parlent allemand ?",
        "Trouve les profils avec de l'expérience en React",
        "Combien de personnes ont dirigé une équipe ?",
        "¿Quién sabe Kubernetes?",
        "¿Quiénes hablan francés?",
        "¿Qué candidatos han trabajado en un banco?",
        "Busca personas con experiencia en ventas",
        "Wer kennt Kubernetes?",
        "Welche Bewerberinnen sprechen Französisch?",
        "Zeige alle Kandidaten mit Java",
        "Wie viele Leute haben ein Team geleitet?",
    ],
)
def test_a_question_for_people_or_documents_asks_the_pool(question: str) -> None:
    assert is_about_pool(question, [])
    assert is_about_pool(question, CVS)


@pytest.mark.parametrize(
    "question",
    [
        "What is the notice period?",
        "When did the company move to Lyon?",
        "What is the profile of the ideal hire?",
        "How does the candidate describe the migration?",
        "Explain the whole migration",
        "Quel est le profil recherché ?",
        "Où a eu lieu la formation ?",
        "¿Cuándo empezó el proyecto?",
        "Wann hat das Projekt begonnen?",
        "The Doe report is whole again and whoever reads it may wonder about it",
        "",
        "?",
    ],
)
def test_a_question_for_something_else_does_not(question: str) -> None:
    assert not is_about_pool(question, CVS)


@pytest.mark.parametrize(
    "question",
    [
        "Who is Ada Doe?",
        "Who taught ada DOE to speak French?",
        "Who is meant in ada.pdf?",
        "Qui est Ada Doe ?",
    ],
)
def test_whoever_is_named_is_asked_alone(question: str) -> None:
    assert not is_about_pool(question, CVS)
    assert is_about_pool(question, CVS[1:])


def test_a_name_may_stand_at_the_head_of_the_text_itself() -> None:
    head = made_hit("Zoë Müller-Lüdenscheidt\nBaker in Köln", "cv.txt")
    assert not is_about_pool("Who taught Zoe Muller Ludenscheidt?", [head])
    assert is_about_pool("Who taught Zoe?", [head])


def test_few_words_ask_the_pool_where_the_best_are_several_cvs() -> None:
    assert is_about_pool("C++ on microcontrollers", CVS)
    assert not is_about_pool("C++ on microcontrollers", CVS[:2] * 3)
    assert not is_about_pool("C++ on microcontrollers", [*CVS[:4], made_hit("A letter.")])
    assert not is_about_pool("C++ on microcontrollers in cars since the late nineties", CVS)


def test_how_many_of_one_grows_with_what_is_asked_for() -> None:
    who = "Who knows Kubernetes?"
    assert [most_of_one(Wanted(who, k=k), CVS) for k in (1, 8, 24, 72)] == [2, 2, 3, 9]
    assert most_of_one(Wanted("When was that?"), CVS) is None


def test_a_search_in_one_document_is_never_spread() -> None:
    who = "Who knows Kubernetes?"
    assert most_of_one(Wanted(who, filters=Filters(documents=("ada.pdf",))), CVS) is None
    assert most_of_one(Wanted(who, filters=Filters(documents=("ada.pdf", "bob.pdf"))), CVS) == 2


def test_a_question_as_long_as_may_be_is_read_at_once() -> None:
    assert is_about_pool("who " * 8_000, CVS)
    assert not is_about_pool("a " * 16_000, CVS)
