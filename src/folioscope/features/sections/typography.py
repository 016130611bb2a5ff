"""The lines of a document as they look: where they stand, how large, how set off."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from folioscope.backends.parsers.port import Line, Page
from folioscope.features.sections.headings import is_spaced_out

BULLET = re.compile(r"\s*(?:[•▪◦‣●■□▸►➢➤✓✔❖⁃·∙○]|[-–—*+](?=\s)|\d{1,2}[.)]\s)")
MARKDOWN = re.compile(r"\s*#{1,6}\s")
_MARKS = re.compile(r"^\s*#{1,6}\s+|\*\*|(?<!\w)__|__(?!\w)|`")
_EMPHASIS = re.compile(r"(?<![\w*])([*_])(?=\S)([^*_\n]+)(?<=\S)\1(?![\w*])")
BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
LARGER = 1.08  # times the usual size, from which type is meant to be larger
FEW = 0.3  # share of letters that may be bold or in capitals for these to set a line off


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a page; ``ordinal`` is that of the page.

    ``opens`` when a blank line is before it, and ``stands_out`` when its type does.
    """

    ordinal: int
    line: Line
    text: str
    opens: bool
    stands_out: bool

    @property
    def left(self) -> float | None:
        """Where it begins, in points."""
        return self.line.box[0] if self.line.box else None

    @property
    def size(self) -> float | None:
        """How large its type is."""
        return size_of(self.line)

    @property
    def is_item(self) -> bool:
        """Whether it is an item of a list."""
        return BULLET.match(self.text) is not None


@dataclass(frozen=True, slots=True)
class Usual:
    """How most of a document is set."""

    size: float | None
    in_bold: bool
    in_capitals: bool

    def is_left_by(self, line: Line, text: str) -> bool:
        """Whether a line is set off from the rest by its type."""
        size = size_of(line)
        if size is not None and self.size is not None and size >= LARGER * self.size:
            return True
        if MARKDOWN.match(text) or is_spaced_out(text):
            return True
        return (line.bold and not self.in_bold) or (text.isupper() and not self.in_capitals)


def unmarked(text: str) -> str:
    """Text without the marks of Markdown for headings, emphasis and code."""
    return _EMPHASIS.sub(r"\2", _MARKS.sub("", text)).strip()


def size_of(line: Line) -> float | None:
    """The size of the type of a line; the height of its box where the format tells no size."""
    if line.size is not None or line.box is None:
        return line.size
    return line.box[3] - line.box[1]


def rows_of(pages: Sequence[Page]) -> list[Row]:
    """The lines of all pages that are not blank, in order."""
    lines = [(page, list(_lines(page))) for page in pages]
    usual = _usual([(line, page.text[line.start : line.end]) for page, of in lines for line in of])
    rows = []
    for ordinal, (page, of) in enumerate(lines):
        before = 0
        for line in of:
            text = page.text[line.start : line.end]
            opens = before == 0 or BLANK_LINE.search(page.text, before, line.start) is not None
            rows.append(Row(ordinal, line, text, opens, usual.is_left_by(line, text)))
            before = line.end
    return rows


def _lines(page: Page) -> Iterator[Line]:
    """The lines of a page; where the format tells none, those of its text."""
    if page.lines:
        yield from (line for line in page.lines if page.text[line.start : line.end].strip())
    else:
        for found in re.finditer(r"[^\n]*\S[^\n]*", page.text):
            yield Line(*found.span())


def _usual(lines: Sequence[tuple[Line, str]]) -> Usual:
    letters = sum(len(text) for _, text in lines)
    bold = sum(len(text) for line, text in lines if line.bold)
    capitals = sum(len(text) for _, text in lines if text.isupper())
    return Usual(usual_size(lines), bold > FEW * letters, capitals > FEW * letters)


def usual_size(lines: Iterable[tuple[Line, str]]) -> float | None:
    """The size that half of the letters have at the most; None where no sizes are known."""
    sizes: Counter[float] = Counter()
    for line, text in lines:
        if (size := size_of(line)) is not None:
            sizes[round(size, 1)] += len(text)
    left = sizes.total() / 2
    for size in sorted(sizes):
        left -= sizes[size]
        if left <= 0:
            return size
    return None
