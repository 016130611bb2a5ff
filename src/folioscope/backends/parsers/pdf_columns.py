"""Which pieces beside each other on a PDF page are columns: texts of their own, not table cells."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from folioscope.backends.parsers.pdf_lines import Piece
from folioscope.backends.parsers.pdf_rows import are_side_by_side
from folioscope.backends.parsers.port import Box

LEFT, TOP, RIGHT, BOTTOM = range(4)
FEWEST_LINES = 4
FEWEST_ALIGNED_LINES = 6
LOWEST = 1.0
# As multiples of the height of a line.
SAME_BASELINE = 0.2
NEXT_LINE = 0.9
# Shares of lines.
ALIGNED = 0.4
RUNNING_ON = 0.2
FLUSH = 0.5
INDENTS = 2


@dataclass(frozen=True, slots=True)
class Item:
    """A piece that takes part in the order, and those of no place that follow it."""

    box: Box
    pieces: list[Piece]

    @property
    def height(self) -> float:
        """That of its box, and never nothing."""
        return max(self.box[BOTTOM] - self.box[TOP], LOWEST)

    @property
    def text(self) -> str:
        """What it says."""
        return self.pieces[0].text


def are_columns(left: list[Item], right: list[Item]) -> bool:
    """Tell columns, each a text of its own, from the cells of a table and dates at a margin."""
    lines, other = sorted((_lines(left), _lines(right)), key=len)
    if len(lines) < FEWEST_LINES or _crossings(left, right) < len(lines):
        return False
    if not (_is_flush(lines) and _is_flush(other)) or _is_figures(lines):
        return False
    bases, other_bases = _bases(lines), _bases(other)
    aligned = sum(_is_aligned(line, other_bases) for line in lines)
    if aligned < ALIGNED * len(lines):
        return True
    running = _running_on(lines, other_bases) + _running_on(other, bases)
    return len(lines) >= FEWEST_ALIGNED_LINES and running > RUNNING_ON * len(lines)


def _lines(side: list[Item]) -> list[list[Item]]:
    """Gather the pieces of each line of a column."""
    lines: list[list[Item]] = []
    for item in side:
        if lines and are_side_by_side(lines[-1][-1].box, item.box):
            lines[-1].append(item)
        else:
            lines.append([item])
    return lines


def _crossings(left: list[Item], right: list[Item]) -> int:
    """Count how often one changes sides on the way down."""
    tops = sorted([(item.box[TOP], 0) for item in left] + [(item.box[TOP], 1) for item in right])
    return sum(one[1] != other[1] for one, other in pairwise(tops))


def _is_flush(lines: list[list[Item]]) -> bool:
    """Tell whether lines begin at the same places, as those beside a chance gap do not."""
    begins = Counter(round(line[0].box[LEFT] / line[0].height) for line in lines)
    return sum(count for _, count in begins.most_common(INDENTS)) >= FLUSH * len(lines)


def _is_figures(lines: list[list[Item]]) -> bool:
    """Tell whether most lines are numbers, as in a column of a table."""
    worded = sum(any(map(str.isalpha, line[0].text)) for line in lines)
    return 2 * worded < len(lines)


def _bases(lines: list[list[Item]]) -> list[float]:
    """Answer from top to bottom where lines stand."""
    return sorted(item.box[BOTTOM] for line in lines for item in line)


def _is_aligned(line: list[Item], bases: list[float]) -> bool:
    """Tell whether a line stands on one of these bases."""
    bottom, most = line[0].box[BOTTOM], SAME_BASELINE * line[0].height
    nearest = bisect_left(bases, bottom - most)
    return nearest < len(bases) and bases[nearest] <= bottom + most


def _running_on(lines: list[list[Item]], bases: list[float]) -> int:
    """Count lines in whose midst a sentence goes on, although another text stands beside them."""
    return sum(
        _goes_on(following[0].text[:1])
        and following[0].box[TOP] - line[0].box[BOTTOM] < NEXT_LINE * line[0].height
        and _is_aligned(following, bases)
        for line, following in pairwise(lines)
    )


def _goes_on(letter: str) -> bool:
    """Tell whether a letter may stand in the midst of a sentence."""
    return letter.isalpha() and letter == letter.lower()
