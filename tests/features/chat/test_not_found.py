"""How a model's abstention is heard, and never shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folioscope.features.chat.not_found import NOT_FOUND, NotFoundFilter


def through(pieces: list[str]) -> tuple[str, bool]:
    """What comes out, and whether it was an abstention."""
    sieve = NotFoundFilter()
    said = "".join(map(sieve.feed, pieces))
    return said + sieve.close(), sieve.abstained


@pytest.mark.parametrize(
    "said",
    [
        NOT_FOUND,
        f"**{NOT_FOUND}**",
        f"\n `{NOT_FOUND}`.\nThe passages are about bread.",
        f'"{NOT_FOUND}',
    ],
)
def test_an_answer_that_begins_with_the_marker_is_none(said: str) -> None:
    assert through(list(said)) == ("", True)


def test_the_marker_is_left_out_of_an_answer() -> None:
    said = f"Ada ran it [1]. Since when: {NOT_FOUND}."
    assert through([said]) == ("Ada ran it [1]. Since when: .", False)


def test_a_beginning_of_the_marker_is_text() -> None:
    assert through(["NOT", "-IN"]) == ("NOT-IN", False)
    assert through([*"NNOT-IN-DOC, she says"]) == ("NNOT-IN-DOC, she says", False)
    assert through([f"N{NOT_FOUND}"]) == ("N", False)


def test_no_more_than_a_few_letters_are_held_back() -> None:
    sieve = NotFoundFilter()
    assert len(sieve.feed(" " * 1000)) >= 900
    assert not sieve.abstained


PIECES = st.lists(st.sampled_from([NOT_FOUND, "NOT", "-IN-", "DOCUMENTS", "N", " ", "**", "Ada"]))


@given(PIECES, st.integers(1, 5))
def test_what_comes_out_does_not_depend_on_how_it_is_cut(pieces: list[str], width: int) -> None:
    text = "".join(pieces)
    cut = [text[at : at + width] for at in range(0, len(text), width)]
    assert through(cut) == through([text])
    said, abstained = through([text])
    assert said == ("" if abstained else text.replace(NOT_FOUND, ""))
