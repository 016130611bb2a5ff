"""What a question is taken to ask."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folioscope.features.extractive.question import MAX_PARTS, read
from folioscope.features.extractive.terms import stem, terms


def parts(text: str) -> list[str]:
    return [part.text for part in read(text).parts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Who ran Kubernetes and speaks French?", ["Who ran Kubernetes", "speaks French"]),
        ("Qui a enseigné et parle espagnol ?", ["Qui a enseigné", "parle espagnol"]),
        ("Who knows C, C++ and Rust?", ["Who knows C", "C++", "Rust"]),
        ("Who is able and experienced?", ["Who is able  experienced"]),
        ("What is the revenue?", ["What is the revenue"]),
    ],
)
def test_a_question_is_cut_where_it_joins_things(text: str, expected: list[str]) -> None:
    assert [" ".join(part.split()) for part in parts(text)] == [
        " ".join(part.split()) for part in expected
    ]


def test_a_question_that_joins_too_much_is_left_whole() -> None:
    assert len(parts("Who knows " + ", ".join(f"skill{n}" for n in range(MAX_PARTS + 3)))) == 1


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Who speaks French?", "en"),
        ("Qui parle anglais ?", "fr"),
        ("Kubernetes", "en"),
        ("Combien d'employés dans l'équipe ?", "fr"),
    ],
)
def test_the_language_is_told_by_the_small_words(text: str, language: str) -> None:
    assert read(text).language == language


def test_what_kind_of_answer_fits_is_read_off_the_question() -> None:
    assert read("Who speaks French?").wants_list
    assert read("Quels candidats parlent allemand ?").wants_list
    assert not read("Where did Ada study?").wants_list
    assert read("How many clusters did she run?").wants_amount
    assert read("En quelle année est-elle née ?").wants_amount
    assert read("What is Ada's phone number?").wants_contact
    assert not read("Where did Ada study?").wants_contact


def test_names_and_figures_weigh_more_than_words_and_phrases_of_asking_less() -> None:
    weights = read("Who knows how Globex grew in 2021?").parts[0].weights
    assert weights["globex"] == weights["2021"] > weights["grow"] > weights["know"]


@given(st.text(max_size=200))
def test_any_text_is_a_question(text: str) -> None:
    assert 1 <= len(read(text).parts) <= MAX_PARTS


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Français", "French"),
        ("langues", "language"),
        ("ÉQUIPES", "teams"),
        ("companies", "company"),
        ("nationaux", "national"),
        ("82,959", "82959"),
        ("3,5", "3.5"),
        ("ran", "run"),
    ],
)
def test_forms_of_one_word_are_one_term(one: str, other: str) -> None:
    assert terms(one) == terms(other) != []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C++, C# and node.js", ["c++", "c#", "node", "js"]),
        ("l'équipe d'O'Brien", ["team", "brien"]),
        ("the of and le la les", []),
        ("R and C", ["r", "c"]),
    ],
)
def test_content_words_are_kept_and_others_not(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@given(st.text(max_size=30))
def test_terms_are_stable(text: str) -> None:
    assert all(term == term.strip() != "" for term in terms(text))
    assert stem("") == ""
