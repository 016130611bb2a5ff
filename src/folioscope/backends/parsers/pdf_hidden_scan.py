"""Text that is not painted because a picture shows it: a scan with its text over or under it.

Where such words stand, the picture of the page without any text has ink, and between them it has
none. A photograph has either everywhere or nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from folioscope.backends.parsers.pdf_hidden_calls import activate
from folioscope.backends.parsers.pdf_hidden_picture import BYTES, Picture, painted, view_of
from folioscope.backends.parsers.pdf_hidden_survey import Survey
from folioscope.backends.parsers.pdf_hidden_words import Word
from folioscope.backends.parsers.port import Box

INK = 60
"""Of 255: how far ink is from its paper."""
LEAST_INK = 0.02
MOST_IN_A_GAP = 0.15
NARROWEST_GAP = 1.5
MOST_SHARE = 0.6
FEWEST_WORDS = 3
GREEN = 1


@dataclass(frozen=True, slots=True)
class Line:
    """The places of words on one line, how many show ink, and how many gaps show none."""

    places: Sequence[int]
    inked: int
    gaps: int
    clean: int

    @property
    def is_shown(self) -> bool:
        """Whether the picture shows words here, as far as this line alone can tell."""
        return self.inked >= MOST_SHARE * len(self.places) and self.clean >= MOST_SHARE * self.gaps


def shown_in_picture(
    page: Any, survey: Survey, words: Sequence[Word], places: Sequence[int]
) -> Iterator[int]:
    """Answer which of these words a picture shows."""
    drawn = [place for place in places if _may_be_shown(survey, words[place])]
    view = view_of(page, [box for place in drawn for box in words[place].boxes])
    if view is None:
        return
    activate(survey.texts, 0)
    picture = painted(page, view)
    activate(survey.texts, 1)
    lines = [_line(picture, words, line) for line in _lines(words, drawn)]
    long = [line.is_shown for line in lines if len(line.places) >= FEWEST_WORDS]
    is_scan = sum(long) >= MOST_SHARE * len(long)
    for line in lines:
        if line.inked >= MOST_SHARE * len(line.places) and (is_scan or line.is_shown):
            yield from line.places


def _may_be_shown(survey: Survey, word: Word) -> bool:
    near = survey.shapes.meeting(word.place)
    return near is None or len(near) > 0


def _lines(words: Sequence[Word], places: Sequence[int]) -> Iterator[list[int]]:
    line: list[int] = []
    for place in places:
        if line and not _continues(words[line[-1]].box, words[place].box):
            yield line
            line = []
        line.append(place)
    if line:
        yield line


def _continues(before: Box | None, after: Box | None) -> bool:
    if before is None or after is None:
        return False
    middle = (after[1] + after[3]) / 2
    return before[1] < middle < before[3] and after[0] > before[0]


def _line(picture: Picture, words: Sequence[Word], places: Sequence[int]) -> Line:
    boxes = [box for place in places if (box := words[place].box)]
    inks = [_ink(picture, box) for box in boxes]
    gaps = [
        (before[2], max(before[1], after[1]), after[0], min(before[3], after[3]))
        for before, after in pairwise(boxes)
        if after[0] - before[2] >= NARROWEST_GAP
    ]
    clean = [_ink(picture, gap) <= MOST_IN_A_GAP for gap in gaps]
    return Line(places, sum(ink >= LEAST_INK for ink in inks), len(gaps), sum(clean))


def _ink(picture: Picture, box: Box) -> float:
    """Answer which share of a box is of another brightness than the rest of it."""
    span = picture.view.span(box)
    pixels = b"".join(row[GREEN::BYTES] for row in picture.rows(*span)) if span else b""
    if not pixels or max(pixels) - min(pixels) < INK:
        return 0.0
    middle = (max(pixels) + min(pixels)) / 2
    dark = sum(pixel < middle for pixel in pixels) / len(pixels)
    return min(dark, 1 - dark)
