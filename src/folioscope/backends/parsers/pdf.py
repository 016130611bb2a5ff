"""PDF, read with PDFium: the text of each page in reading order, and where each line stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from folioscope.backends.parsers.characters import has_words
from folioscope.backends.parsers.pdf_hidden import hidden_in_document
from folioscope.backends.parsers.pdf_page import ReadPage, read_page
from folioscope.backends.parsers.pdf_rows import join
from folioscope.backends.parsers.pdf_running import without_running_lines
from folioscope.backends.parsers.pdf_scans import refuse_scans
from folioscope.backends.parsers.port import Limits, Page, Parsed, Reading, Refused, Unreadable

NO_PAGE = "is damaged or cut short: no PDF page can be found in it"


def parse(path: Path, limits: Limits) -> Reading:
    """Read every page that can be read; those that cannot are refused one by one."""
    document = _opened(path)
    _check_number_of_pages(len(document), limits)
    read: list[ReadPage] = []
    refused: list[Refused] = []
    chars = 0
    for number in range(1, len(document) + 1):
        page = read_page(document, number)
        if page is None:
            message = f"page {number} is damaged and was left out"
            refused.append(Refused(f"page-{number}", "damaged", message))
            continue
        read.append(page)
        chars += sum(len(row.text) for row in page.rows)
        if chars > limits.text_chars:
            raise Unreadable("too_large", f"holds more than {limits.text_chars} characters")
    pages = tuple(_joined(read))
    _check_text(pages, refused)
    refused += refuse_scans(document, pages)
    findings = [finding for page in read for finding in page.findings]
    found = (*findings, *hidden_in_document(document))
    return Reading((Parsed(pages, findings=found),), tuple(refused))


def _opened(path: Path) -> Any:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            message = "is protected with a password; save a copy without it and add that"
            raise Unreadable("encrypted", message) from error
        raise Unreadable("damaged", NO_PAGE) from error
    document.init_forms()
    return document


def _check_number_of_pages(count: int, limits: Limits) -> None:
    if count == 0:
        raise Unreadable("damaged", NO_PAGE)
    if count > limits.pages:
        message = f"has {count} pages, and at most {limits.pages} are read"
        raise Unreadable("too_many_pages", message)


def _check_text(pages: Sequence[Page], refused: Sequence[Refused]) -> None:
    if not pages:
        raise Unreadable("damaged", f"is damaged: none of its {len(refused)} pages can be read")
    if not any(has_words(page.text) for page in pages):
        raise Unreadable("no_text", "holds no text layer: it looks scanned; OCR is off")


def _joined(read: Sequence[ReadPage]) -> Iterator[Page]:
    for page, rows in zip(read, without_running_lines(read), strict=True):
        text, lines = join(rows)
        yield Page(text, page.number, page.width, page.height, lines)
