"""What an answer asserts, and which numbers its assertions carry."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folioscope.features.grounding import claims
from folioscope.features.grounding.claims import MOST_CLAIMS, MOST_LETTERS, MOST_STATEMENTS, read

TEXT = st.text(st.sampled_from("[]012,;- –abA.?!:\n`*#|“é"), max_size=80)


def statements(text: str) -> list[str]:
    return [text[start:end] for start, end in read(text).statements]


def carried(text: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(" ".join(claim.text.split()), claim.numbers) for claim in read(text).claims]


@pytest.mark.parametrize(
    "text",
    [
        "Hello! Happy to help.",
        "Bonjour, voici ce que j'ai pu lire :",
        "Sure!",
        "# Work experience of Ada",
        "**Work experience of Ada**",
        "Her skills are the following:",
        "Would you like to know more about Ada?",
        "I did not find this in the documents.",
        "The passages do not mention a driving licence.",
        "There is no information about salaries.",
        "Je n'ai pas trouvé cette information.",
        "Les documents ne mentionnent aucun diplôme.",
        "Dies wird in den Dokumenten nicht erwähnt.",
        "Not found in these documents.",
        "Introuvable dans ces documents.",
        "```\nAda ran clusters in production.\n```",
        "~~~ python\nprint('Ada ran clusters in production')\n~~~",
        "```\nnever closed, and it ran clusters in production",
        "",
        "…",
        "[1]",
    ],
)
def test_these_assert_nothing(text: str) -> None:
    assert statements(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Ada ran forty clusters.",
        "Paris is the capital of France.",
        "The documents do not say so, but Ada certainly holds a doctorate.",
        "Ada a dirigé une équipe de six personnes.",
        "I did not find her age [1].",
        "Is she fluent? [2]",
    ],
)
def test_these_assert_something(text: str) -> None:
    assert len(statements(text)) == 1


def test_code_ends_where_its_fence_does() -> None:
    text = "```\nAda flew to Mars.\n~~~\n```\nAda ran forty clusters.\n"
    assert statements(text) == ["Ada ran forty clusters."]


def test_each_part_of_a_sentence_carries_its_own_numbers() -> None:
    assert carried("Ada ran clusters [1], and Bob taught mathematics [2] [3, 4].") == [
        ("Ada ran clusters", (1,)),
        (", and Bob taught mathematics", (2, 3, 4)),
    ]


def test_a_number_without_words_of_its_own_stands_for_the_sentence() -> None:
    whole = "According to , Ada ran clusters."
    assert carried("According to [1], Ada ran clusters.") == [
        ("According to , Ada ran clusters.", (1,))
    ]
    assert carried("Ada ran clusters. [2]") == [("Ada ran clusters.", (2,))]
    assert carried(whole) == []


def test_a_claim_knows_where_it_stands_in_the_answer() -> None:
    text = "Hello!\n\n- Ada ran clusters [1].\n- Bob taught [2].\n"
    assert [text[claim.start : claim.end] for claim in read(text).claims] == [
        "Ada ran clusters",
        "Bob taught",
    ]


def test_a_sentence_may_borrow_the_number_at_the_end_of_its_paragraph() -> None:
    text = "Ada ran clusters. She led six people. It was in Lyon [3].\nBob taught mathematics."
    borrowed = [(claim.text, claim.numbers) for claim in read(text).borrowed]
    assert sorted(borrowed) == [("Ada ran clusters.", (3,)), ("She led six people.", (3,))]


def test_of_a_huge_answer_the_first_part_is_read() -> None:
    read_to = read("Ada ran forty clusters in Lyon. " * 40_000)
    assert len(read_to.statements) == MOST_STATEMENTS
    assert read_to.until < MOST_LETTERS
    many = read("Ada ran forty clusters [1, 2]. " * 1000)
    assert len(many.claims) == MOST_CLAIMS // 2
    assert read("Ada ran clusters [1].").until == len("Ada ran clusters [1].")


@given(TEXT)
def test_statements_and_claims_are_parts_of_the_answer_in_order(text: str) -> None:
    found = read(text)
    assert all(0 <= a < b <= len(text) for a, b in found.statements)
    assert list(found.statements) == sorted(found.statements)
    for claim in (*found.claims, *found.borrowed):
        start, end = found.statements[claim.statement]
        assert start <= claim.start < claim.end <= end
        assert len(claim.text) <= claim.end - claim.start


@pytest.mark.parametrize(
    "unit",
    ["[1]", "[", "[1] ", "a [1] ", "“", " ", "[1,", "word. [1] ", "```\n", "a\n", ".", "- ", "#"],
)
def test_a_megabyte_costs_time_in_proportion(unit: str) -> None:
    read(unit * (1_000_000 // len(unit)))
    assert claims.LONGEST_CLAIM < MOST_LETTERS
