"""Which sections a CV has, and where each of them stands; nothing where a document is no CV.

Precision comes first: a document that is taken for a CV by mistake is cut in the wrong places,
while one that is not recognised is only cut as any other text is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from folioscope.backends.parsers.port import Entry, Page, Parsed, Part
from folioscope.features.sections.entries import entries_of
from folioscope.features.sections.flow import TOP, heads_of, running
from folioscope.features.sections.resume_headings import (
    Headings,
    headings_of,
    is_resume,
    unknown_headings,
)
from folioscope.features.sections.typography import Row, rows_of

WITH_ENTRIES = frozenset({"experience", "education", "projects", "volunteering"})
MOST_PAGES = 40
MOST_LETTERS = 200_000
REACH = re.compile(r"@|https?:|www\.|\+?\(?\d[\d\s().-]{7,}|linkedin|github", re.IGNORECASE)
WORDS_OF_PROSE = 9


@dataclass(frozen=True, slots=True)
class Label:
    """What a line belongs to; ``number`` tells apart what has the same names."""

    number: int
    section: str | None
    entry: Entry | None = None


def parts_of(document: Parsed) -> tuple[Part, ...]:
    """The parts of a CV, in order, which cover all of its text; none where it is no CV."""
    if any(page.section for page in document.pages):
        return tuple(
            Part(ordinal, 0, len(page.text), page.section, page.entry)
            for ordinal, page in enumerate(document.pages)
        )
    letters = sum(len(page.text) for page in document.pages)
    if document.kind == "record" or len(document.pages) > MOST_PAGES or letters > MOST_LETTERS:
        return ()
    rows = rows_of(document.pages)
    headings = headings_of(rows)
    if not headings or not is_resume(rows, headings):
        return ()
    labels = _labels(rows, {**unknown_headings(rows, headings), **headings})
    return tuple(tiled(document.pages, rows, labels))


def tiled(
    pages: Sequence[Page], rows: Sequence[Row], labels: Sequence[Label | None]
) -> Iterator[Part]:
    """The parts that neighbouring lines of one label make, without any gap between them."""
    for ordinal, page in enumerate(pages):
        own = [place for place, row in enumerate(rows) if row.ordinal == ordinal]
        runs = [(label, next(run)) for label, run in groupby(own, key=lambda at: labels[at])]
        starts = [0, *(rows[first].line.start for _, first in runs[1:])]
        for (label, _), start, end in zip(
            runs, starts, [*starts[1:], len(page.text)], strict=False
        ):
            section, entry = (label.section, label.entry) if label else (None, None)
            yield Part(ordinal, start, end, section, entry)


def _labels(rows: Sequence[Row], headings: Headings) -> list[Label | None]:
    """The label of each line; lines that every page has go with those before them."""
    labels: list[Label | None] = [None] * len(rows)
    beside = running(rows) - headings.keys()
    heads = heads_of(rows, headings)
    for head in sorted(set(heads)):
        own = [place for place, of in enumerate(heads) if of == head and place not in beside]
        section = headings[head].section if head != TOP else None
        if head == TOP:
            labelled = _top(rows, own)
        elif section in WITH_ENTRIES:
            labelled = _entries(rows, own, section, headings[head].lines)
        else:
            labelled = [Label(head, section)] * len(own)
        for place, label in zip(own, labelled, strict=True):
            labels[place] = label
    for place in sorted(beside):
        is_first = place == 0 or rows[place - 1].ordinal != rows[place].ordinal
        if not is_first:
            labels[place] = labels[place - 1]
    return labels


def _top(rows: Sequence[Row], own: Sequence[int]) -> list[Label]:
    """Name and ways to reach somebody, and from the first prose on what they say of themselves."""
    reached = max((at for at, place in enumerate(own) if REACH.search(rows[place].text)), default=0)
    prose = (
        at
        for at, place in enumerate(own)
        if at > reached and len(rows[place].text.split()) >= WORDS_OF_PROSE
    )
    first = next(prose, len(own))
    return [Label(-2, "contact")] * first + [Label(-1, "summary")] * (len(own) - first)


def _entries(rows: Sequence[Row], own: Sequence[int], section: str, lines: int) -> list[Label]:
    """Each line with its entry; the heading goes with the first one if that follows at once."""
    found = entries_of([rows[place] for place in own[lines:]], section)
    starts = [start + lines for start, _ in found]
    if starts[:1] == [lines]:
        starts = [0, *starts[1:]]
    labelled = []
    for at in range(len(own)):
        reached = sum(start <= at for start in starts)
        entry = found[reached - 1][1] if reached else None
        number = own[starts[reached - 1]] if reached else own[0]
        labelled.append(Label(number, section, entry))
    return labelled
