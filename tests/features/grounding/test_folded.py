"""Text as it is compared, and the way back to the text that is stored."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folioscope.features.grounding.folded import bare, folded

TEXT = st.text(
    st.sampled_from("aÉﬁßxſ½ \n\u00a0\u00ad\u0301*•-–—“”‘’.,;12%+#[]\u200b漢"), max_size=60
)


def found(words: str, text: str) -> str | None:
    span = folded(text).find(bare(words))
    return None if span is None else text[span.start : span.end]


@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [
        ("ran FORTY clusters", "Ran  forty\n clusters.", "Ran  forty\n clusters"),
        ("«œuvre» d'art", "l’ “œuvre” d’art", "œuvre” d’art"),
        ('"Ada"', "by Ada.", "Ada"),
        ("2019-2023", "from 2019–2023", "2019–2023"),
        ("2019 — 2023", "from 2019 − 2023", "2019 − 2023"),
        ("efficient office", "eﬃcient oﬃce", "eﬃcient oﬃce"),
        ("international", "an inter-\nnational firm", "inter-\nnational"),
        ("international", "an inter\u00adnational firm", "inter\u00adnational"),
        ("Ecole des Mines", "l'E\u0301cole des Mines", "E\u0301cole des Mines"),
        ("cafe", "a cafe\u0301!", "cafe\u0301"),
        ("Müller", "MU\u0308LLER", "MU\u0308LLER"),
        ("strasse", "Straße 5", "Straße"),
        ("full width", "ｆｕｌｌ　ｗｉｄｔｈ", "ｆｕｌｌ　ｗｉｄｔｈ"),
        ("runs **Kubernetes** now", "She runs Kubernetes now", "runs Kubernetes now"),
        ("Python Go", "• Python\n• Go", "Python\n• Go"),
        ("C++", "C++ and C", "C++"),
        ("东京 大学", "在东京\u3000大学", None),
    ],
)
def test_what_makes_no_difference(words: str, text: str, expected: str | None) -> None:
    assert found(words, text) == expected


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("ran 4", "ran 40 clusters"),
        ("4 clusters", "14 clusters"),
        ("C", "C++"),
        ("C", "C# and F#"),
        ("5 years", "3.5 years"),
        ("500", "1,500"),
        ("3", "3.5"),
        ("art", "party"),
        ("the cat", "the dog"),
        ("", "anything"),
        ("...", "anything..."),
    ],
)
def test_parts_of_words_and_of_figures_are_not_found(words: str, text: str) -> None:
    assert found(words, text) is None


def test_a_later_place_is_found_where_the_first_is_part_of_a_word() -> None:
    assert folded("party, art").find("art") == (7, 10)


@given(TEXT)
def test_every_letter_knows_its_place(text: str) -> None:
    form = folded(text)
    assert len(form.places) == len(form.text)
    assert list(form.places) == sorted(form.places)
    assert all(place < len(text) for place in form.places)
    assert folded(form.text).text == form.text


@given(TEXT, TEXT, TEXT)
def test_what_is_found_reads_as_what_was_looked_for(before: str, words: str, after: str) -> None:
    text = f"{before} x {words} x {after}"
    span = folded(text).find(bare(words))
    if span is not None:
        assert bare(text[span.start : span.end]) == bare(words)


@pytest.mark.parametrize("unit", ["a", "a-", " ", "*", "\u00ad", "\u0301", "- a", "ab ", "“", "•"])
def test_a_long_text_costs_time_in_proportion(unit: str) -> None:
    form = folded(unit * (200_000 // len(unit)))
    assert form.find(bare((unit * 600)[:1200]) + "z") is None
