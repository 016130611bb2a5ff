"""The order in which the pieces of a PDF page are read."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from folioscope.backends.parsers.pdf_lines import Piece
from folioscope.backends.parsers.pdf_order import in_reading_order

LEFT_TEXT = (
    "We read the columns of a page in",
    "the order in which a person reads",
    "them, whoever has made the file,",
    "and look at the gaps between the",
    "words to find those that go on",
    "through many lines of the page,",
    "for these set columns apart.",
)
RIGHT_TEXT = (
    "Tables are told from columns by",
    "their cells, which are short and",
    "do not run on from one line to",
    "the next one, while a sentence",
    "goes on to the end of its line",
    "and then on the next line, as",
    "this one does.",
)
SIDEBAR = ("Skills", "Python", "Kubernetes", "Languages", "French", "German")


def column(texts: Sequence[str], left: float, top: float = 100, leading: float = 14) -> list[Piece]:
    return [piece(text, left, top + leading * number) for number, text in enumerate(texts, start=0)]


def piece(text: str, left: float, top: float, turns: int = 0) -> Piece:
    return Piece(text, (left, top, left + 6 * len(text), top + 11), turns, height=11)


def by_height(pieces: Sequence[Piece]) -> list[Piece]:
    return sorted(pieces, key=lambda one: (one.box[1], one.box[0]) if one.box else (0, 0))


def texts(pieces: Sequence[Piece]) -> list[str]:
    return [one.text for one in pieces]


def test_columns_drawn_line_by_line_are_read_one_after_the_other() -> None:
    drawn = by_height([*column(LEFT_TEXT, 50), *column(RIGHT_TEXT, 310)])

    assert texts(in_reading_order(drawn)) == [*LEFT_TEXT, *RIGHT_TEXT]


def test_a_sidebar_with_lines_of_another_height_is_read_before_the_text_beside_it() -> None:
    side, main = column(SIDEBAR, 40, leading=17), column(RIGHT_TEXT, 200, top=105)

    assert texts(in_reading_order(by_height([*side, *main]))) == [*SIDEBAR, *RIGHT_TEXT]


def test_a_heading_over_both_columns_stays_before_and_a_line_under_them_after() -> None:
    columns = [*column(LEFT_TEXT, 50), *column(RIGHT_TEXT, 310)]
    title, closing = piece("A heading that goes across " * 2, 50, 70), piece("The end", 50, 230)

    read = texts(in_reading_order(by_height([title, *columns, closing])))

    assert read == [title.text, *LEFT_TEXT, *RIGHT_TEXT, closing.text]


def test_three_columns_are_read_one_after_the_other() -> None:
    columns = [column(LEFT_TEXT, 50), column(RIGHT_TEXT, 270), column(LEFT_TEXT, 490)]
    drawn = by_height([one for lines in columns for one in lines])

    assert texts(in_reading_order(drawn)) == [*LEFT_TEXT, *RIGHT_TEXT, *LEFT_TEXT]


def test_the_right_column_is_whole_where_it_begins_higher_than_the_left() -> None:
    drawn = by_height([*column(LEFT_TEXT, 50, top=132), *column(RIGHT_TEXT, 310, top=100)])

    assert texts(in_reading_order(drawn)) == [*LEFT_TEXT, *RIGHT_TEXT]


@pytest.mark.parametrize(
    "rows",
    [
        [("Revenue", "1,204"), ("Cost of sales", "814"), ("Research", "96"), ("Profit", "294")] * 3,
        [("2019", "Engineer, Acme"), ("2017", "Analyst, Bolt"), ("2015", "Intern, Cog")] * 3,
        [("Engineer, Acme", "2019 – now"), ("Analyst, Bolt", "2017 – 2019")] * 4,
        [("Go", "PostgreSQL"), ("Rust", "Kafka"), ("Python", "Docker"), ("C", "Helm")] * 2,
    ],
)
def test_tables_and_dates_at_a_margin_are_read_row_by_row(rows: list[tuple[str, str]]) -> None:
    drawn = [
        piece(text, left, 100 + 14 * number)
        for number, row in enumerate(rows)
        for text, left in zip(row, (50, 310), strict=True)
    ]

    assert in_reading_order(drawn) == drawn


def test_what_was_drawn_column_by_column_keeps_its_order() -> None:
    drawn = [*column(RIGHT_TEXT, 310), *column(LEFT_TEXT, 50)]

    assert in_reading_order(drawn) == drawn


def test_chance_gaps_in_justified_lines_are_no_columns() -> None:
    chance = random.Random(3)
    drawn = []
    for number in range(9):
        cut = 200 + chance.randrange(0, 60, 12)
        drawn += [
            piece("so it goes on and on"[: (cut - 60) // 6], 50, 100 + 14 * number),
            piece("as it does" + "." * chance.randrange(5), cut + 10, 100 + 14 * number),
        ]

    assert in_reading_order(drawn) == drawn


def test_columns_are_found_where_the_text_stands_on_its_side() -> None:
    upright = by_height([*column(LEFT_TEXT, 50), *column(RIGHT_TEXT, 310)])
    turned = []
    for one in upright:
        assert one.box
        left, top, right, bottom = one.box
        turned.append(Piece(one.text, (top, 800 - right, bottom, 800 - left), 1, height=11))

    assert texts(in_reading_order(turned)) == [*LEFT_TEXT, *RIGHT_TEXT]


def test_a_stamp_on_its_side_does_not_come_between_the_columns() -> None:
    drawn = by_height([*column(LEFT_TEXT, 50), *column(RIGHT_TEXT, 310)])
    stamp = Piece("preprint", (280, 90, 292, 190), 1, height=11)

    read = in_reading_order([*drawn, stamp])

    assert texts(read) == [*LEFT_TEXT, *RIGHT_TEXT, "preprint"]


def test_nothing_is_lost_or_doubled_whatever_stands_where() -> None:
    chance = random.Random(7)
    for count in (0, 1, 2, 40, 400):
        drawn = [
            piece(f"word {number}", chance.uniform(0, 500), chance.uniform(0, 60 + count))
            for number in range(count)
        ]
        for order in (drawn, by_height(drawn)):
            assert sorted(map(id, in_reading_order(order))) == sorted(map(id, order))
