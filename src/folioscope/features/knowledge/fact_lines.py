"""The lines of a CV with what they belong to, and what is put together again that was broken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from folioscope.backends.parsers.port import Entry, Parsed
from folioscope.features.knowledge.facts import Fact
from folioscope.features.sections.headings import heading_of
from folioscope.features.sections.typography import BULLET, Row, rows_of

MORE_THAN_USUAL = 1.25  # times the usual distance of two lines, from which something new begins
SAME_COLUMN = 4.0  # points
LONGEST_LINE = 10_000  # characters; what is longer is no line of a CV
_NO_LINE = re.compile(r"\W{300}")  # nor what has a gap in it over which every rule would go again
_GOES_ON = re.compile(r"(?:[,;&/(]|\b(?:and|et|und|y|e|de|des|du|of|for|in|en))\s*$")
_DATED = re.compile(r"\b(?:19|20)\d\d\W*$")
_LIST = re.compile(r"[,;]")


@dataclass(frozen=True, slots=True)
class Piece:
    """``pages[page_ordinal].text[start:end]`` is ``text``."""

    page_ordinal: int
    start: int
    end: int
    text: str

    def part(self, start: int, end: int) -> Piece:
        """What stands between two places of this, without the white space around it."""
        text = self.text[start:end]
        start += len(text) - len(text.lstrip())
        text = text.strip()
        first = self.start + start
        return Piece(self.page_ordinal, first, first + len(text), text)

    def is_in(self, other: Piece | Fact) -> bool:
        """Whether it is a part of what stands elsewhere."""
        same_page = self.page_ordinal == other.page_ordinal
        return same_page and other.start <= self.start and self.end <= other.end

    @property
    def words(self) -> str:
        """The text on one line."""
        return " ".join(self.text.split())


@dataclass(frozen=True, slots=True)
class Told:
    """A line of a CV, the section and the entry it belongs to."""

    row: Row
    section: str | None
    entry: Entry | None
    heads: bool

    @property
    def piece(self) -> Piece:
        """Where it stands."""
        line = self.row.line
        return Piece(self.row.ordinal, line.start, line.end, self.row.text)


@dataclass(frozen=True, slots=True)
class _Setting:
    """The least distance of two lines, and where the longest ends of those that begin alike."""

    step: float | None
    ends: dict[int, float]


def told(document: Parsed) -> list[Told]:
    """The lines of a CV that are not blank, in order."""
    parts = document.parts or ()
    lines: list[Told] = []
    for row in rows_of(document.pages):
        if len(row.text) > LONGEST_LINE or _NO_LINE.search(row.text):
            continue
        part = next(
            (
                part
                for part in parts
                if part.page_ordinal == row.ordinal and part.start <= row.line.start < part.end
            ),
            None,
        )
        section = part.section if part else None
        entry = part.entry if part else None
        # Pages that are one section each begin with whose it is and what.
        titled = document.pages[row.ordinal].section not in {None, "contact"} and entry is None
        begins = not lines or lines[-1].section != section
        heading = heading_of(row.text) if begins else None
        heads = (titled and row.line.start == 0) or heading is not None
        lines.append(Told(row, section, entry, heads))
    return lines


def lines_of(lines: Sequence[Told], *sections: str) -> list[Told]:
    """The lines of sections, without their headings."""
    return [line for line in lines if line.section in sections and not line.heads]


def blocks(lines: Sequence[Told]) -> Iterator[Piece]:
    """The lines, those put together over which one enumeration was broken."""
    setting = _setting(lines)
    group: list[Told] = []
    for line in lines:
        if group and not _goes_on(group, line, setting):
            yield _joined(group)
            group = []
        group.append(line)
    if group:
        yield _joined(group)


def _setting(lines: Sequence[Told]) -> _Setting:
    """How lines are set: how far apart, and how long, by where they begin if that is known."""
    steps: list[float] = []
    ends: dict[int, float] = {}
    for line in lines:
        box = line.row.line.box
        column = _column(line.row)
        end = box[2] if box else float(len(line.row.text))
        ends[column] = max(end, ends.get(column, 0.0))
    for before, line in pairwise(lines):
        step = _step(before.row, line.row)
        if step is not None and step > 1:
            steps.append(step)
    return _Setting(min(steps, default=None), ends)


def _column(row: Row) -> int:
    return round((row.left or 0.0) / SAME_COLUMN)


def _step(before: Row, row: Row) -> float | None:
    """How far down the next row is."""
    if before.line.box is None or row.line.box is None or before.ordinal != row.ordinal:
        return None
    return row.line.box[1] - before.line.box[1]


def _joined(group: Sequence[Told]) -> Piece:
    first, last = group[0].piece, group[-1].piece
    text = first.text
    for before, line in pairwise(group):
        # Where a word was broken the lines touch; any others stand apart by one character.
        text += "\n" * (line.row.line.start - before.row.line.end) + line.row.text
    return Piece(first.page_ordinal, first.start, last.end, text)


def _goes_on(group: Sequence[Told], line: Told, setting: _Setting) -> bool:
    """Whether a line goes on with the enumeration of the lines before it."""
    before, row = group[-1].row, line.row
    if row.line.start == before.line.end and row.ordinal == before.ordinal:
        return True
    step = _step(before, row)
    is_farther = bool(step and setting.step and step > MORE_THAN_USUAL * setting.step)
    if is_farther or _begins_anew(before, row):
        return False
    text = row.text.lstrip()
    if _GOES_ON.search(before.text) or text[:1].islower():
        return True
    is_list = _LIST.search("\n".join(told.row.text for told in group)) or _LIST.search(text)
    is_group = before.line.bold != row.line.bold or ":" in text[:40] or "\t" in text[:40]
    return bool(is_list) and not is_group and _was_full(before, row, setting)


def _begins_anew(before: Row, row: Row) -> bool:
    """Whether something else begins with a row: a blank line, a bullet or a date is before it."""
    is_next = before.ordinal == row.ordinal and row.line.start - before.line.end == 1
    if not is_next or row.opens or BULLET.match(row.text):
        return True
    return _DATED.search(before.text) is not None


def _was_full(before: Row, row: Row, setting: _Setting) -> bool:
    """Whether the first word of a line had no room in the one before it."""
    column = _column(before)
    if abs(column - _column(row)) > 1:
        return False
    longest = max(setting.ends.get(near, 0.0) for near in (column - 1, column, column + 1))
    word = len(row.text.split()[0])
    if before.line.box is None or row.line.box is None:
        return len(before.text) + word >= longest
    letter = (row.line.box[2] - row.line.box[0]) / max(len(row.text), 1)
    return before.line.box[2] + letter * (1 + word) > longest


def passages(lines: Sequence[Told]) -> Iterator[tuple[Told, Piece]]:
    """Lines of one entry that follow one another as one text, with the first of them."""
    group: list[Told] = []
    for line in lines:
        if group and not _follows(group[-1], line):
            yield group[0], _joined(group)
            group = []
        group.append(line)
    if group:
        yield group[0], _joined(group)


def _follows(before: Told, line: Told) -> bool:
    same = (before.row.ordinal, before.section, before.entry)
    if same != (line.row.ordinal, line.section, line.entry):
        return False
    return line.row.line.start - before.row.line.end <= 1


def runs(lines: Sequence[Told]) -> Iterator[tuple[Entry, list[Told]]]:
    """The lines of each entry, those of one that goes on elsewhere together, in order."""
    entries: dict[Entry, list[Told]] = {}
    for entry, of in groupby(lines, key=lambda line: line.entry):
        if entry is not None:
            entries.setdefault(entry, []).extend(of)
    yield from entries.items()
