"""Slots become numbers, words, gender and facts, in the typography of the language."""

from __future__ import annotations

from random import Random

import pytest

from folioscope.features.samples.phrases import Voice, fill

ENGLISH = Voice("en", feminine=False, facts={"cloud": "AWS"})
GERMAN = Voice("de", feminine=False, facts={})
FRENCH = Voice("fr", feminine=True, facts={})


@pytest.mark.parametrize(
    ("text", "voice", "expected"),
    [
        ("on {cloud}", ENGLISH, "on AWS"),
        ("{5-5} teams", ENGLISH, "5 teams"),
        ("{1200-1200/100} users", ENGLISH, "1,200 users"),
        ("{1200-1200/100} usagers", FRENCH, "1\u00a0200 usagers"),
        ("{2.5-2.5}%", ENGLISH, "2.5%"),
        ("{2.5-2.5} %", FRENCH, "2,5\u00a0%"),
        ("développeu{r~se}", FRENCH, "développeuse"),
        ("technicien{~ne}", FRENCH, "technicienne"),
        ("« vu : oui »", FRENCH, "«\u00a0vu\u00a0: oui\u00a0»"),
        ("90 000 €", FRENCH, "90\u00a0000\u00a0€"),
        ("kept : as is", ENGLISH, "kept : as is"),
        ("{1200-1200/100} Nutzer, {2.5-2.5} %", GERMAN, "1.200 Nutzer, 2,5 %"),
    ],
)
def test_a_slot_is_filled(text: str, voice: Voice, expected: str) -> None:
    assert fill(text, voice, Random(1)) == expected


def test_numbers_stay_in_their_range_and_on_their_steps() -> None:
    random = Random(3)
    drawn = {int(fill("{10-40/5}", ENGLISH, random)) for _ in range(300)}
    assert drawn == {10, 15, 20, 25, 30, 35, 40}


def test_words_are_chosen_from_those_offered() -> None:
    random = Random(3)
    assert {fill("{a|b}", ENGLISH, random) for _ in range(50)} == {"a", "b"}


def test_an_unknown_fact_is_an_error_and_not_a_gap() -> None:
    with pytest.raises(KeyError):
        fill("at {nowhere}", ENGLISH, Random(1))
