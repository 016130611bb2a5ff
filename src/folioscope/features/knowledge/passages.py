"""From the pages of a document to the passages that are embedded and found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from folioscope.backends.parsers.port import Page, Parsed
from folioscope.features.knowledge.chunking import chunk

MAX_HEADING = 80


@dataclass(frozen=True, slots=True)
class Passage:
    """``pages[page_ordinal].text[start:end]``, and the words that say where it comes from.

    ``context`` is embedded and indexed with the text, but is not part of it: a passage from the
    second page of a CV is found under the name on the first.
    """

    page_ordinal: int
    page: int | None
    start: int
    end: int
    text: str
    context: str

    @property
    def searchable(self) -> str:
        """What is embedded."""
        return f"{self.context}\n{self.text}" if self.context else self.text


def passages(document: Parsed, name: str, size: int, overlap: int) -> Iterator[Passage]:
    """The passages of a document, in order."""
    context = _context(document, name)
    for ordinal, page in enumerate(document.pages):
        for start, end in chunk(page.text, size, overlap):
            text = page.text[start:end]
            shown = "" if text.startswith(context) else context
            yield Passage(ordinal, page.number, start, end, text, shown)


def _context(document: Parsed, name: str) -> str:
    """The title, or the first line and the words of the file's name."""
    if document.title:
        return document.title[: 2 * MAX_HEADING]
    stem = " ".join(re.findall(r"[^\W\d_]{2,}|\d{4}|[A-Z]\d", PurePosixPath(name).stem))
    heading = _first_line(document.pages)
    if not re.search(r"[^\W\d_]{3}", stem) or stem.casefold() in heading.casefold():
        return heading
    return f"{stem}: {heading}" if heading else stem


def _first_line(pages: Sequence[Page]) -> str:
    lines = (line.strip() for page in pages for line in page.text.splitlines())
    first = next(filter(None, lines), "")
    return first if len(first) <= MAX_HEADING else ""
