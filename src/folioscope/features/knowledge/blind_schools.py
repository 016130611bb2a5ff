"""Where somebody studied and when, which tells of origin and age; masked where a base says so."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from folioscope.backends.parsers.port import Parsed
from folioscope.features.knowledge.blind_sheets import Sheet, segments
from folioscope.features.knowledge.blind_spans import Span
from folioscope.features.knowledge.fact_lines import told
from folioscope.features.knowledge.fact_studies import degrees
from folioscope.features.sections.entry_words import is_organization
from folioscope.features.sections.folding import fold

SHORTEST = 3  # letters of the name of a school that is looked for everywhere
_YEAR = re.compile(
    r"(?:(?:[^\W\d_]{3,10}\.?|\d{1,2})[^\S\n]?[./-]?[^\S\n]?)?(?<!\d)(?:19|20)\d\d(?!\d)"
    r"(?:-\d\d(?:-\d\d)?)?"
)
_MONTH = re.compile(r"[^\W\d_]{3,10}")


def schools_of(document: Parsed) -> frozenset[str]:
    """The schools that a document names, folded."""
    entries = (part.entry for part in document.parts or () if part.section == "education")
    named = [entry.organization for entry in entries if entry]
    lines = told(document) if document.parts else []
    named += [(fact.detail or {}).get("organization", "") for fact in degrees(lines)]
    folded = (" ".join(fold(name).split()) for name in named)
    return frozenset(name for name in folded if len(name) >= SHORTEST)


def schools(sheet: Sheet, known: Collection[str]) -> Iterator[Span]:
    """Where schools are named: those that are known anywhere, others among the studies."""
    if known:
        each = (r"\s+".join(map(re.escape, name.split())) for name in sorted(known, key=_length))
        for found in re.finditer(rf"(?<!\w)(?:{'|'.join(each)})(?!\w)", sheet.folded):
            yield Span(*found.span(), "school")
    for start, end in sheet.lines("education"):
        for first, last in segments(sheet.text, start, end):
            for piece in _between_commas(sheet.text, first, last):
                if is_organization(sheet.text[slice(*piece)]):
                    yield Span(*piece, "school")


def years(sheet: Sheet) -> Iterator[Span]:
    """The dates of studies."""
    for start, end in sheet.within("education"):
        for found in _YEAR.finditer(sheet.folded, start, end):
            yield Span(*found.span(), "year")


def _length(name: str) -> tuple[int, str]:
    return -len(name), name


def _between_commas(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for found in re.finditer(r"[^,(\n]+", text[start:end]):
        words = found[0]
        first = start + found.start() + len(words) - len(words.lstrip())
        if words.strip():
            yield first, first + len(words.strip())
