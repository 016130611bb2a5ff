"""Annotations of a PDF page that say what the page does not show: comments, hidden fields."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium

from folioscope.backends.parsers.characters import has_words
from folioscope.backends.parsers.pdf_frame import Frame
from folioscope.backends.parsers.pdf_hidden_findings import readable
from folioscope.backends.parsers.pdf_hidden_prose import gives_orders, is_prose, squeezed
from folioscope.backends.parsers.pdf_hidden_shapes import Shape
from folioscope.backends.parsers.port import Box, Finding

MOST_NOTES = 1000
MOST_BYTES = 1 << 20
UNSEEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
SHOWN = (pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_WIDGET)
DESCRIBED = (
    pdfium.FPDF_ANNOT_FILEATTACHMENT,
    pdfium.FPDF_ANNOT_LINK,
    pdfium.FPDF_ANNOT_POPUP,
)
"""Of these the contents say what they are, to those who cannot see."""
CLEAR = (
    pdfium.FPDF_ANNOT_HIGHLIGHT,
    pdfium.FPDF_ANNOT_LINK,
    pdfium.FPDF_ANNOT_POPUP,
    pdfium.FPDF_ANNOT_UNDERLINE,
)
LAST = 1 << 30


def covers_on(page: Any) -> Iterator[Shape]:
    """Answer what annotations may cover, which are painted after everything else."""
    for place in range(_count(page)):
        note = pdfium.FPDFPage_GetAnnot(page.raw, place)
        if note and pdfium.FPDFAnnot_GetSubtype(note) not in CLEAR:
            box = pdfium.FS_RECTF()
            pdfium.FPDFAnnot_GetRect(note, box)
            yield Shape(LAST, (box.left, box.bottom, box.right, box.top))
        pdfium.FPDFPage_CloseAnnot(note)


def notes_on(page: Any, text_page: Any, number: int, frame: Frame) -> list[Finding]:
    """Report what annotations of a page say and the page does not show."""
    notes = [note for place in range(_count(page)) for note in _notes(page, place, frame)]
    if not notes:
        return []
    shown = squeezed(text_page.get_text_range(errors="replace"))
    return [
        Finding("annotation", readable(text), number, box)
        for text, box in dict.fromkeys(notes)
        if squeezed(text) not in shown
    ]


def _count(page: Any) -> int:
    count: int = pdfium.FPDFPage_GetAnnotCount(page.raw)
    return max(0, min(count, MOST_NOTES))


def _notes(page: Any, place: int, frame: Frame) -> Iterator[tuple[str, Box | None]]:
    note = pdfium.FPDFPage_GetAnnot(page.raw, place)
    if not note:
        return
    subtype, box = pdfium.FPDFAnnot_GetSubtype(note), _box(note, frame)
    hidden = pdfium.FPDFAnnot_GetFlags(note) & UNSEEN or _is_nowhere(box, page.get_size())
    texts = [_text(note, b"Contents")]
    if subtype in SHOWN:
        texts = [*texts, _text(note, b"V")] if hidden else []
    elif subtype in DESCRIBED:
        texts = [text for text in texts if is_prose(text) or gives_orders(text)]
    pdfium.FPDFPage_CloseAnnot(note)
    yield from ((text, box) for text in texts if has_words(text))


def _text(note: Any, key: bytes) -> str:
    # The first call tells the length, the second the text.
    length = pdfium.FPDFAnnot_GetStringValue(note, key, None, 0)
    if not 2 < length <= MOST_BYTES:
        return ""
    buffer = (ctypes.c_ushort * (length // 2))()
    pdfium.FPDFAnnot_GetStringValue(note, key, buffer, length)
    return bytes(buffer)[: length - 2].decode("utf-16-le", "replace")


def _box(note: Any, frame: Frame) -> Box | None:
    place = pdfium.FS_RECTF()
    if not pdfium.FPDFAnnot_GetRect(note, place):
        return None
    return frame.seen(place.left, place.top, place.right, place.bottom)


def _is_nowhere(box: Box | None, size: tuple[float, float]) -> bool:
    return box is None or not (
        box[0] < min(box[2], size[0])
        and box[1] < min(box[3], size[1])
        and box[2] > 0
        and box[3] > 0
    )
