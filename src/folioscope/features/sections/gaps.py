"""Lines that were drawn last for gaps which what flows down the page had left for them.

The entries of a time line are often placed by themselves: they come after everything else, and
their headings stand over nothing. Where any of them stands beside something else they are left
alone, for then they are a column.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import groupby

from folioscope.backends.parsers.port import Box
from folioscope.features.sections.typography import Row

TOP, BOTTOM = 1, 3
FEWEST = 4  # lines between others
UPWARDS = 2.0  # heights of a line, by which text jumps back
OVERLAP = 0.3  # of the height of a line, that is no standing beside
MOST_LINES = 400  # of a page


def lines_in_gaps(rows: Sequence[Row]) -> list[range]:
    """The places of such lines, page by page."""
    found = []
    for _, page in groupby(range(len(rows)), key=lambda place: rows[place].ordinal):
        own = list(page)
        boxes = [rows[place].line.box for place in own]
        if len(own) <= MOST_LINES and all(boxes):
            first = _first([box for box in boxes if box])
            found += [range(own[first], own[-1] + 1)] if first else []
    return found


def _first(boxes: Sequence[Box]) -> int:
    """From which line on all stand in gaps of those before; 0 where none does."""
    lowest = 0.0
    for place, box in enumerate(boxes):
        if place and box[TOP] < lowest - UPWARDS * (box[BOTTOM] - box[TOP]):
            before, after = boxes[:place], boxes[place:]
            if _are_between(before, after) and _are_apart(before, after):
                return place
        lowest = max(lowest, box[BOTTOM])
    return 0


def _are_between(before: Sequence[Box], after: Sequence[Box]) -> bool:
    """Whether most lines stand below the first of the others, and above the last."""
    highest, lowest = min(box[BOTTOM] for box in before), max(box[TOP] for box in before)
    inside = sum(highest <= box[TOP] <= lowest for box in after)
    return inside >= FEWEST and 2 * inside >= len(after)


def _are_apart(before: Sequence[Box], after: Sequence[Box]) -> bool:
    """Whether no line stands at the height of any of the others."""
    taken: list[list[float]] = []
    for box in sorted(before, key=lambda box: box[TOP]):
        if taken and box[TOP] <= taken[-1][1]:
            taken[-1][1] = max(box[BOTTOM], taken[-1][1])
        else:
            taken.append([box[TOP], box[BOTTOM]])
    tops = [top for top, _ in taken]
    for box in after:
        inset = OVERLAP * (box[BOTTOM] - box[TOP])
        at = bisect_right(tops, box[BOTTOM] - inset) - 1
        if at >= 0 and taken[at][1] > box[TOP] + inset:
            return False
    return True
