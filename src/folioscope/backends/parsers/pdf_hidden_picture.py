"""The picture of a part of a PDF page, and what can be told from two of them.

A page is painted with some texts and without: where both pictures are the same, nobody sees those
texts, whatever the reason.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import sub
from typing import Any

import pypdfium2.raw as pdfium

from folioscope.backends.parsers.port import Box

SCALE = 2.0
MOST_PIXELS = 4_000_000
WHITE = 0xFFFFFFFF
BYTES = 3
SAMPLES = 4


@dataclass(frozen=True, slots=True)
class View:
    """Which part of a page is painted, in points as seen, and how large."""

    left: int
    top: int
    width: int
    height: int
    scale: float

    def span(self, box: Box) -> tuple[range, range] | None:
        """Answer the columns and the rows that a box meets, if it is in the picture."""
        columns = self._pixels(box[0], box[2], self.left, self.width)
        rows = self._pixels(box[1], box[3], self.top, self.height)
        return (columns, rows) if columns and rows else None

    def _pixels(self, start: float, end: float, first: int, count: int) -> range:
        low = max(0, math.floor(start * self.scale) - first)
        return range(low, min(count, math.ceil(end * self.scale) - first))


@dataclass(frozen=True, slots=True)
class Picture:
    """Pixels of blue, green and red, row by row."""

    view: View
    pixels: bytes

    def rows(self, columns: range, rows: Iterable[int]) -> Iterable[bytes]:
        """Answer that part of it, a row at a time."""
        line = self.view.width * BYTES
        for row in rows:
            yield self.pixels[
                row * line + columns.start * BYTES : row * line + columns.stop * BYTES
            ]

    def samples(self, box: Box) -> Iterator[tuple[int, ...]]:
        """Answer some pixels of a box, about as many from each as from another."""
        columns, rows = self.view.span(box) or (range(0), range(0))
        some = rows[:: len(rows) // SAMPLES + 1]
        step = len(columns) // SAMPLES + 1
        for row in self.rows(columns, some):
            yield from zip(*(row[part :: step * BYTES] for part in range(BYTES)), strict=True)


def view_of(page: Any, boxes: Iterable[Box]) -> View | None:
    """Choose the part of the page that holds these boxes, as large as memory allows."""
    width, height = page.get_size()
    lefts, tops, rights, bottoms = zip((width, height, 0.0, 0.0), *boxes, strict=True)
    left, right = max(0.0, min(lefts)), min(width, max(rights))
    top, bottom = max(0.0, min(tops)), min(height, max(bottoms))
    if right <= left or bottom <= top:
        return None
    scale = min(SCALE, math.sqrt(MOST_PIXELS / ((right - left) * (bottom - top))))
    first, upper = math.floor(left * scale), math.floor(top * scale)
    across, down = math.ceil(right * scale) - first, math.ceil(bottom * scale) - upper
    return View(first, upper, across, down, scale)


def painted(page: Any, view: View) -> Picture:
    """Paint a part of the page with what is active on it, and with its annotations."""
    pixels = bytearray(view.width * view.height * BYTES)
    stride = view.width * BYTES
    buffer = (pdfium.c_ubyte * len(pixels)).from_buffer(pixels)
    bitmap = pdfium.FPDFBitmap_CreateEx(
        view.width, view.height, pdfium.FPDFBitmap_BGR, buffer, stride
    )
    pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, view.width, view.height, WHITE)
    width, height = (max(1, round(side * view.scale)) for side in page.get_size())
    place = (-view.left, -view.top, width, height)
    pdfium.FPDF_RenderPageBitmap(bitmap, page.raw, *place, 0, pdfium.FPDF_ANNOT)
    pdfium.FPDFBitmap_Destroy(bitmap)
    return Picture(view, bytes(pixels))


def difference(one: Picture, other: Picture, box: Box) -> int:
    """Answer how far two pictures are apart within a box, up to 255."""
    span = one.view.span(box)
    if span is None:
        return 0
    rows = zip(one.rows(*span), other.rows(*span), strict=True)
    return max((max(map(abs, map(sub, *both))) for both in rows if both[0] != both[1]), default=0)
