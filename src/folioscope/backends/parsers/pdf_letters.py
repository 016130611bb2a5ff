"""The letters of one line of a PDF page: where each begins and ends, and how far apart they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter, sub
from statistics import median

from folioscope.backends.parsers.pdf_characters import Characters
from folioscope.backends.parsers.pdf_direction import RIGHT_TO_LEFT

FEWEST_SPACED_LETTERS = 4


@dataclass(frozen=True, slots=True)
class Letters:
    """The visible characters of what PDFium takes for a line.

    ``places`` are those in the page's text, followed by the sides of their boxes. ``near`` and
    ``far`` say where each begins and ends in the direction of the line, ``gaps`` how far away the
    next one is, and ``steps`` how many characters on, for spaces lie between. ``turns`` is how
    often the line is turned to the left on the page, and ``leftwards`` whether any of it is read
    that way.
    """

    characters: Characters
    places: Sequence[int]
    lefts: Sequence[float]
    tops: Sequence[float]
    rights: Sequence[float]
    bottoms: Sequence[float]
    turns: int
    leftwards: bool
    near: Sequence[float]
    far: Sequence[float]
    height: float
    gaps: Sequence[float]
    steps: Sequence[int]

    @property
    def usual_gap(self) -> float:
        """How far apart letters inside words are."""
        inside = [gap for gap, step in zip(self.gaps, self.steps, strict=True) if step == 1]
        return median(inside) if inside else 0.0

    @property
    def are_spaced_out(self) -> bool:
        """Whether every letter stands alone, as in S K I L L S."""
        return (
            len(self.places) >= FEWEST_SPACED_LETTERS
            and min(self.steps) > 1
            and all(self.characters.text[place].isalpha() for place in self.places)
        )

    def text(self, start: int, end: int) -> str:
        """Answer what PDFium wrote from one letter to before another, spaces and all."""
        return self.characters.text[self.places[start] : self.places[end - 1] + 1]


def letters_at(characters: Characters, places: Sequence[int]) -> Letters:
    """Measure the characters at these places, which are of one line."""
    chosen = itemgetter(*places) if len(places) > 1 else lambda values: (values[places[0]],)
    lefts, tops = chosen(characters.lefts), chosen(characters.tops)
    rights, bottoms = chosen(characters.rights), chosen(characters.bottoms)
    leftwards = RIGHT_TO_LEFT.search(characters.text, places[0], places[-1] + 1) is not None
    across = lefts[-1] + rights[-1] - lefts[0] - rights[0]
    up = tops[-1] + bottoms[-1] - tops[0] - bottoms[0]
    turns = _turns(across, up, leftwards=leftwards)
    near, far, low, high = (
        (bottoms, tops, lefts, rights) if turns % 2 else (lefts, rights, bottoms, tops)
    )
    if turns > 1:
        near, far = [-side for side in far], [-side for side in near]
    gaps = list(map(sub, near[1:], far))
    steps = list(map(sub, places[1:], places))
    sides = lefts, tops, rights, bottoms
    height = _height(low, high)
    return Letters(
        characters, places, *sides, turns, leftwards, near, far, height, gaps=gaps, steps=steps
    )


def _turns(across: float, up: float, *, leftwards: bool) -> int:
    """Answer how often a line is turned to the left: where its last letter is from its first."""
    if abs(up) > abs(across):
        return 1 if up > 0 else 3
    return 2 if across < 0 and not leftwards else 0


def _height(low: Sequence[float], high: Sequence[float]) -> float:
    """Answer the usual height of a few letters, for the boxes of some fonts are drawn close."""
    samples = [len(low) * part // 4 for part in (1, 2, 3)]
    return median([high[place] - low[place] for place in samples])
