"""Masks in a text: every place of it is known afterwards, wherever masks are put."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folioscope.backends.parsers.port import Entry, Line, Masked, Page, Parsed, Part
from folioscope.features.knowledge.blind_moves import moves, with_masks
from folioscope.features.knowledge.blind_spans import MASK_KINDS, WORDS, Span, joined

TEXTS = st.text(alphabet="ab .,\n-é", max_size=60)


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, list[Span]]:
    text = draw(TEXTS)
    places = st.integers(0, len(text))
    kinds = st.sampled_from(MASK_KINDS)
    ends = draw(st.lists(st.tuples(places, places, kinds), max_size=6))
    return text, [Span(min(a, b), max(a, b), kind) for a, b, kind in ends]


@given(texts_with_spans())
def test_what_is_not_masked_stays_and_is_found_where_it_moved(
    drawn: tuple[str, list[Span]],
) -> None:
    text, spans = drawn
    moved = moves(text, spans)
    hidden = joined(spans, text)
    for at, letter in enumerate(text):
        if not any(span.start <= at < span.end for span in hidden):
            assert moved.text[moved(at)] == letter
    assert moved(len(text)) == len(moved.text)
    for mask in moved.masks:
        assert moved.text[mask.start : mask.end] == WORDS[mask.kind]


@given(texts_with_spans())
def test_spans_are_in_order_apart_and_on_one_line_each(drawn: tuple[str, list[Span]]) -> None:
    text, spans = drawn
    hidden = joined(spans, text)
    for span in hidden:
        assert span.start < span.end
        assert "\n" not in text[span.start : span.end]
    for before, after in pairwise(hidden):
        assert before.end <= after.start


@given(texts_with_spans())
def test_places_keep_their_order(drawn: tuple[str, list[Span]]) -> None:
    text, spans = drawn
    moved = moves(text, spans)
    places = [moved(at) for at in range(len(text) + 1)]
    assert places == sorted(places)


def document() -> Parsed:
    text = "Ada King\nworks at Ada Ltd"
    lines = (Line(0, 8, (10, 10, 60, 20)), Line(9, 25, (10, 30, 200, 40)))
    parts = (Part(0, 0, 9, "contact"), Part(0, 9, 25, "experience", Entry("Ada Ltd", "", "")))
    return Parsed((Page(text, 1, 300, 400, lines),), "resume", parts=parts)


def test_lines_parts_and_entries_follow_and_the_width_of_a_line_tells_nothing() -> None:
    spans = (Span(0, 8, "name"), Span(18, 21, "name"))
    after = with_masks(document(), [spans], lambda text: text.replace("Ada", "[name]"))
    page = after.pages[0]
    assert page.text == "[name]\nworks at [name] Ltd"
    assert [page.text[line.start : line.end] for line in page.lines] == page.text.split("\n")
    assert list(page.lines[0].box or ()) == [10, 10, 200, 20]
    first, second = list(after.parts or ())
    assert (first.start, first.end, second.start, second.end) == (0, 7, 7, len(page.text))
    assert second.entry == Entry("[name] Ltd", "", "")
    assert after.masks == (Masked("name", 0, 0, 6), Masked("name", 0, 16, 22))


def test_masking_what_is_masked_already_moves_the_masks_along() -> None:
    once = with_masks(document(), [[Span(18, 21, "name")]], str)
    twice = with_masks(once, [[Span(0, 8, "name")]], str)
    text = twice.pages[0].text
    assert [text[mask.start : mask.end] for mask in twice.masks] == ["[name]", "[name]"]
    assert [mask.start for mask in twice.masks] == [0, text.rindex("[name]")]


@pytest.mark.parametrize(
    ("text", "spans", "shown"),
    [
        ("Ada King, Leeds", [Span(0, 3, "name"), Span(4, 8, "name")], "[name], Leeds"),
        ("Ada\nKing", [Span(0, 8, "name")], "[name]\n[name]"),
        ("a@b.c 01", [Span(0, 5, "email"), Span(6, 8, "phone")], "[email] [phone]"),
        ("Ada King", [Span(0, 8, "name"), Span(4, 8, "birth")], "[name]"),
    ],
)
def test_neighbours_become_one_so_that_words_cannot_be_counted(
    text: str, spans: list[Span], shown: str
) -> None:
    assert moves(text, spans).text == shown
