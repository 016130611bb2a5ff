"""The characters of a PDF page as PDFium counts them, and the box of each."""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import pypdfium2.raw as pdfium

FLOATS_OF_A_BOX = 4
BYTES_OF_A_BOX = 16


def _box_reader() -> Any:
    """Answer PDFium's function without its type checks and without letting go of the lock.

    It is called once a character, which is most of what reading a page costs; so it takes half
    the time.
    """
    address = ctypes.cast(pdfium.FPDFText_GetLooseCharBox, ctypes.c_void_p).value or 0
    kind = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
    return kind(address)


_READ_BOX = _box_reader()


@dataclass(frozen=True, slots=True)
class Characters:
    """A text, and for each character of it its box and its number in PDFium's text page.

    The boxes are in the coordinates of the page, which go up.
    """

    text: str
    numbers: Sequence[int]
    lefts: Sequence[float]
    tops: Sequence[float]
    rights: Sequence[float]
    bottoms: Sequence[float]

    def without(self, numbers: Collection[int]) -> Characters:
        """Leave out the characters with these numbers."""
        kept = [place for place, number in enumerate(self.numbers) if number not in numbers]
        sides = self.lefts, self.tops, self.rights, self.bottoms
        return Characters(
            "".join([self.text[place] for place in kept]),
            [self.numbers[place] for place in kept],
            *([side[place] for place in kept] for side in sides),
        )


def read_characters(handle: Any) -> Characters:
    """Read all of a text page, in PDFium's order."""
    count = max(pdfium.FPDFText_CountChars(handle), 0)
    boxes = (ctypes.c_float * (FLOATS_OF_A_BOX * count))()
    first = ctypes.addressof(boxes)
    places = range(first, first + BYTES_OF_A_BOX * count, BYTES_OF_A_BOX)
    page = repeat(ctypes.addressof(handle.contents))
    deque(map(_READ_BOX, page, range(count), places), maxlen=0)
    floats = memoryview(boxes).cast("B").cast("f")
    sides = (floats[side::FLOATS_OF_A_BOX].tolist() for side in range(FLOATS_OF_A_BOX))
    return Characters(_raw_text(handle, count), range(count), *sides)


def _raw_text(handle: Any, count: int) -> str:
    """Read the text of a page, exactly one character for each that PDFium counts."""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(handle, 0, count, buffer)
    text = bytes(buffer)[: 2 * (written - 1)].decode("utf-16-le", "replace")
    if len(text) == written - 1 == count:
        return text
    return "".join([chr(pdfium.FPDFText_GetUnicode(handle, index)) for index in range(count)])
