"""Marks in streamed text, and what stands behind them."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folioscope.backends.llms.port import Passage
from folioscope.features.chat.citations import LONGEST_HELD, MarkFilter, coverage, marks, verify

TEXT = st.text(st.sampled_from("[]0123912,;- –ab.\n\u00a0"), max_size=60)


def filtered(text: str, valid: set[int], size: int = 10_000) -> str:
    marks = MarkFilter(frozenset(valid))
    pieces = [marks.feed(text[at : at + size]) for at in range(0, len(text), size)]
    return "".join(pieces) + marks.close()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada [1].", "Ada [1]."),
        ("Ada [9].", "Ada."),
        ("Ada [9] left.", "Ada left."),
        ("Ada [9]left.", "Ada left."),
        ("Ada [1, 9].", "Ada [1]."),
        ("Ada [1][9].", "Ada [1]."),
        ("Ada [9][1].", "Ada [1]."),
        ("Ada [1-3].", "Ada [1-3]."),
        ("Ada [2–9].", "Ada [2, 3]."),
        ("Ada [0].", "Ada."),
        ("Ada [ 2 ; 3 ].", "Ada [ 2 ; 3 ]."),
        ("Ada [sic] and [2019] and [] and [a1].", "Ada [sic] and [2019] and [] and [a1]."),
        ("Ada [1", "Ada [1"),
        ("Ada [9", "Ada [9"),
        ("end  ", "end  "),
        ("Ada [9]\n- next", "Ada\n- next"),
        ("[9] Ada", " Ada"),
        ("[7[9]]", "[7[]]"),
        ("see [1](http://x)", "see [1](http://x)"),
    ],
)
def test_a_mark_that_points_nowhere_is_never_emitted(text: str, expected: str) -> None:
    assert filtered(text, {1, 2, 3}) == expected


@given(TEXT, st.sets(st.integers(0, 12)), st.lists(st.integers(0, 60), max_size=6))
def test_what_comes_out_does_not_depend_on_the_cuts(
    text: str, valid: set[int], cuts: list[int]
) -> None:
    edges = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    marks = MarkFilter(frozenset(valid))
    pieces = [marks.feed(text[a:b]) for a, b in itertools.pairwise(edges)]
    assert "".join(pieces) + marks.close() == filtered(text, valid) == filtered(text, valid, 1)


@given(TEXT, st.sets(st.integers(0, 12)))
def test_all_marks_that_come_out_are_valid(text: str, valid: set[int]) -> None:
    assert {mark.number for mark in marks(filtered(text, valid))} <= valid


@given(TEXT)
def test_text_whose_marks_are_all_valid_is_left_alone(text: str) -> None:
    assert filtered(text, set(range(1000))) == text


@given(st.text(st.sampled_from("ab []x."), max_size=40))
def test_text_without_numbers_is_left_alone(text: str) -> None:
    assert filtered(text, set()) == text


@pytest.mark.parametrize("text", ["[" + "1" * 10_000, " " * 10_000, "[" + " " * 10_000, "[[[[" * 9])
def test_little_is_held_back(text: str) -> None:
    assert len(MarkFilter(frozenset()).feed(text)) >= len(text) - 2 * LONGEST_HELD


def test_marks_are_told_in_order_with_their_places() -> None:
    assert marks("A [2]. B [1, 3] [5-6] [2019] [sic]") == (
        *((2, 2), (1, 9), (3, 9), (5, 16), (6, 16)),
    )


ADA = Passage(
    1,
    *("ada", "ada.pdf", 1, "kb"),
    "Ada Martin\nadams@example.org\nRan 40 Kubernetes clusters in production for a payments\n"
    "company at Globex.\nLanguages: French (native), English",
)
BOB = Passage(2, "bob", "bob.pdf", None, "kb", "Bob Stone taught mathematics for 12 years in Lyon.")


def one(text: str) -> tuple[bool, str]:
    (verified,) = verify(text, [ADA, BOB])
    source = {1: ADA, 2: BOB}[verified.number].text
    assert verified.quote == source[verified.start : verified.end]
    return verified.verified, " ".join(verified.quote.split())


def test_a_claim_is_shown_with_the_line_that_bears_it_out() -> None:
    assert one("Ada ran Kubernetes in production at Globex [1].") == (
        *(True, "Ran 40 Kubernetes clusters in production for a payments company at Globex."),
    )
    assert one("She speaks French and English. [1]") == (
        *(True, "Languages: French (native), English"),
    )


@pytest.mark.parametrize(
    "claim",
    [
        "Ada ran 90 Kubernetes clusters in production [1].",
        "Ada won the national chess championship [1].",
        "Bob managed hotels in Spain for 3 years [2].",
        "She holds a doctorate in chemistry [2].",
    ],
)
def test_a_claim_its_passage_does_not_hold_is_not_verified(claim: str) -> None:
    assert not one(claim)[0]


def test_words_quoted_exactly_are_enough() -> None:
    claim = "Somebody highly recommended once put it thus: “mathematics for 12 years in Lyon” [2]"
    assert one(claim)[0]


def test_a_wrapped_line_quoted_on_one_line_is_exact() -> None:
    assert one("- clusters in production for a payments company at Globex. [1]")[0]


def test_each_part_of_a_sentence_answers_for_its_own_mark() -> None:
    text = "Ada ran Kubernetes clusters in production [1], and Bob taught mathematics in Lyon [2]."
    assert [(v.number, v.verified) for v in verify(text, [ADA, BOB])] == [(1, True), (2, True)]


def test_a_claim_may_rest_on_two_passages() -> None:
    text = "Bob Stone taught mathematics and Ada Martin ran Kubernetes clusters [1][2]."
    assert all(verified.verified for verified in verify(text, [ADA, BOB]))


def test_accents_and_plurals_do_not_matter() -> None:
    school = Passage(1, "z", "z.pdf", None, "kb", "Ingénieure diplômée de l'École des Mines")
    (verified,) = verify("Elle est ingenieure diplomee de l'ecole des mines [1].", [school])
    assert verified.verified


def test_numbers_come_in_order_of_first_appearance_and_unknown_ones_not_at_all() -> None:
    text = "Bob taught mathematics [2]. Ada ran clusters [1]. Bob lived in Lyon [2]. And so on [7]."
    assert [verified.number for verified in verify(text, [ADA, BOB])] == [2, 1]


def test_a_mark_without_a_claim_and_a_blank_passage_prove_nothing() -> None:
    blank = Passage(3, "c", "c.pdf", None, "kb", " \n ")
    assert verify("[1]", [ADA]) == ()
    assert verify("Something is said here [3].", [blank]) == ()


def test_coverage_is_the_share_of_sentences_with_a_verified_mark() -> None:
    text = (
        "These are the words:\n\nAda ran Kubernetes clusters in production [1]. "
        "She is a delight. Bob sailed around the world [2]. Bob taught mathematics in Lyon [2]."
    )
    assert coverage(text, [ADA, BOB]) == 0.5
    assert coverage("", [ADA]) == coverage("Nothing is cited.", [ADA]) == 0.0


@given(TEXT, TEXT)
def test_a_quote_is_always_a_span_of_its_passage(text: str, source: str) -> None:
    passage = Passage(1, "a", "a.txt", None, "kb", source)
    for verified in verify(text + " [1]", [passage]):
        assert verified.quote == source[verified.start : verified.end] != ""
    assert 0.0 <= coverage(text, [passage]) <= 1.0


@pytest.mark.parametrize("unit", ["[1]", "[", "a [1] ", "“", " ", "[1,", "word. [1] "])
def test_a_hostile_answer_costs_time_in_proportion(unit: str) -> None:
    text = unit * (20_000 // len(unit))
    verify(text, [BOB])
    filtered(text, {1})
