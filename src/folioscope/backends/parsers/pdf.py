"""PDF, read with PDFium: the text of each page in reading order, and where each line stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from folioscope.backends.parsers.characters import has_words
from folioscope.backends.parsers.pdf_lines import join, read_segments
from folioscope.backends.parsers.port import Limits, Page, Parsed, Reading, Refused, Unreadable

NO_PAGE = "is damaged or cut short: no PDF page can be found in it"


def parse(path: Path, limits: Limits) -> Reading:
    """Read every page that can be read; those that cannot are refused one by one."""
    document = _opened(path)
    _check_number_of_pages(len(document), limits)
    pages: list[Page] = []
    refused: list[Refused] = []
    chars = 0
    for number in range(1, len(document) + 1):
        page = _read_page(document, number)
        if page is None:
            message = f"page {number} is damaged and was left out"
            refused.append(Refused(f"page-{number}", "damaged", message))
            continue
        pages.append(page)
        chars += len(page.text)
        if chars > limits.text_chars:
            raise Unreadable("too_large", f"holds more than {limits.text_chars} characters")
    _check_text(pages, refused)
    return Reading((Parsed(tuple(pages)),), tuple(refused))


def _opened(path: Path) -> Any:
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            message = "is protected with a password; save a copy without it and add that"
            raise Unreadable("encrypted", message) from error
        raise Unreadable("damaged", NO_PAGE) from error


def _check_number_of_pages(count: int, limits: Limits) -> None:
    if count == 0:
        raise Unreadable("damaged", NO_PAGE)
    if count > limits.pages:
        message = f"has {count} pages, and at most {limits.pages} are read"
        raise Unreadable("too_many_pages", message)


def _check_text(pages: list[Page], refused: list[Refused]) -> None:
    if not pages:
        raise Unreadable("damaged", f"is damaged: none of its {len(refused)} pages can be read")
    if not any(has_words(page.text) for page in pages):
        message = "holds no text: it looks scanned, and needs text recognition (OCR) first"
        raise Unreadable("no_text", message)


def _read_page(document: Any, number: int) -> Page | None:
    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError:
        return None
    try:
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError:
        page.close()
        return None
    text, lines = join(list(read_segments(page, text_page)))
    width, height = page.get_size()
    text_page.close()
    page.close()
    return Page(text, number, round(width, 2), round(height, 2), lines)
