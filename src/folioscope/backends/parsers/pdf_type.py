"""The type of words on a PDF page: how large it is seen, and whether it is bold."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Sequence
from statistics import median
from typing import Any

import pypdfium2.raw as pdfium

BOLD = re.compile(r"bold|black|heavy|demi|(?:[-,]|^cm)b(?:d|x|xti)?\d*$", re.IGNORECASE)
FORCED_BOLD = 1 << 18
NAME_BYTES = 256
Type = tuple[float | None, bool]
"""The size in points, as seen, and whether it is bold."""


class TypeReader:
    """Looks at the type of one page; remembers which of its fonts are bold."""

    def __init__(self, text_page: Any) -> None:
        self._handle = text_page
        self._types: dict[int, tuple[float, bool]] = {}
        self._bold: dict[int, bool] = {}

    def type_of(self, numbers: Sequence[int]) -> Type:
        """Answer the type of most of these characters."""
        types = [self._type(number) for number in numbers]
        sizes = [size for size, _ in types if size > 0]
        bold = sum(is_bold for _, is_bold in types)
        return round(median(sizes), 1) if sizes else None, 2 * bold > len(numbers)

    def _type(self, number: int) -> tuple[float, bool]:
        drawn = pdfium.FPDFText_GetTextObject(self._handle, number)
        if not drawn:
            return 0.0, False
        key = ctypes.addressof(drawn.contents)
        if key not in self._types:
            self._types[key] = self._size(number), self._is_bold(drawn)
        return self._types[key]

    def _size(self, number: int) -> float:
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(self._handle, number, matrix)
        size = pdfium.FPDFText_GetFontSize(self._handle, number) * math.hypot(matrix.c, matrix.d)
        return size if math.isfinite(size) else 0.0

    def _is_bold(self, drawn: Any) -> bool:
        font = pdfium.FPDFTextObj_GetFont(drawn)
        if not font:
            return False
        key = ctypes.addressof(font.contents)
        if key not in self._bold:
            self._bold[key] = _is_bold_font(font)
        mode = pdfium.FPDFTextObj_GetTextRenderMode(drawn)
        return self._bold[key] or mode == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE


def _is_bold_font(font: Any) -> bool:
    name = ctypes.create_string_buffer(NAME_BYTES)
    pdfium.FPDFFont_GetBaseFontName(font, name, NAME_BYTES)
    is_named_so = BOLD.search(name.value.decode("latin-1").rpartition("+")[2])
    return bool(is_named_so) or bool(max(pdfium.FPDFFont_GetFlags(font), 0) & FORCED_BOLD)
