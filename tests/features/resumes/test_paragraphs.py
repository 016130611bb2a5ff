"""What the lines of an entry are put together to."""

from __future__ import annotations

import pytest

from folioscope.backends.parsers.port import Line
from folioscope.features.knowledge.fact_lines import Told
from folioscope.features.resumes.paragraphs import paragraphs
from folioscope.features.sections.typography import Row

SAID = (
    "Owns the design system: 73 components, used by 6 teams and tested with axe",
    "Brought the largest contentful paint from 4.4 to 1.9 seconds on most phones",
)


def told(step: float) -> list[Told]:
    """Full lines without bullets, 11 points high and so far apart."""
    found, at = [], 0
    for number, text in enumerate(SAID):
        top = 100 + number * step
        line = Line(at, at + len(text), (60.0, top, 60.0 + 5 * len(text), top + 11))
        found.append(Told(Row(0, line, text, opens=False, stands_out=False), None, None, False))
        at += len(text) + 1
    return found


@pytest.mark.parametrize(("step", "count"), [(19.3, 2), (13.5, 1)])
def test_full_lines_that_stand_apart_are_items_of_their_own(step: float, count: int) -> None:
    assert len(list(paragraphs(told(step)))) == count
