"""Running heads and feet of a document: lines that come again at the same place on most pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from folioscope.backends.parsers.pdf_page import ReadPage
from folioscope.backends.parsers.pdf_rows import Row

EDGE = 0.12
MOST_OF_PAGES = 0.4
POINTS_APART = 3
NUMBER = re.compile(r"\d{1,4}")
PAGE_NUMBER = re.compile(r"\{-?\d+\}")
LETTER = re.compile(r"[^\W\d_]")
Sign = tuple[str, int]
"""What a running line has in common from page to page: words and height."""


def without_running_lines(pages: Sequence[ReadPage]) -> list[list[Row]]:
    """Leave out running lines, but for the first of each that holds more than a page number."""
    signs = [[_signs(row, page) for row in page.rows] for page in pages]
    counts = Counter(sign for page in signs for sign in set().union(*page))
    running = {sign for sign, count in counts.items() if count >= _fewest(sign, len(pages))}
    seen: set[Sign] = set()
    kept = []
    for page, signs_of_page in zip(pages, signs, strict=True):
        rows = []
        for row, signs_of_row in zip(page.rows, signs_of_page, strict=True):
            found = signs_of_row & running
            if not found or (LETTER.search(row.text) and not found & seen):
                rows.append(row)
            seen |= found
        # Lines that are all there is on a page run along nothing.
        kept.append(rows or list(page.rows))
    return kept


def _fewest(sign: Sign, pages: int) -> float:
    # What stands on both of two pages may be the head of a table.
    return max(2 if PAGE_NUMBER.search(sign[0]) else 3, MOST_OF_PAGES * pages)


def _signs(row: Row, page: ReadPage) -> set[Sign]:
    """Answer what a line near the edge may be known by on other pages.

    One of its numbers may be that of the page: it differs from it by the same on every page.
    """
    if row.box is None or EDGE * page.height < row.box[1] < (1 - EDGE) * page.height:
        return set()
    texts = {row.text}
    for number in NUMBER.finditer(row.text):
        difference = int(number[0]) - page.number
        texts.add(f"{row.text[: number.start()]}{{{difference}}}{row.text[number.end() :]}")
    height = round(row.box[1] / POINTS_APART)
    return {(text, height) for text in texts}
