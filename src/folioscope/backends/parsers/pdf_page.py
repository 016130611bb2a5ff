"""One page of a PDF: what of it is seen, line by line in the order of reading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2

from folioscope.backends.parsers.pdf_characters import read_characters
from folioscope.backends.parsers.pdf_fields import findings_of, read_fields, with_fields
from folioscope.backends.parsers.pdf_frame import frame_of
from folioscope.backends.parsers.pdf_hidden import hidden_text
from folioscope.backends.parsers.pdf_lines import Piece, read_pieces
from folioscope.backends.parsers.pdf_order import in_reading_order
from folioscope.backends.parsers.pdf_rows import Row, gather_rows, row_box, row_text
from folioscope.backends.parsers.pdf_type import TypeReader
from folioscope.backends.parsers.port import Finding


@dataclass(frozen=True, slots=True)
class ReadPage:
    """The lines of a page, its number and size as seen, and what was hidden on it."""

    number: int
    width: float
    height: float
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]


def read_page(document: Any, number: int) -> ReadPage | None:
    """Read the page of this number; None if PDFium cannot."""
    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError:
        return None
    try:
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError:
        page.close()
        return None
    rows, findings = _seen(page, text_page, number)
    width, height = page.get_size()
    text_page.close()
    page.close()
    return ReadPage(number, round(width, 2), round(height, 2), rows, findings)


def _seen(page: Any, text_page: Any, number: int) -> tuple[tuple[Row, ...], tuple[Finding, ...]]:
    hidden = hidden_text(page, text_page, number)
    findings = hidden.findings
    if hidden.reopened:
        # Its characters have other numbers now, and hide nothing more than was found.
        text_page.close()
        text_page = page.get_textpage()
        hidden = hidden_text(page, text_page, number)
    characters = read_characters(text_page.raw)
    if hidden.characters:
        characters = characters.without(hidden.characters)
    frame = frame_of(page)
    fields = read_fields(page, frame)
    pieces = with_fields(in_reading_order(list(read_pieces(characters, frame))), fields)
    rows = tuple(_rows(pieces, TypeReader(text_page.raw)))
    return rows, (*findings, *findings_of(fields, number))


def _rows(pieces: Iterable[Piece], types: TypeReader) -> Iterator[Row]:
    for row in gather_rows(pieces):
        longest = max(row, key=lambda piece: len(piece.text))
        size, bold = types.type_of(longest.numbers)
        yield Row(row_text(row), row_box(row), longest.turns, row[-1].broken, size, bold)
