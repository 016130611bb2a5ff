"""How the lines of a document look."""

from __future__ import annotations

import pytest

from folioscope.backends.parsers.port import Line, Page
from folioscope.features.sections.typography import rows_of, unmarked, usual_size
from tests.features.sections.written_cvs import document, laid_out

TEXT = "It was a bright cold day in April, and the clocks were striking."


def standing_out(page: Page) -> list[str]:
    return [row.text for row in rows_of((page,)) if row.stands_out]


def test_without_layout_the_lines_are_those_of_the_text() -> None:
    rows = rows_of(document("one\n\n  \ntwo\n", "three").pages)
    assert [(row.ordinal, row.text, row.opens) for row in rows] == [
        (0, "one", True),
        (0, "two", True),
        (1, "three", True),
    ]


def test_a_line_right_after_another_does_not_open_anything() -> None:
    assert [row.opens for row in rows_of(document("one\ntwo\n \nthree").pages)] == [
        True,
        False,
        True,
    ]


def test_larger_type_stands_out() -> None:
    page = laid_out(("Skills", 50, 10, 14), (TEXT, 50, 30, 10), ("small", 50, 50, 7))
    assert standing_out(page) == ["Skills"]


@pytest.mark.parametrize("line", ["SKILLS", "S k i l l s", "## Skills"])
def test_capitals_spaced_letters_and_markdown_stand_out(line: str) -> None:
    assert standing_out(Page(f"{line}\n{TEXT}")) == [line]


def test_bold_stands_out_unless_most_is_bold() -> None:
    text = f"Skills\n{TEXT}"
    heading, body = Line(0, 6, bold=True), Line(7, len(text))
    assert standing_out(Page(text, lines=(heading, body))) == ["Skills"]
    assert standing_out(Page(text, lines=(heading, Line(7, len(text), bold=True)))) == []


def test_capitals_mean_nothing_where_all_is_in_capitals() -> None:
    assert standing_out(Page(f"SKILLS\n{TEXT.upper()}")) == []


def test_the_usual_size_is_that_of_most_letters() -> None:
    lines = [(Line(0, 1, size=20.0), "A"), (Line(0, 1, size=9.0), TEXT)]
    assert usual_size(lines) == 9.0
    assert usual_size([(Line(0, 1), TEXT)]) is None


@pytest.mark.parametrize("line", ["• one", "- two", "3. three", "* four", "– five"])
def test_items_of_lists_are_known(line: str) -> None:
    (row,) = rows_of((Page(line),))
    assert row.is_item


@pytest.mark.parametrize("line", ["-five", "2019 - 2020", "A - B"])
def test_other_lines_with_dashes_are_no_items(line: str) -> None:
    (row,) = rows_of((Page(line),))
    assert not row.is_item


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("### Senior **C#** Developer", "Senior C# Developer"),
        ("*Acme* and _Initech_, `Go`", "Acme and Initech, Go"),
        ("**Accountant** (CPA) 2 * 3", "Accountant (CPA) 2 * 3"),
        ("snake_case_name #1", "snake_case_name #1"),
    ],
)
def test_text_is_read_without_the_marks_of_markdown(text: str, bare: str) -> None:
    assert unmarked(text) == bare
