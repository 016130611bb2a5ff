"""What the lines of an entry are put together to."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from folioscope.backends.parsers.port import Line
from folioscope.features.knowledge.fact_lines import Told
from folioscope.features.resumes.paragraphs import paragraphs
from folioscope.features.sections.typography import Row

GERMAN = (
    "Verantwortet das Designsystem: 73 Komponenten für 6 Teams, getestet mit axe",
    "Größtes Element der Seiten auf den meisten Telefonen in 1,9 Sekunden",
)
TWO_ITEMS = (
    "Owns the design system: 73 components, used by 6 teams and tested with axe",
    "Brought the largest contentful paint from 4.4 to 1.9 seconds on most phones",
)


def told(said: Sequence[str], step: float = 13.5) -> list[Told]:
    """Lines without bullets, 11 points high and so far apart."""
    found, at = [], 0
    for number, text in enumerate(said):
        top = 100 + number * step
        line = Line(at, at + len(text), (60.0, top, 60.0 + 5 * len(text), top + 11))
        found.append(Told(Row(0, line, text, opens=False, stands_out=False), None, None, False))
        at += len(text) + 1
    return found


@pytest.mark.parametrize(("step", "count"), [(19.3, 2), (13.5, 1)])
def test_full_lines_that_stand_apart_are_items_of_their_own(step: float, count: int) -> None:
    assert len(list(paragraphs(told(GERMAN, step)))) == count


def test_a_capital_begins_an_item_where_it_means_a_beginning() -> None:
    assert len(list(paragraphs(told(TWO_ITEMS)))) == 2


@pytest.mark.parametrize(
    "broken",
    [
        ("Moved the telemetry of 2,400 turbines from nightly batches to", "Kafka and Spark"),
        ("Battery management system of 14 kWh in C on Infineon, now sold", "AURIX in series"),
        ("Brought it to production in four regions with a team of five,", "Mainz among them"),
    ],
)
def test_a_capital_begins_nothing_after_what_is_left_open(broken: tuple[str, str]) -> None:
    assert len(list(paragraphs(told(broken)))) == 1
