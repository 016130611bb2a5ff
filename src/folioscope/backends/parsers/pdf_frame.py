"""A PDF page as its reader sees it: turned and cropped, measured from the top left corner."""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from folioscope.backends.parsers.port import Box

UNITS_PER_POINT = 64
FAR = 1000
DIRECTIONS = ((1, 0), (0, 1), (-1, 0), (0, -1))
"""Where text of each number of quarter turns to the left goes, on a page that goes up."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the points of a page are seen: the origin, and one point across and one up."""

    origin: tuple[float, float]
    across: tuple[float, float]
    up: tuple[float, float]

    def seen(self, left: float, top: float, right: float, bottom: float) -> Box | None:
        """Answer where a box of the page is seen; None for one that is nowhere."""
        if not math.isfinite(left + top + right + bottom):
            return None
        # On a turned page the corners change places.
        x, other_x = sorted((self._seen(0, left, top), self._seen(0, right, bottom)))
        y, other_y = sorted((self._seen(1, left, top), self._seen(1, right, bottom)))
        return round(x, 2), round(y, 2), round(other_x, 2), round(other_y, 2)

    def turns(self, turns: int) -> int:
        """Answer how often text is turned to the left as seen, from how often on the page."""
        across, up = DIRECTIONS[turns]
        x = across * self.across[0] + up * self.up[0]
        y = across * self.across[1] + up * self.up[1]
        return DIRECTIONS.index((round(x), -round(y)))

    def _seen(self, axis: int, across: float, up: float) -> float:
        return self.origin[axis] + across * self.across[axis] + up * self.up[axis]


def frame_of(page: Any) -> Frame:
    """Measure how a page is seen."""
    width, height = (round(side * UNITS_PER_POINT) for side in page.get_size())

    def seen_at(across: float, up: float) -> tuple[float, float]:
        x, y = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(page.raw, 0, 0, width, height, 0, across, up, x, y)
        return x.value / UNITS_PER_POINT, y.value / UNITS_PER_POINT

    (x, y), (right_x, right_y), (up_x, up_y) = seen_at(0, 0), seen_at(FAR, 0), seen_at(0, FAR)
    across = (round((right_x - x) / FAR, 3), round((right_y - y) / FAR, 3))
    return Frame((x, y), across, (round((up_x - x) / FAR, 3), round((up_y - y) / FAR, 3)))


def upright(box: Box, turns: int) -> Box:
    """Turn the page until text that is turned to the left this often stands upright."""
    left, top, right, bottom = box
    if turns == 1:
        return -bottom, left, -top, right
    if turns == 2:
        return -right, -bottom, -left, -top
    if turns == 3:
        return top, -right, bottom, -left
    return box
