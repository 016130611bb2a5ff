"""What a PDF page paints that is no text, and which of it meets a text.

Boxes are (left, bottom, right, top) in the coordinates of the page.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pypdfium2.raw as pdfium

from folioscope.backends.parsers.pdf_hidden_calls import (
    Colour,
    Matrix,
    Quad,
    bounds_of,
    clips_of,
    common,
    count_marks,
    fills_of,
    is_transparent,
    kind_of,
    path_of,
    strokes_of,
)

NOTHING = Matrix(1, 0, 0, 1, 0, 0)
BANDS = 256
MOST_SHAPES = 5000
MOST_IN_A_BAND = 200
THIN = 3
"""Points of a line that cannot cover type of a size that people read."""
SEGMENTS_OF_A_FRAME = 6
OPAQUE = 255
APART = 80
WHITE = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class Shape:
    """Something painted: its place in the order of painting, and its plain colour if it has one.

    Of a solid shape all of the box is painted.
    """

    order: float
    box: Quad
    colour: Colour | None = None
    solid: bool = False


def shapes_of(handle: int, order: float, matrix: Matrix) -> list[Shape]:
    """Answer what an object that is no text may cover; a frame covers its four sides only."""
    box = boxed(bounds_of(handle), matrix)
    if kind_of(handle) != pdfium.FPDF_PAGEOBJ_PATH:
        return [Shape(order, box)]
    filled, width = _painted(handle)
    if not filled and not width:
        return []
    (colour,) = fills_of([handle]) if filled else strokes_of([handle])
    plain = None if colour[3] < OPAQUE or is_transparent(handle) else colour
    if filled:
        solid = plain is not None and matrix is NOTHING and _is_solid(handle)
        return [Shape(order, box, plain, solid)]
    thin = width * max(map(abs, matrix[:4])) <= THIN
    simple = pdfium.FPDFPath_CountSegments(_pointer(handle)) <= SEGMENTS_OF_A_FRAME
    return [Shape(order, side, plain) for side in (_sides(box) if thin and simple else [box])]


def differ(one: Sequence[int], other: Sequence[int]) -> bool:
    """Tell whether two colours are plainly apart."""
    return max(abs(one[part] - other[part]) for part in range(3)) >= APART


def boxed(box: Quad, matrix: Matrix) -> Quad:
    """Take a box over into what holds it."""
    if matrix is NOTHING:
        return box
    corners = [matrix.at(x, y) for x in box[::2] for y in box[1::2]]
    across, up = zip(*corners, strict=True)
    return min(across), min(up), max(across), max(up)


def meet(one: Quad, other: Quad) -> bool:
    """Tell whether two boxes have any place in common."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


class Shapes:
    """The shapes of a page by narrow bands, so that those on the middle of a text are found.

    What covers a text covers its middle.
    """

    def __init__(self, page: Quad, shapes: Sequence[Shape]) -> None:
        self._bottom, height = page[1], page[3] - page[1]
        self._per_point = BANDS / height if height > 0 else 0.0
        self._bands: list[list[Shape]] = [[] for _ in range(BANDS + 1)]
        self._last = [-1.0] * (BANDS + 1)
        self._reach = [(math.inf, -math.inf)] * (BANDS + 1)
        self._backdrops: dict[tuple[int, Colour], bool] = {}
        self._too_many = len(shapes) > MOST_SHAPES
        for shape in () if self._too_many else shapes:
            if meet(shape.box, page):
                self._add(shape)

    def are_behind(self, order: float, colour: Colour, box: Quad) -> bool:
        """Tell at once that all at the height of a text stands beside it, or plainly behind it.

        It may be that a text stands out though they do not; see ``stands_out``.
        """
        band = self._band((box[1] + box[3]) / 2)
        left, right = self._reach[band]
        if box[0] >= right or box[2] <= left:
            band = -1
        elif order < self._last[band]:
            return False
        known = self._backdrops.get((band, colour))
        if known is None:
            others = [] if band < 0 else [shape.colour for shape in self._bands[band]]
            known = all(other is not None and differ(colour, other) for other in (WHITE, *others))
            self._backdrops[band, colour] = known
        return known and not self._too_many

    def stands_out(self, order: float, colour: Colour, box: Quad) -> bool:
        """Tell whether a text is painted on nothing but plain shapes of other colours."""
        height, width = box[3] - box[1], box[2] - box[0]
        # A line under the words is not upon them.
        up, across = (height / 4, 0.0) if height <= width else (0.0, width / 4)
        near = self.meeting((box[0] + across, box[1] + up, box[2] - across, box[3] - up))
        if near is None or (near and near[-1].order > order):
            return False
        for shape in reversed(near):
            if shape.colour is None or not differ(colour, shape.colour):
                return False
            if shape.solid and common(shape.box, box) == box:
                return True
        return differ(colour, WHITE)

    def meeting(self, box: Quad) -> Sequence[Shape] | None:
        """List the shapes on the middle of a box as painted, unless there are too many."""
        near = self._bands[self._band((box[1] + box[3]) / 2)]
        if self._too_many or len(near) > MOST_IN_A_BAND:
            return None
        return [shape for shape in near if meet(shape.box, box)] if near else ()

    def _add(self, shape: Shape) -> None:
        first, last = self._band(shape.box[1]), self._band(shape.box[3])
        for band in range(first, last + 1):
            self._bands[band].append(shape)
            self._last[band] = max(self._last[band], shape.order)
            left, right = self._reach[band]
            self._reach[band] = min(left, shape.box[0]), max(right, shape.box[2])

    def _band(self, up: float) -> int:
        band = (up - self._bottom) * self._per_point
        # What is not a number compares as nothing, and lands in the last band.
        return int(band) if 0 <= band < BANDS else 0 if band < 0 else BANDS


def _painted(path: int) -> tuple[bool, float]:
    """Tell whether a path is filled, and how wide its line is drawn."""
    fill, stroke, width = ctypes.c_int(), ctypes.c_int(), ctypes.c_float()
    pdfium.FPDFPath_GetDrawMode(_pointer(path), fill, stroke)
    if stroke.value:
        pdfium.FPDFPageObj_GetStrokeWidth(_pointer(path), width)
    return bool(fill.value), max(width.value, 1e-3) if stroke.value else 0.0


def _is_solid(handle: int) -> bool:
    """Tell whether a path is an upright rectangle, neither cut off nor in a layer."""
    (clips,) = clips_of([handle])
    path = None if clips > 0 or count_marks(handle) else path_of(handle)
    return path is not None and path.is_rectangle


def _pointer(handle: int) -> object:
    return ctypes.cast(handle, pdfium.FPDF_PAGEOBJECT)


def _sides(box: Quad) -> Iterable[Quad]:
    left, bottom, right, top = box
    across, up = min(2 * THIN, right - left), min(2 * THIN, top - bottom)
    yield left, bottom, right, bottom + up
    yield left, top - up, right, top
    yield left, bottom, left + across, top
    yield right - across, bottom, right, top
