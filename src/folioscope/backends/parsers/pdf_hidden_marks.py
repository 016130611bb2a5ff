"""The marks around a text of a PDF: that it lies in a layer, or is to be read otherwise."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from folioscope.backends.parsers.pdf_hidden_calls import NUMBER, POINTER, count_marks, function

MOST_MARKS = 32
MOST_BYTES = 1 << 20
LAYER = "OC"
ACTUAL_TEXT = b"ActualText"

_get_mark = function("FPDFPageObj_GetMark", POINTER, POINTER, NUMBER)
_get_name = function("FPDFPageObjMark_GetName", NUMBER, POINTER, POINTER, NUMBER, POINTER)
_get_text = function(
    "FPDFPageObjMark_GetParamStringValue", NUMBER, POINTER, POINTER, POINTER, NUMBER, POINTER
)


class Marked(NamedTuple):
    """What the marks of a text say: whether it is in a layer, and the text for machines."""

    layered: bool = False
    actual: str = ""


UNMARKED = Marked()


def marked(handle: int) -> Marked:
    """Read the marks of an object."""
    layered, actual = False, ""
    for mark in _marks(handle):
        layered = layered or _text(_get_name, mark) == LAYER
        actual = actual or _text(_get_text, mark, ACTUAL_TEXT)
    return Marked(layered, actual) if layered or actual else UNMARKED


def unmark(handle: int) -> None:
    """Take away every mark that has another text for machines."""
    for mark in list(_marks(handle)):
        if _text(_get_text, mark, ACTUAL_TEXT):
            pointers = (
                ctypes.cast(handle, pdfium.FPDF_PAGEOBJECT),
                ctypes.cast(mark, pdfium.FPDF_PAGEOBJECTMARK),
            )
            pdfium.FPDFPageObj_RemoveMark(*pointers)


def _marks(handle: int) -> Iterator[int]:
    for number in range(min(count_marks(handle), MOST_MARKS)):
        yield _get_mark(handle, number)


def _text(read: Any, *of: Any) -> str:
    needed = ctypes.c_ulong()
    place = ctypes.addressof(needed)
    # The first call tells the length, the second the text.
    if not read(*of, None, 0, place) or not 2 < needed.value <= MOST_BYTES:
        return ""
    buffer = (ctypes.c_ushort * (needed.value // 2))()
    read(*of, ctypes.addressof(buffer), needed.value, place)
    return bytes(buffer)[: needed.value - 2].decode("utf-16-le", "replace")
