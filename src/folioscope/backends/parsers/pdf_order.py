"""The order in which the pieces of a PDF page are read.

Most makers draw text in the order in which it is read, and what they drew is kept in that order.
It is changed only where text was drawn line by line across the gap between two columns: where the
stream goes down the page and keeps alternating between both sides of a gap, and the sides are not
the columns of a table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from folioscope.backends.parsers.pdf_columns import (
    BOTTOM,
    LEFT,
    NEXT_LINE,
    RIGHT,
    TOP,
    Item,
    are_columns,
)
from folioscope.backends.parsers.pdf_frame import upright
from folioscope.backends.parsers.pdf_lines import Piece
from folioscope.backends.parsers.pdf_rows import are_side_by_side

Gutter = tuple[float, float]
"""Where a gap between columns begins and ends."""
# As multiples of the height of a line.
NARROWEST_GUTTER = 0.6
UPWARDS = 0.6
WHITE = 3.0
BESIDE = 0.3
LONG_RUN = 12
MOST_COLUMNS = 12


def in_reading_order(pieces: Sequence[Piece]) -> list[Piece]:
    """Put the pieces of a page, given as they were drawn, into the order of reading."""
    return [piece for item in _untangled(_items(pieces)) for piece in item.pieces]


def _items(pieces: Sequence[Piece]) -> list[Item]:
    """Turn the page upright for most of its text; what stands otherwise follows its neighbour."""
    letters: Counter[int] = Counter()
    for piece in pieces:
        letters[piece.turns] += len(piece.text)
    turns = max(letters, key=letters.__getitem__, default=0)
    items: list[Item] = []
    for piece in pieces:
        if items and (piece.box is None or piece.turns != turns):
            items[-1].pieces.append(piece)
        else:
            items.append(Item(upright(piece.box or (0, 0, 0, 0), turns), [piece]))
    return items


def _untangled(items: list[Item]) -> list[Item]:
    """Take columns one after the other wherever the stream runs across them."""
    ordered: list[Item] = []
    place = 0
    while place < len(items):
        run, gutters = _run(items, place)
        columns = _columns(ordered, run, gutters)
        if columns:
            del ordered[len(ordered) + len(run) - sum(map(len, columns)) :]
            ordered += [item for column in columns for item in _untangled(column)]
            place += len(run)
        else:
            # A long run that is a table need not be looked at again from each of its lines.
            done = len(run) if len(run) >= LONG_RUN else 1
            ordered += run[:done]
            place += done
    return ordered


def _columns(ordered: list[Item], run: list[Item], gutters: list[Gutter]) -> list[list[Item]]:
    """Split a run, with what it began with before, into two columns if they are some."""
    for gutter in gutters:
        items = [*_begun(ordered, run, gutter), *run]
        left = [item for item in items if item.box[RIGHT] <= gutter[0]]
        right = [item for item in items if item.box[RIGHT] > gutter[0]]
        if are_columns(left, right):
            return [left, right]
    return []


def _run(items: list[Item], start: int) -> tuple[list[Item], list[Gutter]]:
    """Follow the stream while it goes down on both sides of a gap; answer such gaps, wide first."""
    gutters = list(_gaps(items, start))
    end, top, bottom = start + 1, items[start].box[TOP], items[start].box[BOTTOM]
    while gutters and end < len(items):
        item = items[end]
        narrowed = [new for gutter in gutters if (new := _narrowed(gutter, item))]
        highest, lowest = top - UPWARDS * item.height, bottom + WHITE * item.height
        if not narrowed or not highest <= item.box[TOP] <= lowest:
            break
        gutters, top, bottom = narrowed, max(top, item.box[TOP]), max(bottom, item.box[BOTTOM])
        end += 1
    gutters.sort(key=_slack)
    return _without_tail(items[start:end], gutters), gutters


def _gaps(items: list[Item], start: int) -> Iterator[Gutter]:
    """Find the gaps in the line that begins here, and before what stands not quite beside it."""
    for place in range(start, min(start + MOST_COLUMNS, len(items) - 1)):
        one, other = items[place], items[place + 1]
        gap = min((one.box[RIGHT], other.box[LEFT]), (other.box[RIGHT], one.box[LEFT]), key=_slack)
        if other.box[TOP] - one.box[BOTTOM] > BESIDE * one.height or _slack(gap) >= 0:
            return
        if -_slack(gap) > NARROWEST_GUTTER * one.height:
            yield gap
        if not are_side_by_side(one.box, other.box):
            return


def _slack(gap: Gutter) -> float:
    return gap[0] - gap[1]


def _narrowed(gutter: Gutter, item: Item) -> Gutter | None:
    """Answer what is left of a gap beside a piece; None if the piece closes it."""
    left, right = gutter
    if item.box[LEFT] + item.box[RIGHT] < left + right:
        left = max(left, item.box[RIGHT])
    else:
        right = min(right, item.box[LEFT])
    return (left, right) if right - left > NARROWEST_GUTTER * item.height else None


def _without_tail(run: list[Item], gutters: list[Gutter]) -> list[Item]:
    """Leave out what comes at the end of one side only, after a space: it is of no column."""
    for gutter in gutters[:1]:
        is_right = [item.box[LEFT] >= gutter[1] for item in run]
        last_other = max(
            (at for at, side in enumerate(is_right) if side != is_right[-1]), default=0
        )
        for at in range(last_other + 2, len(run)):
            if run[at].box[TOP] - run[at - 1].box[BOTTOM] > NEXT_LINE * run[at].height:
                return run[:at]
    return run


def _begun(ordered: list[Item], run: list[Item], gutter: Gutter) -> list[Item]:
    """Find the lines just before a run that are of its right column."""
    place, top = len(ordered), run[0].box[TOP]
    while place and ordered[place - 1].box[LEFT] >= gutter[1]:
        item = ordered[place - 1]
        if not 0 <= top - item.box[TOP] <= (1 + NEXT_LINE) * item.height:
            break
        place, top = place - 1, item.box[TOP]
    return ordered[place:]
