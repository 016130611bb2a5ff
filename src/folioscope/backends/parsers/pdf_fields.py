"""What people wrote onto a PDF page: the values of form fields, and notes in free text.

They are text of the page where they are seen. Those that are drawn so that nobody sees them are
found hidden; those with a flag that hides them are no business of this module.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from folioscope.backends.parsers.characters import clean, has_words
from folioscope.backends.parsers.pdf_frame import Frame
from folioscope.backends.parsers.pdf_lines import Piece
from folioscope.backends.parsers.pdf_rows import are_side_by_side
from folioscope.backends.parsers.port import Box, Finding, FindingKind

UNSEEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
PASSWORD = 1 << 13
CHOICES = (pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX)
MOST_FIELDS = 1000
MOST_BYTES = 1 << 20
TALLEST_LINE = 14.0
SMALLEST_TYPE = 3.0
WHITEST = 0.97
SHOWS_TEXT = re.compile(r"T[jJ]\b|['\"]\s")
TYPE_SIZE = re.compile(r"(\S+)\s+Tf\b")
COLOUR = re.compile(r"((?:[\d.]+\s+)+)(?:rg|g)\b")


@dataclass(frozen=True, slots=True)
class Field:
    """A text on a page in a box of its own, and why nobody sees it, if so."""

    text: str
    box: Box
    hidden: FindingKind | None


def read_fields(page: Any, frame: Frame) -> list[Field]:
    """Read what is filled in or noted on a page."""
    count = min(pdfium.FPDFPage_GetAnnotCount(page.raw), MOST_FIELDS)
    return [field for number in range(count) for field in _field(page, number, frame)]


def findings_of(fields: Sequence[Field], number: int) -> list[Finding]:
    """Report the fields that nobody sees on a page of this number."""
    return [Finding(one.hidden, one.text, number, one.box) for one in fields if one.hidden]


def with_fields(pieces: list[Piece], fields: Sequence[Field]) -> list[Piece]:
    """Put each field that is seen after what stands before it on its line, or else above it."""
    placed = list(pieces)
    for piece in [piece for field in fields if not field.hidden for piece in _pieces(field)]:
        placed.insert(_place(piece, placed), piece)
    return placed


def _field(page: Any, number: int, frame: Frame) -> Iterator[Field]:
    annotation = pdfium.FPDFPage_GetAnnot(page.raw, number)
    if not annotation:
        return
    form = page.formenv.raw if page.formenv else None
    if box := _seen_box(annotation, frame):
        text = clean(_text(form, annotation)).strip()
        if has_words(text):
            yield Field(text, box, _hidden(form, annotation))
    pdfium.FPDFPage_CloseAnnot(annotation)


def _seen_box(annotation: Any, frame: Frame) -> Box | None:
    """Answer where a field or free text is; None for anything else, and where it is unseen."""
    kind = pdfium.FPDFAnnot_GetSubtype(annotation)
    if kind not in (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT):
        return None
    box = pdfium.FS_RECTF()
    unseen = pdfium.FPDFAnnot_GetFlags(annotation) & UNSEEN
    if unseen or not pdfium.FPDFAnnot_GetRect(annotation, box):
        return None
    seen = frame.seen(box.left, box.top, box.right, box.bottom)
    return seen if seen and seen[0] < seen[2] and seen[1] < seen[3] else None


def _text(form: Any, annotation: Any) -> str:
    if pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_FREETEXT:
        return _fetched(pdfium.FPDFAnnot_GetStringValue, annotation, b"Contents")
    if form is None or pdfium.FPDFAnnot_GetFormFieldFlags(form, annotation) & PASSWORD:
        return ""
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, annotation)
    if kind in CHOICES:
        return "\n".join(_chosen(form, annotation, is_open=kind == pdfium.FPDF_FORMFIELD_LISTBOX))
    if kind == pdfium.FPDF_FORMFIELD_TEXTFIELD:
        return _fetched(pdfium.FPDFAnnot_GetFormFieldValue, form, annotation)
    return ""


def _chosen(form: Any, annotation: Any, *, is_open: bool) -> Iterator[str]:
    """Read the options that are seen: all of an open list, else what was chosen."""
    for option in range(pdfium.FPDFAnnot_GetOptionCount(form, annotation)):
        if is_open or pdfium.FPDFAnnot_IsOptionSelected(form, annotation, option):
            yield _fetched(pdfium.FPDFAnnot_GetOptionLabel, form, annotation, option)


def _fetched(get: Callable[..., int], *arguments: Any) -> str:
    """Fetch a text from PDFium, which tells its size first."""
    size = get(*arguments, None, 0)
    if not 2 < size <= MOST_BYTES:
        return ""
    buffer = (ctypes.c_ushort * (size // 2))()
    get(*arguments, buffer, size)
    return bytes(buffer)[:-2].decode("utf-16-le", "replace")


def _hidden(form: Any, annotation: Any) -> FindingKind | None:
    drawn = _fetched(pdfium.FPDFAnnot_GetAP, annotation, pdfium.FPDF_ANNOT_APPEARANCEMODE_NORMAL)
    if drawn and not SHOWS_TEXT.search(drawn):
        return "annotation"
    size, whiteness = _look(form, annotation)
    if 0 < size < SMALLEST_TYPE:
        return "tiny_text"
    return "low_contrast" if whiteness >= WHITEST else None


def _look(form: Any, annotation: Any) -> tuple[float, float]:
    """Answer the size of the type, zero if that is left to the viewer, and how white it is."""
    if pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_WIDGET:
        size, colours = ctypes.c_float(), [ctypes.c_uint() for _ in range(3)]
        pdfium.FPDFAnnot_GetFontSize(form, annotation, size)
        pdfium.FPDFAnnot_GetFontColor(form, annotation, *colours)
        return size.value, min(colour.value for colour in colours) / 255
    look = _fetched(pdfium.FPDFAnnot_GetStringValue, annotation, b"DA")
    sizes, colour = TYPE_SIZE.search(look), COLOUR.search(look)
    parts = colour[1].split() if colour else ["0"]
    return float(sizes[1]) if sizes else 0.0, min(map(float, parts))


def _pieces(field: Field) -> Iterator[Piece]:
    """Make a piece of each line of a field; they share its box evenly."""
    left, top, right, bottom = field.box
    lines = [line for part in field.text.split("\n") if (line := part.strip())]
    height = (bottom - top) / len(lines)
    for number, line in enumerate(lines):
        box = left, top + number * height, right, top + (number + 1) * height
        size = min(height, TALLEST_LINE)
        yield Piece(line, box, turns=0, height=size)


def _place(piece: Piece, placed: Sequence[Piece]) -> int:
    """Answer where to put a piece among those in reading order."""
    beside, above = -1, -1
    for place, other in enumerate(placed):
        if piece.box is None or other.box is None:
            continue
        if are_side_by_side(other.box, piece.box):
            if other.box[0] <= piece.box[0]:
                beside = place
        elif other.box[1] <= piece.box[1]:
            above = place
    return (above if beside < 0 else beside) + 1
