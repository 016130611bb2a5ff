"""The text of a PDF page: pieces that share a line put side by side, and the lines joined."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from folioscope.backends.parsers.pdf_frame import upright
from folioscope.backends.parsers.pdf_lines import Piece
from folioscope.backends.parsers.port import Box, Line

SAME_LINE = 0.55
# As multiples of the height of the type.
CELL_GAP = 1.2
OVERLAP = 0.5
PARAGRAPH_GAP = 0.5
HYPHENS = ("-", "\u2010")


@dataclass(frozen=True, slots=True)
class Row:
    """One line as it is read. ``size`` and ``bold`` are of the longest of its pieces."""

    text: str
    box: Box | None
    turns: int
    broken: bool = False
    size: float | None = None
    bold: bool = False


def around(boxes: Sequence[Box]) -> Box:
    """Answer the box around some boxes."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def are_side_by_side(box: Box, other: Box) -> bool:
    """Tell whether two boxes are at the same height."""
    shared = min(box[3], other[3]) - max(box[1], other[1])
    return shared > SAME_LINE * min(box[3] - box[1], other[3] - other[1])


def gather_rows(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Gather pieces that come one after the other and stand on one line."""
    row: list[Piece] = []
    for piece in pieces:
        if row and not _continues(row[-1], piece):
            yield row
            row = []
        row.append(piece)
    if row:
        yield row


def _continues(piece: Piece, following: Piece) -> bool:
    return _distance(piece, following) is not None and not piece.broken


def _distance(piece: Piece, following: Piece) -> float | None:
    """Answer how far apart two pieces of one line are; None if they are of two lines."""
    if piece.box is None or following.box is None or piece.turns != following.turns:
        return None
    box, other = upright(piece.box, piece.turns), upright(following.box, piece.turns)
    gap = max(other[0] - box[2], box[0] - other[2]) if following.leftwards else other[0] - box[2]
    aligned = are_side_by_side(box, other)
    return gap if aligned and gap > -OVERLAP * piece.height else None


def row_text(pieces: Sequence[Piece]) -> str:
    """Join the pieces of a line with spaces, or with tabs where they stand far apart."""
    written = [pieces[0].text]
    for piece, following in itertools.pairwise(pieces):
        gap = _distance(piece, following) or 0.0
        is_cell = gap > CELL_GAP * min(piece.height, following.height)
        written += ("\t" if is_cell else " ", following.text)
    return "".join(written)


def row_box(pieces: Sequence[Piece]) -> Box | None:
    """Answer the box around the pieces of a line."""
    boxes = [piece.box for piece in pieces if piece.box]
    return around(boxes) if boxes else None


def join(rows: Sequence[Row]) -> tuple[str, tuple[Line, ...]]:
    """Put the lines together, with a blank line where the page has a gap."""
    wide = _paragraph_gap(rows)
    pieces: list[str] = []
    lines: list[Line] = []
    position = 0
    for row, following in itertools.zip_longest(rows, rows[1:]):
        text, separator = _ending(row, following, wide)
        lines.append(Line(position, position + len(text), row.box, row.size, row.bold))
        pieces += (text, separator)
        position += len(text) + len(separator)
    return "".join(pieces), tuple(lines)


def _ending(row: Row, following: Row | None, wide: float) -> tuple[str, str]:
    """Answer the text of a row as far as it is kept, and what sets it apart from the next."""
    if following is None:
        return row.text, ""
    goes_on = following.text[0].islower()
    if row.broken:
        return row.text, "" if goes_on else "-"
    if row.text.endswith(HYPHENS) and row.text[-2:-1].isalpha() and goes_on:
        return row.text[:-1], ""
    gap = _gap(row, following)
    # A jump upwards starts another column or block.
    return row.text, "\n" if gap is None or -2 * wide < gap <= wide else "\n\n"


def _gap(row: Row, following: Row) -> float | None:
    if row.box is None or following.box is None:
        return None
    return upright(following.box, row.turns)[1] - upright(row.box, row.turns)[3]


def _paragraph_gap(rows: Sequence[Row]) -> float:
    """Answer how far apart, in points, lines of this page are when a paragraph ends."""
    pairs = itertools.pairwise(rows)
    gaps = [gap for one, other in pairs if (gap := _gap(one, other)) is not None]
    boxes = [upright(row.box, row.turns) for row in rows if row.box]
    heights = [box[3] - box[1] for box in boxes]
    return median(gaps) + PARAGRAPH_GAP * median(heights) if gaps else math.inf
