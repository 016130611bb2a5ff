"""Which pages of a PDF are pictures of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from folioscope.backends.parsers.characters import has_words
from folioscope.backends.parsers.port import WITHOUT_TEXT, Page, Refused

LEAST_SHARE = 0.3  # of the page, that the pictures of a scan cover
DEEPEST = 3


def refuse_scans(document: Any, pages: Iterable[Page]) -> Iterator[Refused]:
    """Name the pages that show pictures and hold no text, while others hold some."""
    empty = (page.number for page in pages if page.number and not has_words(page.text))
    numbers = [number for number in empty if is_scan(document[number - 1])]
    if len(numbers) == 1:
        told = f"page {numbers[0]} holds no text layer: it looks scanned; OCR is off"
    else:
        told = f"pages {_listed(numbers)} hold no text layer: they look scanned; OCR is off"
    if numbers:
        yield Refused(WITHOUT_TEXT, "no_text", told)


def is_scan(page: Any) -> bool:
    """Whether pictures cover much of the page; scanners cut large ones into strips."""
    width, height = page.get_size()
    try:
        pictures = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=DEEPEST)
        bounds = [picture.get_bounds() for picture in pictures]
    except pypdfium2.PdfiumError:
        return False
    covered = sum((right - left) * (top - bottom) for left, bottom, right, top in bounds)
    return bool(covered >= LEAST_SHARE * width * height)


def _listed(numbers: list[int]) -> str:
    """Numbers as people write them: 2, 5-7."""
    runs = []
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        of_run = [number for _, number in run]
        runs.append(f"{of_run[0]}-{of_run[-1]}" if len(of_run) > 1 else str(of_run[0]))
    return ", ".join(runs)
