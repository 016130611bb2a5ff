"""Marks in streamed text, and what stands behind them."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folioscope.features.grounding.citations import LONGEST_HELD, Group, MarkFilter, groups, marks

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


def test_marks_with_nothing_between_them_are_one_group() -> None:
    text = "Ada [2] [1][2-4], and Bob[5]. [6]\n[7]"
    assert list(groups(text)) == [
        Group(3, 16, (2, 1, 3, 4)),
        Group(25, 28, (5,)),
        Group(29, 33, (6,)),
        Group(34, 37, (7,)),
    ]


@given(TEXT)
def test_groups_hold_the_numbers_of_all_marks_and_nothing_else(text: str) -> None:
    found = list(groups(text))
    assert {number for group in found for number in group.numbers} == {
        mark.number for mark in marks(text)
    }
    assert all(0 <= group.start < group.end <= len(text) for group in found)
    assert [group.start for group in found] == sorted(group.start for group in found)


@pytest.mark.parametrize("unit", ["[1]", "[", "[1] ", "[1,", " ", "[1-2;", "[ ", "[1-"])
def test_a_megabyte_of_marks_costs_time_in_proportion(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    assert len(list(groups(text))) <= len(text)
    filtered(text, {1})


@pytest.mark.parametrize("text", ["Ada [\uff11].", "Ada [\u0661, \u0662].", "Ada [1\u0660]."])
def test_figures_of_other_scripts_make_no_mark(text: str) -> None:
    assert filtered(text, {1}) == text
    assert (marks(text), list(groups(text))) == ((), [])
