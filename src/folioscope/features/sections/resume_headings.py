"""Which lines of a document head the sections of a CV, and whether it is a CV at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from folioscope.features.sections.dates import period_in
from folioscope.features.sections.headings import Heading, heading_of, is_foreign
from folioscope.features.sections.typography import Row, usual_size

TELLING = frozenset({"experience", "education", "skills"})
SURE_WITHOUT_DATES = 4  # sections
MOST_HEADINGS = 100
ENOUGH = 3  # sections, or headings that stand out
BEGINS_WITHIN = 60  # lines, before the first heading of a CV comes
SAME_PLACE = 3.0  # points
SAME_SIZE = 0.04
MUCH_LARGER = 1.15
MOST_WORDS = 6
LONGEST_DATED = 300  # letters of a line in which a date is looked for
HANGING_LETTERS = 12
HANGING = re.compile(
    r"(?:[,&/(–-]|\b(?:and|or|of|in|the|a|an|to|for|with|as|by|et|de|des|du|la|le|en|au|aux|und|"
    r"von|der|die|das|für|mit|y|e|del|con|para|di|della|da|do|dos))$",
    re.IGNORECASE,
)
Headings = Mapping[int, Heading]


def headings_of(rows: Sequence[Row]) -> dict[int, Heading]:
    """The lines that name a section of a CV, by their place among the lines."""
    likely: dict[int, Heading] = {}
    for place in range(len(rows)):
        before = likely.get(place - 1)
        heading = None if before and before.lines > 1 else _heading_at(rows, place)
        if heading and _may_head(rows, place):
            likely[place] = heading
    standing_out = {place: heading for place, heading in likely.items() if rows[place].stands_out}
    # Where headings are set off, a plain line of the same words is something else.
    if len({heading.section for heading in standing_out.values()} - {None}) >= ENOUGH:
        return standing_out
    lefts = [rows[place].left for place in likely if rows[place].stands_out or rows[place].opens]
    edges = [*lefts, *_margins(rows)]
    return {
        place: heading
        for place, heading in likely.items()
        if rows[place].opens or rows[place].stands_out or _is_at(rows[place], edges)
    }


def unknown_headings(rows: Sequence[Row], known: Headings) -> dict[int, Heading]:
    """The lines that look just like the headings of sections and say something else."""
    usual = usual_size((row.line, row.text) for row in rows) or 0.0
    models = [rows[place] for place in known if (rows[place].size or 0.0) >= MUCH_LARGER * usual]
    return {
        place: Heading(None)
        for place, row in enumerate(rows)
        if usual and place > min(known) and place not in known and _resembles(row, models)
    }


def is_resume(rows: Sequence[Row], headings: Headings) -> bool:
    """Whether the sections are those of a CV: enough of them, early, and with dates."""
    named = {heading.section for heading in headings.values()} - {None}
    if len(headings) > MOST_HEADINGS or len(named & TELLING) < 2:
        return False
    if min(headings) > BEGINS_WITHIN or _foreign(rows) >= min(len(named), ENOUGH):
        return False
    if not _has_dates(rows, headings):
        return len(named) >= SURE_WITHOUT_DATES
    return len(named) >= ENOUGH or "experience" in named


def _heading_at(rows: Sequence[Row], place: int) -> Heading | None:
    """What a line says as a heading, alone or with the line after it."""
    row, after = rows[place], rows[place + 1] if place + 1 < len(rows) else None
    if (
        after is not None
        and row.left is not None
        and (row.ordinal, row.stands_out) == (after.ordinal, after.stands_out)
        and _resembles(after, [row])
    ):
        joined = heading_of(f"{row.text.strip()} {after.text.strip()}")
        if joined is not None and heading_of(after.text) is None:
            return Heading(joined.section, lines=2)
    return heading_of(row.text)


def _may_head(rows: Sequence[Row], place: int) -> bool:
    row = rows[place]
    if row.stands_out or row.text.rstrip().endswith(":"):
        return not row.text.rstrip().endswith(".")
    if row.is_item or not row.text.strip()[0].isupper() or row.text.rstrip().endswith((".", ",")):
        return False
    before = rows[place - 1] if place else None
    return (
        row.opens or before is None or not HANGING.search(before.text.rstrip()[-HANGING_LETTERS:])
    )


def _margins(rows: Sequence[Row]) -> Iterator[float | None]:
    """Where the lines of each page begin at the farthest left; None without layout."""
    for ordinal in {row.ordinal for row in rows}:
        lefts = [row.left for row in rows if row.ordinal == ordinal and row.left is not None]
        yield min(lefts, default=None)


def _is_at(row: Row, edges: Sequence[float | None]) -> bool:
    if row.left is None:
        return True
    return any(edge is not None and abs(row.left - edge) <= SAME_PLACE for edge in edges)


def _resembles(row: Row, models: Sequence[Row]) -> bool:
    words = row.text.split()
    if len(words) > MOST_WORDS or row.text.rstrip().endswith((".", ",")) or row.is_item:
        return False
    return any(
        _is_at(row, [model.left])
        and abs((row.size or 0.0) - (model.size or 0.0)) <= SAME_SIZE * (model.size or 0.0)
        and row.line.bold == model.line.bold
        for model in models
    )


def _foreign(rows: Sequence[Row]) -> int:
    """How many headings there are that only other kinds of document have."""
    return len(
        {
            row.text.strip().lower()
            for place, row in enumerate(rows)
            if is_foreign(row.text)
            and (row.stands_out or row.opens or row.left is None)
            and _may_head(rows, place)
        }
    )


def _has_dates(rows: Sequence[Row], headings: Headings) -> bool:
    """Whether there is a span of time, or a date under a heading of experience or education."""
    section = None
    for place in range(min(headings), len(rows)):
        section = headings[place].section if place in headings else section
        period = period_in(rows[place].text[:LONGEST_DATED])
        if period and (period.is_range or section in ("experience", "education")):
            return True
    return False
