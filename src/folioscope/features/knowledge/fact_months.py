"""From the dates of a CV, as they are written, to months that can be counted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from folioscope.features.knowledge.facts import Fact
from folioscope.features.sections.folding import fold

YEAR = 12
# Years alone are taken from the middle to the middle: 2014 – 2018 is four years then.
JULY, JUNE, APRIL, SEPTEMBER = 6, 5, 3, 8
_MONTHS = """
    jan january janv janvier januar janner jaenner ene enero gen gennaio janeiro winter hiver q1
    feb february fev fevr fevrier februar febrero febbraio fevereiro
    mar march mars marz maerz mrz marzo marco spring printemps fruhjahr primavera early
    apr april avr avril abr abril aprile q2
    may mai mayo mag maggio maio
    jun june juin juni junio giu giugno junho summer ete sommer verano estate verao ss mid
    jul july juil juillet juli julio lug luglio julho q3
    aug august aout ago agosto
    sep sept september septembre septiembre setiembre set settembre setembro
    oct october octobre okt oktober octubre ott ottobre out outubro fall autumn automne herbst
    otono autunno outono ws q4
    nov november novembre noviembre novembro late
    dec december decembre dez dezember dic diciembre dicembre dezembro
"""
_FIRST = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NOW = (
    r"present|current|now\b|today|ongoing|to date|till date|aujourd|ce jour|maintenant|actuel|"
    r"en cours|heute|jetzt|laufend|aktuell|dato|gegenwart|actual|la fecha|presente|hoy|oggi|"
    r"in corso|attual|atual|o momento|hoje"
)
_SINCE = r"^\W*(?:since|depuis|a partir d|seit|ab|desde|dal?)\b"


def _numbered() -> dict[str, int]:
    numbers: dict[str, int] = {}
    month = 0
    for word in _MONTHS.split():
        month = _FIRST.index(word) if word in _FIRST else month
        numbers[word] = month
    return numbers


_NUMBERS = _numbered()
_NAMES = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_Y = r"(?:19[5-9]\d|20[0-4]\d)"
_M = r"(?:1[0-2]|0?[1-9])"
_POINT = re.compile(
    rf"(?<!\d)(?P<iso>{_Y})\s?[-./]\s?(?P<iso_month>1[0-2]|0[1-9])(?!\d)(?:[-./][0-3]\d(?!\d))?"
    rf"|(?<!\d){_M}/(?:1[3-9]|2\d|3[01])/(?P<us>{_Y})"
    rf"|(?<![\d/.])(?:\d{{1,2}}\s?[./-]\s?)?(?P<number>{_M})\s?[./-]\s?(?P<of>{_Y})(?!\d)"
    rf"|\b(?P<name>{_NAMES})\b\.?,?\s*(?:d[eil]l?\s+)?(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s+)?"
    rf"(?:(?P<named>{_Y})|['’](?P<short>\d\d)\b|(?=\W*(?:{_NAMES}|to|bis|a|au)?\b))"
    rf"|(?<!\d)(?P<year>{_Y})(?!\d)"
    rf"|(?<=\d\d\d\d)\s?[/–-]\s?(?P<tail>\d\d)(?!\s?[./-]?\d)"
    rf"|(?P<now>{_NOW})"
)
_US = re.compile(rf"({_M})/")
_MONTH = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class Stretch:
    """From one month to another, both included; None is not told, unless it goes on."""

    since: int | None
    until: int | None
    goes_on: bool = False

    def end(self, this_month: int) -> int | None:
        """The last month of it so far."""
        return this_month if self.goes_on else self.until

    def covered(self, this_month: int) -> range:
        """The months it covers so far; none where they cannot be told."""
        end = self.end(this_month)
        if self.since is None or end is None or self.since > end:
            return range(0)
        return range(self.since, end + 1)


@dataclass(frozen=True, slots=True)
class Span:
    """From one date to another as they are told: YYYY-MM, YYYY, or nothing."""

    since: str
    until: str
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class _Point:
    year: int | None
    month: int | None

    @property
    def written(self) -> str:
        """As ISO 8601 has it, no more exact than it was told."""
        month = "" if self.month is None else f"-{self.month + 1:02d}"
        return "" if self.year is None else f"{self.year:04d}{month}"


def month_of(day: date) -> int:
    """The number of the month in which a day is, counted from year 0."""
    return day.year * YEAR + day.month - 1


def written_month(month: int | None) -> str | None:
    """A month as YYYY-MM."""
    return None if month is None else f"{month // YEAR:04d}-{month % YEAR + 1:02d}"


def stretch_of(dates: str) -> Stretch | None:
    """The stretch that dates tell; None where there are none in it."""
    points, goes_on = _points(dates)
    told = [point for point in points if point.year is not None]
    if not told:
        return None
    since = _completed(points[0], told[0])
    if goes_on:
        return Stretch(_beginning(since), None, goes_on=True)
    if len(points) == 1:
        return Stretch(None, _ending(since))
    return _between(since, told[-1])


def span_of(dates: str) -> Span | None:
    """The two ends of what dates tell; one alone is the last. None where there are none in it."""
    points, goes_on = _points(dates)
    told = [point for point in points if point.year is not None]
    if not told:
        return None
    first = _completed(points[0], told[0]).written
    if goes_on:
        return Span(first, "", goes_on=True)
    return Span("", first) if len(points) == 1 else Span(first, told[-1].written)


def _points(dates: str) -> tuple[list[_Point], bool]:
    """The dates in a text, and whether what began with the first goes on."""
    folded = fold(dates)
    points: list[_Point] = []
    goes_on = False
    for found in _POINT.finditer(folded):
        if found["now"]:
            goes_on = bool(points)
        else:
            points.append(_point(found, points))
    is_open = len(points) == 1 and re.search(rf"{_SINCE}|[–—-]\s*$", folded) is not None
    return points, goes_on or is_open


def covered(stretches: Iterable[Stretch], this_month: int) -> int:
    """How many months stretches cover together, those in which they overlap counted once."""
    months: set[int] = set()
    for stretch in stretches:
        months.update(stretch.covered(this_month))
    return len(months)


def lasting(fact: Fact, this_month: int) -> int | None:
    """How many months something has lasted by now, where it goes on since it was counted."""
    counted = (fact.detail or {}).get("counted", "")
    if fact.months is None or not _MONTH.fullmatch(counted):  # of an import it may be anything
        return fact.months
    return fact.months + max(0, this_month - int(counted))


def _point(found: re.Match[str], before: list[_Point]) -> _Point:
    """The year and the month of one date, as far as it tells them."""
    year = found["iso"] or found["of"] or found["us"] or found["named"] or found["year"]
    month = found["iso_month"] or found["number"]
    if found["us"] and (first := _US.match(found[0])):
        month = first[1]
    if found["tail"]:
        century = ((before[-1].year if before else None) or 2000) // 100
        return _Point(century * 100 + int(found["tail"]), None)
    if found["short"]:
        year = _century(found["short"])
    if found["name"]:
        return _Point(int(year) if year else None, _NUMBERS[found["name"]])
    return _Point(int(year), int(month) - 1 if month else None)


def _century(short: str) -> str:
    return f"19{short}" if int(short) >= 50 else f"20{short}"


def _completed(point: _Point, other: _Point) -> _Point:
    """“June – August 2019” has one year for both."""
    return point if point.year is not None else _Point(other.year, point.month)


def _between(since: _Point, until: _Point) -> Stretch | None:
    if since.month is None and since == until:
        year = (since.year or 0) * YEAR
        return Stretch(year + APRIL, year + SEPTEMBER)
    first, last = _beginning(since), _ending(until)
    return Stretch(first, last) if first <= last else Stretch(None, last)


def _beginning(point: _Point) -> int:
    return (point.year or 0) * YEAR + (JULY if point.month is None else point.month)


def _ending(point: _Point) -> int:
    return (point.year or 0) * YEAR + (JUNE if point.month is None else point.month)
