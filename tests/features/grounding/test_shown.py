"""What a citation says of its passage: the words, and where on the page they stand."""

from __future__ import annotations

import pytest

from folioscope.features.grounding.shown import boxes, listed, placed
from folioscope.features.search.hits import Hit

#: start, end, and the box of each line of a page whose text is "abcde\nfghij\nklmno".
LINES = [[0, 5, 1, 1, 9, 2], [6, 11, 1, 3, 9, 4], [12, 17, 1, 5, 9, 6]]
FIRST, SECOND, THIRD = ([1, 1, 9, 2], [1, 3, 9, 4], [1, 5, 9, 6])
HIT = Hit("7", "d", "cv.pdf", "a/cv.pdf", 2, 1, 6, 17, "people", "fghij\nklmno", 0.5)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, 17, [FIRST, SECOND, THIRD]),
        (6, 11, [SECOND]),
        (7, 8, [SECOND]),
        (4, 7, [FIRST, SECOND]),
        (5, 6, []),
        (11, 12, []),
        (16, 99, [THIRD]),
        (17, 99, []),
    ],
)
def test_the_boxes_are_those_of_the_lines_that_hold_the_words(
    start: int, end: int, expected: list[list[float]]
) -> None:
    assert boxes(LINES, start, end) == expected


def test_a_line_without_a_box_has_none() -> None:
    assert boxes([[0, 5], [6, 11, 1, 3, 9, 4]], 0, 11) == [SECOND]
    assert boxes([], 0, 11) == []


def test_a_quote_is_placed_on_the_page_and_not_in_its_passage() -> None:
    assert placed(HIT, 6, 11, LINES) == {
        "quote": "klmno",
        "quote_start": 12,
        "quote_end": 17,
        "boxes": [THIRD],
    }


def test_a_source_has_the_same_fields_before_and_after_it_is_cited() -> None:
    before = listed(1, HIT)
    assert before.keys() > placed(HIT, 0, 5, LINES).keys()
    places = {name: before[name] for name in ("quote", "quote_start", "quote_end", "boxes")}
    assert places == {"quote": None, "quote_start": None, "quote_end": None, "boxes": []}
    assert before["verified"] is False
    assert (before["source"], before["path"], before["document"]) == (
        "a/cv.pdf",
        "a/cv.pdf",
        "cv.pdf",
    )
    assert (before["page"], before["chunk_id"], before["document_id"]) == (2, "7", "d")
