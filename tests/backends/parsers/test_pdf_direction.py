"""Right-to-left text in logical order, whichever way it was drawn."""

from __future__ import annotations

import pytest

from folioscope.backends.parsers.pdf_direction import logical

HELLO = "שלום"
WORLD = "עולם"


def leftwards(text: str, start: float = 500.0) -> list[tuple[float, float]]:
    """Where the characters stand if each is to the left of the one before."""
    return [(start - 10 * place, start - 10 * place + 10) for place in range(len(text))]


def rightwards(text: str) -> list[tuple[float, float]]:
    return [(10.0 * place, 10.0 * place + 10) for place in range(len(text))]


def test_text_in_logical_order_is_kept() -> None:
    text = f"{HELLO} {WORLD}"

    assert logical(text, leftwards(text)) == text


def test_text_given_as_it_is_seen_is_turned_round_words_and_letters() -> None:
    seen = f"{HELLO} {WORLD}"[::-1]

    assert logical(seen, rightwards(seen)) == f"{HELLO} {WORLD}"


def test_words_given_as_they_are_seen_are_turned_round_one_by_one() -> None:
    text = f"{HELLO} {WORLD[::-1]}"
    second = [(400 + left, 400 + right) for left, right in rightwards(WORLD)]
    places = [*leftwards(HELLO + " "), *second]

    assert logical(text, places) == f"{HELLO} {WORLD}"


def test_letters_of_one_glyph_are_turned_back() -> None:
    places = [(500.0, 510.0), (480.0, 490.0), (480.0, 490.0), (470.0, 480.0)]

    assert logical("سالم", places) == "سلام"


def test_numbers_and_latin_words_are_left_alone() -> None:
    text = f"{HELLO} Google 2015"

    assert logical(text, leftwards(text)) == text


@pytest.mark.parametrize("drawn", [f"){HELLO}(", f"({HELLO})"])
def test_brackets_open_before_they_close(drawn: str) -> None:
    assert logical(drawn, leftwards(drawn)) == f"({HELLO})"


def test_forms_of_letters_are_stored_as_the_letters() -> None:
    shaped = "\ufeb3\ufefc\ufee1"

    assert logical(shaped, leftwards(shaped)) == "سلام"
