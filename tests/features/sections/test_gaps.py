"""Text that is drawn last for gaps, beside what is drawn first, and under labels of a form."""

from __future__ import annotations

from folioscope.backends.parsers.port import Line, Page, Parsed
from folioscope.features.sections.form_labels import unlabelled
from folioscope.features.sections.gaps import lines_in_gaps
from folioscope.features.sections.parts import parts_of
from folioscope.features.sections.typography import rows_of
from tests.features.sections.written_cvs import ENGLISH

Drawn = tuple[str, float, float]
"""What a line says, where it begins, and how far down it stands."""
TIME_LINE: list[Drawn] = [
    ("Leïla Zerrouki", 48, 40),
    ("leila@example.org", 48, 60),
    ("Expérience professionnelle", 48, 100),
    ("Formation", 48, 300),
    ("Compétences", 48, 400),
    ("TVA, Excel", 48, 420),
    ("Comptable générale", 172, 120),
    ("Menuiserie Castagnol", 172, 132),
    ("Clôture mensuelle en 4 jours", 183, 146),
    ("05/2024 – aujourd'hui", 59, 121),
    ("Comptable en cabinet", 172, 200),
    ("Cabinet Malbosc", 172, 212),
    ("Bulletins de paie", 183, 226),
    ("07/2020 – 04/2024", 70, 201),
    ("BTS, Comptabilité", 172, 320),
    ("Lycée Aubier", 172, 332),
    ("2014 – 2016", 96, 321),
]


def drawn(lines: list[Drawn]) -> Parsed:
    """A page with these lines, in the order in which they were drawn."""
    text, placed = "", []
    for words, left, top in lines:
        box = (left, top, left + 5.0 * len(words), top + 10)
        placed.append(Line(len(text), len(text) + len(words), box))
        text += f"{words}\n"
    return Parsed((Page(text, 1, 600, 800, tuple(placed)),))


def test_the_entries_of_a_time_line_stand_under_their_headings() -> None:
    parts = parts_of(drawn(TIME_LINE))
    told = {(part.section, part.entry.position, part.entry.dates) for part in parts if part.entry}
    assert told == {
        ("experience", "Comptable générale", "05/2024 – aujourd'hui"),
        ("experience", "Comptable en cabinet", "07/2020 – 04/2024"),
        ("education", "BTS, Comptabilité", "2014 – 2016"),
    }


def test_a_column_beside_other_text_is_no_filling_of_gaps() -> None:
    beside: list[Drawn] = [(f"line {n}", 48, 40 + 12 * n) for n in range(20)]
    beside += [(f"side {n}", 300, 40 + 12 * n) for n in range(10)]
    assert lines_in_gaps(rows_of(drawn(beside).pages)) == []


def test_a_name_above_all_headings_is_the_top_wherever_it_is_drawn() -> None:
    side: list[Drawn] = [
        ("Contact", 417, 160),
        ("Vancouver, British Columbia", 417, 180),
        ("Skills", 417, 248),
        ("Go, PostgreSQL", 417, 266),
        ("Orla Brannigan", 43, 41),
        ("Backend Engineer", 43, 66),
        ("Experience", 43, 170),
        ("Engineer, Acme Ltd", 43, 190),
        ("2019 – 2021", 43, 202),
    ]
    parts = parts_of(drawn(side))
    text = drawn(side).pages[0].text
    own = [part.section for part in parts if "Orla" in text[part.start : part.end]]
    assert own == ["contact"]


def test_a_line_that_begins_with_a_word_of_forms_is_not_a_form() -> None:
    rows = rows_of((Page(ENGLISH),))
    assert list(unlabelled(rows).rows) == rows
    (alone,) = rows_of((Page("Position of trust at Acme"),))
    assert list(unlabelled([alone]).rows) == [alone]
