"""Personal details whose values stand apart from their labels, as columns of a table are read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from folioscope.features.knowledge.blind_details import LABELS
from folioscope.features.knowledge.blind_sheets import Sheet
from folioscope.features.knowledge.blind_spans import MaskKind, Span
from folioscope.features.sections.folding import fold
from folioscope.features.sections.headings import heading_of

FEWEST = 2  # labels one below the other
LONGEST = 80  # letters of a value
OLDER = 14  # years between a birth and whatever else a CV tells of
_LINE = re.compile(r"[^\n]*\S[^\n]*")
_MONTH = r"[^\W\d_]{3,10}\.?"
_DAY = re.compile(
    rf"(?<![\d./-])(?:\d{{1,2}}[./-]\d{{1,2}}[./-](?P<a>(?:19|20)\d\d)|(?P<b>(?:19|20)\d\d)-\d\d-\d\d|"
    rf"\d{{1,2}}(?:\.|er|st|nd|rd|th)?[^\S\n](?:de[^\S\n])?{_MONTH}[^\S\n](?:de[^\S\n])?(?P<c>(?:19|20)\d\d)|"
    rf"{_MONTH}[^\S\n]\d{{1,2}}(?:st|nd|rd|th)?,[^\S\n](?P<d>(?:19|20)\d\d))(?![\d/-])"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def apart(sheet: Sheet) -> Iterator[Span]:
    """The values of labels that stand one below the other, without any value beside them."""
    lines = [found.span() for found in _LINE.finditer(sheet.text)] if sheet.is_resume else []
    at = 0
    while at < len(lines):
        kinds = _labels(sheet.text, lines[at:])
        if len(kinds) >= FEWEST:
            at += len(kinds)
            while at < len(lines) and heading_of(sheet.text[slice(*lines[at])]) is not None:
                at += 1
            for kind, (start, end) in zip(kinds, lines[at:], strict=False):
                if end - start > LONGEST:
                    break
                yield Span(start, end, kind)
        at += max(1, len(kinds))


def _labels(text: str, lines: Sequence[tuple[int, int]]) -> list[MaskKind]:
    """What the lines are labels of, up to the first that is none."""
    kinds: list[MaskKind] = []
    for line in lines:
        kind = LABELS.get(fold(text[slice(*line)]).strip(" :*_•-"))
        if kind is None:
            break
        kinds.append(kind)
    return kinds


def births(sheets: Sequence[Sheet]) -> Iterator[tuple[int, Span]]:
    """Days that are so much earlier than all else that somebody can only be born on them."""
    days = [
        (ordinal, found)
        for ordinal, sheet in enumerate(sheets)
        for found in _DAY.finditer(sheet.folded)
        if sheet.is_resume
    ]
    years = sorted({int(year) for sheet in sheets for year in _YEAR.findall(sheet.text)})
    first = next((low for low, high in pairwise(years) if high - low >= OLDER), None)
    for ordinal, found in days:
        if first is not None and int(next(filter(None, found.groups()))) <= first:
            yield ordinal, Span(*found.span(), "birth")
