"""Under which heading each line of a CV stands: down its column, over pages, beside a margin."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby

from folioscope.features.sections.gaps import lines_in_gaps
from folioscope.features.sections.resume_headings import Headings
from folioscope.features.sections.typography import Row

TOP = -1
IN_A_MARGIN = 2  # headings that follow each other with nothing between them
EDGE_LINES = 2  # lines at either end of a page that may be said on every page
SAME_HEIGHT = 6.0  # points
_DIGITS = re.compile(r"\d+")


def heads_of(rows: Sequence[Row], headings: Headings) -> list[int]:
    """The place of the heading of each line; ``TOP`` for those before the first."""
    heads: list[int] = []
    for place, row in enumerate(rows):
        if place in headings:
            heads.append(place)
        elif heads and row.ordinal != rows[place - 1].ordinal:
            heads.append(_carried_over(rows, heads, row))
        else:
            heads.append(heads[-1] if heads else TOP)
    _lift_to_top(rows, heads, headings)
    for placed in lines_in_gaps(rows):
        _put_below(rows, heads, placed, headings)
    for margin in _margins(rows, headings):
        _put_beside(rows, heads, {head: headings[head] for head in margin})
    return heads


def _lift_to_top(rows: Sequence[Row], heads: list[int], headings: Headings) -> None:
    """Give what stands above all headings of the first page to none, also where it is read later.

    A column at the side is often drawn before the name beside it; what follows the name goes along.
    """
    first = [place for place, row in enumerate(rows) if row.ordinal == rows[0].ordinal]
    tops = [box[1] for place in first if place in headings and (box := rows[place].line.box)]
    lifted = False
    for place in first:
        box = rows[place].line.box
        if place in headings or box is None or not tops:
            lifted = False
        elif box[3] <= min(tops) or lifted:
            heads[place] = TOP
            lifted = True


def _put_below(rows: Sequence[Row], heads: list[int], placed: range, headings: Headings) -> None:
    """Give lines that were placed by themselves to the nearest heading above them."""
    if any(place in headings for place in placed):
        return
    page = rows[placed[0]].ordinal
    tops = {
        head: box[1]
        for head in headings
        if rows[head].ordinal == page and (box := rows[head].line.box)
    }
    first = next((place for place, row in enumerate(rows) if row.ordinal == page), 0)
    for place in placed:
        box = rows[place].line.box
        above = [head for head, top in tops.items() if box and top <= box[1]]
        heads[place] = max(above, key=tops.__getitem__, default=heads[first])


def running(rows: Sequence[Row]) -> frozenset[int]:
    """The lines that several pages have at one place of their edges, but for the number."""
    places: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for _, page in groupby(range(len(rows)), key=lambda place: rows[place].ordinal):
        own = list(page)
        for place in {*own[:EDGE_LINES], *own[-EDGE_LINES:]}:
            box = rows[place].line.box
            height = round(box[1] / SAME_HEIGHT) if box else place - own[-1]
            places[_DIGITS.sub("", rows[place].text), height].append(place)
    return frozenset(place for of in places.values() if len(of) > 1 for place in of)


def _carried_over(rows: Sequence[Row], heads: Sequence[int], row: Row) -> int:
    """The heading that goes on with a new page: the last one of the column that goes on."""
    for head, of in groupby(reversed(range(len(heads))), key=heads.__getitem__):
        boxes = [box for place in of if (box := rows[place].line.box)]
        if row.left is None or not boxes:
            break
        if min(box[0] for box in boxes) - 1 <= row.left < max(box[2] for box in boxes):
            return head
    return heads[-1]


def _margins(rows: Sequence[Row], headings: Headings) -> Iterator[list[int]]:
    """Headings that were read one after the other, since their texts stand beside them."""
    run: list[int] = []
    for place in [*sorted(headings), len(rows)]:
        follows = bool(run) and place == run[-1] + headings[run[-1]].lines and place < len(rows)
        if follows and rows[place].ordinal == rows[run[-1]].ordinal:
            run.append(place)
            continue
        if len(run) >= IN_A_MARGIN and all(rows[head].line.box for head in run):
            yield run
        run = [place]


def _put_beside(rows: Sequence[Row], heads: list[int], margin: Headings) -> None:
    """Give the lines to the right of headings in a margin to the nearest one above or beside."""
    boxes = {head: box for head in margin if (box := rows[head].line.box)}
    own = {place for head in margin for place in range(head, head + margin[head].lines)}
    right = max(box[2] for box in boxes.values())
    for place, row in enumerate(rows):
        box = row.line.box
        if box is None or row.ordinal != rows[min(margin)].ordinal or place in own:
            continue
        middle = (box[1] + box[3]) / 2
        above = [head for head in margin if boxes[head][1] <= middle]
        if box[0] >= right and above:
            heads[place] = max(above, key=lambda head: boxes[head][1])
        elif not above:
            heads[place] = TOP
