"""Text of a PDF that its reader does not see: found, kept out of the pages and reported.

Each page is surveyed by the attributes of what is drawn on it; only where these leave a doubt its
picture is looked at, painted with and without the doubtful words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import process_time
from typing import Any
from weakref import WeakKeyDictionary

import pypdfium2
import pypdfium2.raw as pdfium

from folioscope.backends.parsers.pdf_frame import frame_of
from folioscope.backends.parsers.pdf_hidden_actual import replaced
from folioscope.backends.parsers.pdf_hidden_calls import Quad, address
from folioscope.backends.parsers.pdf_hidden_findings import (
    MOST_ON_A_PAGE,
    Stretch,
    at_most,
    readable,
    stretches,
)
from folioscope.backends.parsers.pdf_hidden_metadata import Description, description_of
from folioscope.backends.parsers.pdf_hidden_notes import covers_on, notes_on
from folioscope.backends.parsers.pdf_hidden_prose import gives_orders, is_prose, squeezed
from folioscope.backends.parsers.pdf_hidden_survey import Sheet, Survey, surveyed
from folioscope.backends.parsers.pdf_hidden_verdict import guessed, judged
from folioscope.backends.parsers.pdf_hidden_words import Word, words_of
from folioscope.backends.parsers.port import Finding, FindingKind

MOST_PAGES_COMPARED = 50
MOST_DESCRIPTIONS = 50
SECONDS_OF_LOOKING = 10.0
"""Processor time for the pictures of one document, beyond which only the plainest is told."""


@dataclass(slots=True)
class _Known:
    """What is kept of a document from page to page."""

    description: Description
    seconds_left: float = SECONDS_OF_LOOKING


_KNOWN: WeakKeyDictionary[Any, _Known] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Hidden:
    """What of a page is to be left out, by PDFium's numbers of characters, and why.

    ``reopened`` is true where machines were told another text than the page shows; the page tells
    the letters themselves to who opens its text once more.
    """

    characters: frozenset[int] = frozenset()
    findings: tuple[Finding, ...] = ()
    reopened: bool = False


def hidden_text(page: Any, text_page: Any, number: int) -> Hidden:
    """Find what is hidden on a page of this number, both as pypdfium2 opened them."""
    found = list(_stretches(page, text_page, number))
    findings = [one.finding(address(text_page.raw), number) for one in found]
    if pdfium.FPDFPage_GetAnnotCount(page.raw) > 0:
        findings += notes_on(page, text_page, number, frame_of(page))
    return Hidden(
        frozenset(index for one in found for index in one.indices),
        at_most(findings, MOST_ON_A_PAGE),
        any(one.kind == "actual_text" for one in found),
    )


def hidden_in_document(document: Any) -> tuple[Finding, ...]:
    """Find prose and orders in what describes a document, unless its pages show them too."""
    told = {
        readable(text)
        for is_name, text in _known_of(document).description.told
        if gives_orders(text) or (is_prose(text) and not is_name)
    }
    shown = squeezed(_shown(document)) if told else ""
    hidden = sorted(text for text in told if squeezed(text) not in shown)
    return at_most([Finding("metadata", text) for text in hidden], MOST_DESCRIPTIONS)


def _known_of(document: Any) -> _Known:
    known = _KNOWN.get(document)
    if known is None:
        known = _KNOWN[document] = _Known(description_of(document))
    return known


def _kinds(page: Any, survey: Survey, words: Sequence[Word]) -> Sequence[FindingKind | None]:
    known = _known_of(page.pdf)
    if known.seconds_left <= 0:
        return guessed(page, survey, words)
    start = process_time()
    kinds = judged(page, survey, words)
    known.seconds_left -= process_time() - start
    return kinds


def _stretches(page: Any, text_page: Any, number: int) -> Iterator[Stretch]:
    count = max(pdfium.FPDFText_CountChars(text_page.raw), 0)
    text_address = address(text_page.raw)
    layered = _known_of(page.pdf).description.layered
    sheet = Sheet(address(page.raw), text_address, count, _box(page), layered)
    survey = surveyed(sheet, covers_on(page))
    if survey.suspects:
        words = words_of(text_address, count, survey.suspects, frame_of(page))
        for stretch in stretches(text_address, words, _kinds(page, survey, words)):
            if stretch.kind != "clipped_text" or not _is_repeated(page, number, stretch):
                yield stretch
    if survey.altered:
        texts = replaced(page, text_page, survey.texts, survey.altered)
        words = words_of(text_address, count, texts, frame_of(page)) if texts else []
        yield from stretches(text_address, words, ["actual_text"] * len(words))


def _is_repeated(page: Any, number: int, stretch: Stretch) -> bool:
    """Tell whether a page beside shows it: some makers cut a line in two where a page ends."""
    wanted = squeezed("".join(word.letters for word in stretch.words))
    beside = (place for place in (number - 2, number) if 0 <= place < len(page.pdf))
    return any(wanted in squeezed(_text(page.pdf, place)) for place in beside)


def _shown(document: Any) -> str:
    return "".join(_text(document, place) for place in range(len(document))[:MOST_PAGES_COMPARED])


def _text(document: Any, place: int) -> str:
    try:
        page = document[place]
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError:
        return ""
    text: str = text_page.get_text_range(errors="replace")
    text_page.close()
    page.close()
    return text


def _box(page: Any) -> Quad:
    box = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page.raw, box)
    return box.left, box.bottom, box.right, box.top
