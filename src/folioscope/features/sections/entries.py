"""The entries of a section: at which of its lines each begins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from operator import itemgetter
from statistics import median

from folioscope.backends.parsers.port import Entry
from folioscope.features.sections.dates import Period, period_in
from folioscope.features.sections.entry_fields import Head, Kind, read_heads
from folioscope.features.sections.entry_words import is_organization, is_position
from folioscope.features.sections.form_labels import unlabelled
from folioscope.features.sections.typography import MARKDOWN, Row

MOST_BEFORE_DATE = 3  # lines of an entry before the one with its dates
MOST_OF_HEAD = 5  # lines that say where, as what and when
LONG = 110  # letters, from which a line is text rather than names and dates
INDENT = 8.0  # points by which text is set in under the head of its entry
COLUMN = 120.0  # points, from which a line is rather in another column
DATE_COLUMN = 50.0  # points that dates take at the least where they have a column
ALIGNED = 2.0  # points by which the ends of lines of one column may differ
SHORT = 40  # letters of a line in a column of places and dates
SET_OFF = 1.04  # times the usual size
# “Inc.” and “Corp.” end no sentence.
_SENTENCE = re.compile(r"(?:[^\W\d_]{5,}|(?:\S+\s+){6}\S*)[.;:]$")
_EDGES = " \t,|()–-"
Dated = Mapping[int, Period]


def entries_of(rows: Sequence[Row], section: str) -> list[tuple[int, Entry]]:
    """Where each entry begins, and what its first lines say; by dates, or else by type."""
    labelled = unlabelled(rows)
    rows, kinds = labelled.rows, labelled.kinds
    order = _in_order(rows)
    entries = _in_turn([rows[place] for place in order], section, [kinds[place] for place in order])
    return sorted(((order[place], entry) for place, entry in entries), key=itemgetter(0))


def _in_turn(rows: Sequence[Row], section: str, kinds: Sequence[Kind]) -> list[tuple[int, Entry]]:
    edges = _edges(rows)
    plain = [_is_plain(row, edges) for row in rows]
    dated = {
        place: period
        for place, row in enumerate(rows)
        if plain[place] and (period := _heading_period(row.text, section))
    }
    starts = list(_starts(rows, plain, dated)) if dated else _set_off(rows, plain)
    ends = [*starts[1:], len(rows)][: len(starts)]
    heads = [
        _head(rows, kinds, plain, dated, range(start, end))
        for start, end in zip(starts, ends, strict=True)
    ]
    return list(zip(starts, read_heads(heads, section), strict=True))


def _in_order(rows: Sequence[Row]) -> list[int]:
    """The places of lines; a column of dates comes after the line that it stands beside.

    Such a column at the right is often read after the whole text of the entry.
    """
    beside: dict[int, list[int]] = {}
    moved: set[int] = set()
    place = 0
    while place < len(rows):
        column = _column(rows, place)
        head = _beside(rows, place) if any(period_in(rows[at].text) for at in column) else None
        if head is not None and head not in beside and head not in moved:
            beside[head] = column
            moved.update(column)
        place += len(column)
    kept = (place for place in range(len(rows)) if place not in moved)
    return [at for place in kept for at in (place, *beside.get(place, ()))]


def _beside(rows: Sequence[Row], place: int) -> int | None:
    """The line before that stands at the side of one, with other lines between them."""
    row = rows[place]
    for at in range(place - 1, -1, -1):
        box, own = rows[at].line.box, row.line.box
        if box is None or own is None or rows[at].ordinal != row.ordinal:
            return None
        if (box[2] < own[0] or own[2] < box[0]) and box[1] < own[3] and own[1] < box[3]:
            return at if at < place - 1 and not rows[at].is_item else None
    return None


def _column(rows: Sequence[Row], place: int) -> list[int]:
    """The short lines from one on that end where it ends."""
    first = rows[place]
    if first.line.box is None or len(first.text) > SHORT:
        return [place]
    column = [place]
    for at in range(place + 1, min(place + MOST_BEFORE_DATE, len(rows))):
        box = rows[at].line.box
        is_near = box is not None and abs(box[2] - first.line.box[2]) <= ALIGNED
        if not is_near or rows[at].ordinal != first.ordinal or len(rows[at].text) > SHORT:
            break
        column.append(at)
    return column


def _edges(rows: Sequence[Row]) -> dict[int, float]:
    """Where the lines of each page begin at the farthest left.

    The last line does not count where it alone begins there: it may be the foot of the page. Nor do
    dates that have a column of their own at the left.
    """
    lefts: dict[int, list[float]] = {}
    inner: dict[int, list[float]] = {}
    for row in rows:
        if row.left is not None:
            lefts.setdefault(row.ordinal, []).append(row.left)
            if not _begins_with_dates(row.text):
                inner.setdefault(row.ordinal, []).append(row.left)
    edges = {page: min(of[:-1] or of) for page, of in lefts.items()}
    for page, of in inner.items():
        if min(of) - edges[page] >= DATE_COLUMN:
            edges[page] = min(of)
    return edges


def _begins_with_dates(text: str) -> bool:
    period = period_in(text)
    return period is not None and not text[: period.start].strip(_EDGES)


def _is_plain(row: Row, edges: Mapping[int, float]) -> bool:
    """Whether a line may be of the head of an entry: no item, not set in, no sentence."""
    text = row.text.strip()
    if row.is_item or len(text) > LONG or _SENTENCE.search(text):
        return False
    set_in = 0.0 if row.left is None else row.left - edges[row.ordinal]
    return not INDENT < set_in < COLUMN or _is_alone(text, period_in(text))


def _is_alone(text: str, period: Period | None) -> bool:
    if period is None:
        return False
    return not any(map(str.isalpha, text[: period.start] + text[period.end :]))


def _heading_period(text: str, section: str) -> Period | None:
    """The dates of a line that belongs to the head of an entry; None for those in its text."""
    period = period_in(text)
    if period is None or period.is_range:
        return period
    before, after = text[: period.start].strip(_EDGES), text[period.end :].strip(_EDGES)
    if text.rstrip().endswith("."):
        return None
    if not before or _is_alone(text, period):
        return period
    if section == "experience":
        return period if not after and is_position(before, section) else None
    names = is_organization(text) or is_position(text, section)
    return period if names or not after else None


def _starts(rows: Sequence[Row], plain: Sequence[bool], dated: Dated) -> Iterator[int]:
    """The first lines of entries: as many before the dates as the first entry has there."""
    places = sorted(dated)
    first = places[0]
    lead = first if first <= MOST_BEFORE_DATE and all(plain[:first]) else None
    floor = 0
    for place in places:
        most = min(MOST_BEFORE_DATE - 1 if lead is None else lead, place - floor)
        above = range(place - 1, place - most - 1, -1)
        start = place
        for other in takewhile(plain.__getitem__, above):
            if rows[start].opens and lead is None:
                break
            start = other
        if start >= floor:
            yield start
        floor = place + 1


def _set_off(rows: Sequence[Row], plain: Sequence[bool]) -> list[int]:
    """Where no entry has dates: lines whose type is larger than that of the text, or bold."""
    usual = median([row.size or 0.0 for row in rows] or [0.0])
    few_bold = 2 * sum(row.line.bold for row in rows) <= len(rows)
    heads = [
        plain[place]
        and (
            (row.size or 0.0) > SET_OFF * usual > 0
            or (row.line.bold and few_bold)
            or MARKDOWN.match(row.text) is not None
        )
        for place, row in enumerate(rows)
    ]
    if not heads or not heads[0]:
        return []
    return [
        place for place, is_head in enumerate(heads) if is_head and not (place and heads[place - 1])
    ]


def _head(
    rows: Sequence[Row], kinds: Sequence[Kind], plain: Sequence[bool], dated: Dated, own: range
) -> Head:
    """The first lines of an entry, up to its text."""
    dates = ""
    lines: list[str] = []
    kinds_of_lines: list[Kind] = []
    for place in own[:MOST_OF_HEAD]:
        if not plain[place] or (dates and lines and rows[place].opens):
            break
        text = rows[place].text
        if place in dated and not dates:
            dates = " ".join(text[dated[place].start : dated[place].end].split())
        if not _is_alone(text, period_in(text)):
            lines.append(text)
            kinds_of_lines.append(kinds[place])
    return Head(tuple(lines), dates, tuple(kinds_of_lines))
