"""Where the entries of a section begin, and what their first lines say."""

from __future__ import annotations

import pytest

from folioscope.backends.parsers.port import Entry, Line, Page
from folioscope.features.sections.entries import entries_of
from folioscope.features.sections.typography import rows_of
from tests.features.sections.written_cvs import laid_out


def found(text: str, section: str = "experience") -> list[tuple[int, Entry]]:
    return entries_of(rows_of((Page(text),)), section)


def only(text: str, section: str = "experience") -> Entry:
    ((_, entry),) = found(text, section)
    return entry


BAKER = Entry("Acme Ltd", "Baker", "2019 - 2021")


@pytest.mark.parametrize(
    "text",
    [
        "Baker 2019 - 2021\nAcme Ltd, London\n- bread",
        "Acme Ltd, London\nBaker, 2019 - 2021\n- bread",
        "Baker\n2019 - 2021\nAcme Ltd, London\n- bread",
        "2019 - 2021\nBaker\nAcme Ltd\n- bread",
        "2019 - 2021 Baker, Acme Ltd – London\n- bread",
        "Baker at Acme Ltd (2019 - 2021)\n- bread",
        "Baker | Acme Ltd | 2019 - 2021\n- bread",
        "2019 - 2021: Baker, Acme Ltd, London\n- bread",
        "Baker\nAcme Ltd\n\nLondon\n2019 - 2021\n- bread",
    ],
)
def test_fields_are_found_however_the_lines_are_laid_out(text: str) -> None:
    assert only(text) == BAKER


def test_each_entry_has_as_many_lines_before_its_dates_as_the_first() -> None:
    text = (
        "Acme Ltd\nBaker\n2019 - 2021\nMade bread of every kind\n"
        "Crumb Ltd\nMiller\n2016 - 2018\nGround flour"
    )
    assert found(text) == [(0, BAKER), (4, Entry("Crumb Ltd", "Miller", "2016 - 2018"))]


def test_dates_in_the_text_of_an_entry_begin_no_other() -> None:
    text = (
        "Baker 2019 - 2021\nAcme Ltd\n"
        "- led the night shift from 2019 to 2020\n"
        "Between 2020 and 2021 the bakery doubled what it sold.\n"
        "Best bread of 2020."
    )
    assert found(text) == [(0, BAKER)]


def test_text_that_is_set_in_is_not_of_the_head() -> None:
    page = laid_out(
        ("Baker 2019 - 2021", 50, 10, 10),
        ("Acme Ltd", 50, 22, 10),
        ("Summer fair 2019 - 2020", 70, 34, 10),
        ("Miller 2016 - 2018", 50, 46, 10),
        ("Crumb Ltd", 50, 58, 10),
    )
    starts = [start for start, _ in entries_of(rows_of((page,)), "experience")]
    assert starts == [0, 3]


def test_what_is_not_sure_stays_empty() -> None:
    assert only("2019 - 2021\n- bread") == Entry(dates="2019 - 2021")
    assert only("Lirum Larum\nLöffelstiel\n2019 - 2021") == Entry(dates="2019 - 2021")
    assert only("Baker 2019 - 2021\nLondon, UK\n- bread") == Entry("", "Baker", "2019 - 2021")


def test_a_firm_nobody_knows_stands_where_the_others_stand() -> None:
    text = (
        "Baker\nAcme Ltd\n2019 - 2021\n- a\nMiller\nCrumb Ltd\n2016 - 2018\n- b\n"
        "Doughmaster\nLirum Larum\n2014 - 2015\n- c"
    )
    (*_, (_, last)) = found(text)
    assert last == Entry("Lirum Larum", "Doughmaster", "2014 - 2015")


def test_a_degree_and_a_school_are_the_fields_of_education() -> None:
    text = "Master, Baking and Milling 2014 – 2016\nUniversity of Crumb, Leeds"
    expected = Entry("University of Crumb", "Master, Baking and Milling", "2014 – 2016")
    assert only(text, "education") == expected
    assert only("2016 BSc Chemistry: Crumb College", "education") == Entry(
        "Crumb College", "BSc Chemistry", "2016"
    )


def test_a_project_is_named_where_an_employer_is() -> None:
    assert only("Ovenly 2019\nMaintainer\n- software", "projects") == Entry(
        "Ovenly", "Maintainer", "2019"
    )


def test_entries_without_dates_begin_with_what_is_set_off() -> None:
    page = laid_out(
        ("Ovenly", 50, 10, 12),
        ("Software for ovens, used by six bakeries", 50, 24, 10),
        ("Flourish", 50, 40, 12),
        ("A game about flour that nobody has won yet", 50, 54, 10),
    )
    entries = entries_of(rows_of((page,)), "projects")
    assert entries == [(0, Entry("Ovenly")), (2, Entry("Flourish"))]


def test_a_section_without_dates_or_type_has_no_entries() -> None:
    assert found("Bread\nCakes\nand more") == []
    assert entries_of([], "experience") == []


def test_dates_in_a_column_that_is_read_after_the_text_are_those_of_the_line_beside_them() -> None:
    told = [
        ("Acme, Baker", 50, 100), ("• bread", 60, 112), ("• cakes", 60, 124),
        ("London, UK", 450, 100), ("2019 - 2021", 445, 112), ("2 years 1 month", 425, 124),
        ("Initech, Cook", 50, 150), ("• soup", 60, 162), ("• stew", 60, 174),
        ("Boston, MA", 450, 150), ("2016 - 2018", 445, 162), ("2 years", 465, 174),
    ]  # fmt: skip
    text, lines = "", []
    for words, left, top in told:
        right = 500.0 if left > 400 else left + 5.0 * len(words)
        lines.append(Line(len(text), len(text) + len(words), (left, top, right, top + 10), 10))
        text += f"{words}\n"
    entries = entries_of(rows_of((Page(text, 1, lines=tuple(lines)),)), "experience")
    assert entries == [
        (0, Entry("Acme", "Baker", "2019 - 2021")),
        (6, Entry("Initech", "Cook", "2016 - 2018")),
    ]


def test_a_bracket_that_is_opened_in_a_name_is_closed_in_it() -> None:
    entry = only("Baker (night shift)\nAcme Ltd (Acme, Bread), London\n2019 - 2021\n- bread")
    assert entry.position == "Baker (night shift)"
    assert entry.organization.count("(") == entry.organization.count(")")


@pytest.mark.parametrize(
    "text",
    [
        "### Baker\n**Acme Ltd**, London\n*2019 - 2021*\n- bread",
        "### **Baker** at _Acme Ltd_ (2019 - 2021)\n- bread",
    ],
)
def test_marks_of_markdown_are_no_part_of_a_name(text: str) -> None:
    assert only(text) == BAKER


def test_the_foot_of_a_page_does_not_move_where_lines_begin() -> None:
    told = [
        ("2019 - 2021 - Acme Ltd", 305), ("Baker", 305), ("Made bread", 323),
        ("2016 - 2018 - Initech Ltd", 305), ("Cook", 305), ("Made soup", 323),
        ("www.example.org", 202),
    ]  # fmt: skip
    text, lines = "", []
    for at, (words, left) in enumerate(told):
        box = (left, 100.0 + 12 * at, left + 5.0 * len(words), 110.0 + 12 * at)
        lines.append(Line(len(text), len(text) + len(words), box, 10))
        text += f"{words}\n"
    entries = entries_of(rows_of((Page(text, 1, lines=tuple(lines)),)), "experience")
    assert [entry for _, entry in entries] == [
        Entry("Acme Ltd", "Baker", "2019 - 2021"),
        Entry("Initech Ltd", "Cook", "2016 - 2018"),
    ]
