"""Running heads and feet of a PDF: kept once, out of the text of the other pages."""

from __future__ import annotations

from collections.abc import Sequence

from folioscope.backends.parsers.pdf_page import ReadPage
from folioscope.backends.parsers.pdf_rows import Row
from folioscope.backends.parsers.pdf_running import without_running_lines

HEAD, BODY, FOOT = 30.0, 400.0, 800.0


def pages(*contents: Sequence[tuple[str, float]]) -> list[ReadPage]:
    return [
        ReadPage(number, 595, 842, tuple(row(*line) for line in lines), ())
        for number, lines in enumerate(contents, start=1)
    ]


def row(text: str, top: float) -> Row:
    return Row(text, (50, top, 50 + 5 * len(text), top + 10), turns=0)


def texts(read: Sequence[ReadPage]) -> list[list[str]]:
    return [[row.text for row in rows] for rows in without_running_lines(read)]


def test_a_running_head_is_kept_on_the_first_page_alone() -> None:
    read = pages(*([("Annual report", HEAD), (f"text {word}", BODY)] for word in "abc"))

    assert texts(read) == [["Annual report", "text a"], ["text b"], ["text c"]]


def test_mere_page_numbers_are_left_out_everywhere() -> None:
    words = enumerate("abc", start=7)
    read = pages(*([(f"text {word}", BODY), (str(number), FOOT)] for number, word in words))

    assert texts(read) == [["text a"], ["text b"], ["text c"]]


def test_a_foot_that_counts_the_pages_is_known_by_its_words() -> None:
    read = pages(*([(f"text {number}", BODY), (f"Page {number} of 2", FOOT)] for number in (1, 2)))

    assert texts(read) == [["text 1", "Page 1 of 2"], ["text 2"]]


def test_numbers_that_do_not_follow_the_pages_are_kept() -> None:
    read = pages(*([(f"Total {amount}", FOOT)] for amount in (812, 44, 97)))

    assert texts(read) == [["Total 812"], ["Total 44"], ["Total 97"]]


def test_the_number_of_a_single_page_is_kept() -> None:
    assert texts(pages([("text", BODY), ("1", FOOT)])) == [["text", "1"]]


def test_what_repeats_in_the_midst_of_pages_is_kept() -> None:
    read = pages(*([("Senior engineer", BODY)] for _ in range(4)))

    assert texts(read) == [["Senior engineer"]] * 4


def test_the_head_of_a_table_on_both_of_two_pages_is_kept() -> None:
    read = pages(*([("Loan\tRate", HEAD), (f"text {word}", BODY)] for word in "ab"))

    assert texts(read) == [["Loan\tRate", "text a"], ["Loan\tRate", "text b"]]


def test_heads_that_alternate_from_page_to_page_are_known() -> None:
    read = pages(*([(head, HEAD), ("text", BODY)] for head in ("Chapter", "Title") * 3))

    assert texts(read) == [["Chapter", "text"], ["Title", "text"], *[["text"]] * 4]
