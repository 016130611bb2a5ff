"""Where the values of a JSON Resume stand in the pages of the document it came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from folioscope.features.grounding.folded import Folded, bare, folded
from folioscope.features.knowledge.fact_months import span_of
from folioscope.features.resumes.edits import pointer
from folioscope.features.resumes.profile import Place
from folioscope.features.sections.dates import period_in

MOST_VALUES = 5_000
MOST_REGIONS = 400
SHORTEST = 2  # letters of a value that can be looked for
DATES = frozenset({"startDate", "endDate", "date", "releaseDate"})
_MONTH = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-\d{2})?")


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a page in which values are looked for: its text begins at ``start`` there."""

    page_ordinal: int
    start: int
    folded: Folded

    def find(self, words: str) -> Place | None:
        """Where words stand in it, however they are spaced, accented or divided."""
        found = self.folded.find(bare(words)) if len(words) >= SHORTEST else None
        if found is None:
            return None
        return Place(self.page_ordinal, self.start + found.start, self.start + found.end)

    def find_date(self, date: str) -> Place | None:
        """Where a date is told, in whatever words."""
        wanted = _MONTH.match(date)
        if wanted is None:
            return None
        alike = (wanted[0][: len("2021-09")], wanted[1])
        for start, end, said in self._dates():
            if said in alike:
                return Place(self.page_ordinal, self.start + start, self.start + end)
        return None

    def _dates(self) -> Iterator[tuple[int, int, str]]:
        at = 0
        for line in self.folded.original.splitlines(keepends=True):
            if period := period_in(line):
                span = span_of(line[period.start : period.end])
                for said in (span.since, span.until) if span else ():
                    yield at + period.start, at + period.end, said
            at += len(line)


def region(page_ordinal: int, text: str, start: int, end: int) -> Region:
    """The part of a page from ``start`` to ``end``."""
    return Region(page_ordinal, start, folded(text[start:end]))


def located(resume: Mapping[str, Any], regions: Sequence[Region]) -> dict[str, Place]:
    """The places of those values of a résumé that are found.

    Those of one entry are looked for where most of them stand together.
    """
    places: dict[str, Place] = {}
    some = regions[:MOST_REGIONS]
    for name, value in resume.items():
        listed = value if isinstance(value, list) else [value]
        for number, entry in enumerate(listed):
            at = pointer("", name, number) if isinstance(value, list) else pointer("", name)
            values = list(_values(entry, at))
            if len(places) + len(values) > MOST_VALUES:
                return places
            for one in _best_first(values, some):
                for where, key, words in values:
                    if where not in places and (place := _find(one, key, words)):
                        places[where] = place
    return places


def _best_first(values: Sequence[tuple[str, str, str]], regions: Sequence[Region]) -> list[Region]:
    """The regions that hold any of the values, that with the most of them first."""
    if len(values) > MOST_REGIONS:
        return list(regions)
    counted = [
        (sum(len(words) for _, key, words in values if _find(one, key, words)), -number)
        for number, one in enumerate(regions)
    ]
    return [regions[-number] for count, number in sorted(counted, reverse=True) if count]


def _find(one: Region, key: str, words: str) -> Place | None:
    return one.find(words) or (one.find_date(words) if key in DATES else None)


def _values(value: Any, at: str, key: str = "") -> Iterator[tuple[str, str, str]]:
    """The texts and numbers in a value: pointer, key, words."""
    inner: Iterable[tuple[Any, str, str]] = ()
    if isinstance(value, Mapping):
        inner = ((of, pointer(at, name), str(name)) for name, of in value.items())
    elif isinstance(value, list):
        inner = ((of, pointer(at, number), key) for number, of in enumerate(value))
    elif isinstance(value, str | int | float) and not isinstance(value, bool) and str(value):
        yield at, key, str(value)
    for of, where, named in inner:
        yield from _values(of, where, named)
