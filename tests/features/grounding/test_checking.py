"""What an answer rests on: citations, claims, and the sentences that nothing bears out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folioscope.features.grounding.checking import Checked, checked, cited_numbers
from folioscope.features.search.hits import Hit

TEXT = st.text(st.sampled_from("[]0123,;- –abA.?!:\n`“é"), max_size=80)
PAGE = (
    "Page one\nAda Martin ran 40 clusters\nin production at Globex.\nSpeaks French and English.\n"
)
FIRST, SECOND, LAST = ([1, 2, 9, 3], [1, 4, 9, 5], [1, 6, 9, 7])
LINES = {"7": [[0, 8, 0, 0, 9, 1], [9, 35, *FIRST], [36, 60, *SECOND], [61, 87, *LAST]]}
TEXT_OF_BOB = "Bob Stone taught mathematics for 12 years in Lyon."


def hit(chunk: str, text: str, start: int = 0, **values: Any) -> Hit:
    usual: dict[str, Any] = {"page": 2, "page_ordinal": 1, "kb": "people", "score": 0.5}
    named: dict[str, Any] = {"document_id": "d", "document": "ada.pdf", "path": "cvs/ada.pdf"}
    end = start + len(text)
    return Hit(chunk_id=chunk, text=text, start=start, end=end, **named, **usual, **values)


ADA = hit("7", PAGE[9:], 9, context="Ada Martin — Work experience of Ada Martin — Engineer")
BOB = hit("8", TEXT_OF_BOB)
SOURCES = {1: ADA, 2: BOB}


def check(text: str) -> Checked:
    return checked(text, SOURCES, LINES)


def parts(text: str, spans: list[list[int]]) -> list[str]:
    return [text[start:end] for start, end in spans]


def test_a_citation_has_its_quote_its_place_and_the_boxes_of_its_lines_alone() -> None:
    (citation,) = check("Ada ran 40 clusters in production [1].").citations
    assert citation["quote"] == "Ada Martin ran 40 clusters\nin production at Globex."
    assert citation["quote"] == PAGE[citation["quote_start"] : citation["quote_end"]]
    assert citation["boxes"] == [FIRST, SECOND]
    assert (citation["n"], citation["page"], citation["verified"]) == (1, 2, True)


def test_each_claim_has_its_own_quote_and_the_citation_the_best() -> None:
    text = "She sails to Brest [1]. She speaks French and English [1]. She ran 40 clusters [1]."
    found = check(text)
    claims = found.grounding["claims"]
    assert [text[claim["start"] : claim["end"]] for claim in claims] == [
        "She sails to Brest",
        "She speaks French and English",
        "She ran 40 clusters",
    ]
    assert [claim["match"] for claim in claims] == [None, "aligned", "aligned"]
    assert [claim["boxes"] for claim in claims[1:]] == [[LAST], [FIRST, SECOND]]
    assert all(
        claim["quote"] == PAGE[claim["quote_start"] : claim["quote_end"]] for claim in claims
    )
    (citation,) = found.citations
    assert citation["verified"] is True
    assert citation["quote"] in {claim["quote"] for claim in claims[1:]}


def test_what_nothing_bears_out_is_marked_where_it_stands() -> None:
    text = (
        "Hello!\n\nAda ran 40 clusters in production [1]. Paris is the capital of France.\n\n"
        "Bob sailed around Cape Horn [2]. I found nothing about her age?"
    )
    grounding = check(text).grounding
    assert parts(text, grounding["unsupported"]) == ["Paris is the capital of France."]
    assert [part[:10] for part in parts(text, grounding["doubtful"])] == ["Bob sailed"]
    figures = {name: grounding[name] for name in ("statements", "supported", "coverage")}
    assert figures == {"statements": 3, "supported": 1, "coverage": 0.333}
    assert (grounding["citations"], grounding["verified"], grounding["passages"]) == (2, 1, 2)


def test_a_number_at_the_end_of_a_paragraph_stands_for_what_it_bears_out_before() -> None:
    text = "Ada ran 40 clusters in production. Ada likes chess. She speaks French [1]."
    grounding = check(text).grounding
    assert parts(text, grounding["unsupported"]) == ["Ada likes chess."]
    assert [claim["start"] for claim in grounding["claims"]] == [0, text.index("She")]
    assert grounding["supported"] == 2


def test_every_number_of_the_text_has_a_citation_even_without_words_to_check() -> None:
    found = check("```\nx = a[2]\n```\n[1]")
    assert [(one["n"], one["quote"], one["verified"]) for one in found.citations] == [
        (2, None, False),
        (1, None, False),
    ]
    assert found.grounding["claims"] == []


def test_a_passage_of_nothing_but_blanks_bears_nothing_out() -> None:
    found = checked("Ada ran clusters [1].", {1: hit("9", " \n ")}, {})
    assert (found.citations[0]["quote"], found.citations[0]["verified"]) == (None, False)
    assert found.grounding["doubtful"] == [[0, 21]]


def test_an_answer_that_says_it_found_nothing_needs_no_source() -> None:
    for text in ("Not found in these documents.", "", "Hello! How may I help you?"):
        grounding = check(text).grounding
        assert (grounding["statements"], grounding["unsupported"]) == (0, [])
        assert grounding["coverage"] == 0.0


def test_what_is_left_of_a_huge_answer_is_neither_borne_out_nor_marked() -> None:
    text = "Ada ran 40 clusters in production [1]. Paris is the capital of France.\n\n" * 15_000
    found = check(text)
    grounding = found.grounding
    assert 0 < grounding["checked_letters"] < 100_000
    assert grounding["statements"] == grounding["supported"] + len(grounding["unsupported"])
    assert max(end for _, end in grounding["unsupported"]) <= grounding["checked_letters"]
    assert len(json.dumps(grounding)) < 300_000
    assert found.citations[0]["verified"] is True


def test_numbers_come_in_order_of_first_appearance_and_unknown_ones_not_at_all() -> None:
    assert cited_numbers("Bob [2]. Ada [1, 2]. Bob [2]. And so on [7].", SOURCES) == [2, 1]


@given(TEXT, TEXT)
def test_quotes_and_spans_are_always_what_they_say(text: str, passage: str) -> None:
    page = f"above\n{passage}"
    sources = {1: hit("1", passage, 6), 2: BOB}
    found = checked(f"{text} [1]", sources, {"1": [[6, 6 + len(passage), *FIRST]]})
    for one in (*found.citations, *found.grounding["claims"]):
        if one["quote"] is not None and one["n"] == 1:
            assert one["quote"] == page[one["quote_start"] : one["quote_end"]] != ""
            assert one["boxes"] == [FIRST]
    grounding = found.grounding
    open_ones = grounding["unsupported"] + grounding["doubtful"]
    assert grounding["statements"] == grounding["supported"] + len(open_ones)
    assert all(0 <= start < end <= len(text) + 4 for start, end in open_ones)
    assert 0.0 <= grounding["coverage"] <= 1.0
    json.dumps(grounding)


@pytest.mark.parametrize(
    "unit", ["[1]", "[", "a [1] ", "“", " ", "[1,", "Ada word. [1] ", "[1-99] a b "]
)
def test_a_megabyte_costs_time_in_proportion(unit: str) -> None:
    check(unit * (1_000_000 // len(unit)))
