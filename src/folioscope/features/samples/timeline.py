"""When everything happened: months without overlaps that end in the present."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

SEPTEMBER = 8
JUNE = 5
PERCENT_OF_USUAL_LENGTH = (100, 100, 115, 130, 140)


@dataclass(frozen=True)
class Period:
    """From one month to another, both counted since year 0; no end means: until today."""

    start: int
    end: int | None

    def as_dates(self) -> dict[str, str]:
        """The period as JSON Resume writes it; an open end is left out."""
        dates = {"startDate": written(self.start)}
        return dates if self.end is None else {**dates, "endDate": written(self.end)}


def month_of(day: date) -> int:
    """The number of the month a day lies in."""
    return day.year * 12 + day.month - 1


def written(month: int) -> str:
    """A month as ``YYYY-MM``."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def place_jobs(lengths: Sequence[tuple[int, int]], today: int, random: Random) -> list[Period]:
    """One period a job, oldest first; the last is open, and the first begins in a September.

    Some people stay longer everywhere; the first job, often a training contract, does not stretch.
    """
    periods: list[Period] = []
    last_month, end = today, None
    pace = random.choice(PERCENT_OF_USUAL_LENGTH)
    for index, (shortest, longest) in reversed(list(enumerate(lengths))):
        months = random.randint(shortest, longest) * (pace if index else 100) // 100
        start = last_month - months + 1
        periods.insert(0, Period(start, end))
        end = last_month = start - 1 - random.choice((0, 0, 0, 1, 2))
    # Studies end in June: a first job in autumn leaves no gap to explain.
    first = periods[0]
    periods[0] = Period(first.start - (first.start - SEPTEMBER) % 12, first.end)
    return periods


@dataclass(frozen=True)
class Span:
    """One job to place: how long it may last, and the months that pass before it begins."""

    months: tuple[int, int]
    pause: int = 0


def place_varied(
    spans: Sequence[Span], last: int, random: Random, *, goes_on: bool
) -> list[Period]:
    """One period a job, oldest first, with the pauses asked for; the last ends in month ``last``.

    It is open if it ``goes_on``.
    """
    periods: list[Period] = []
    end: int | None = None if goes_on else last
    for span in reversed(spans):
        start = last - random.randint(*span.months) + 1
        periods.insert(0, Period(start, end))
        end = last = start - 1 - (span.pause or random.choice((0, 0, 0, 1)))
    return periods


def months_worked(periods: Sequence[Period], today: int) -> int:
    """Months in which there was any job, jobs at the same time counted once."""
    worked: set[int] = set()
    for period in periods:
        worked.update(range(period.start, (today if period.end is None else period.end) + 1))
    return len(worked)


def place_studies(years: Sequence[int], first_job: int) -> list[Period]:
    """One period a degree, latest first: from a September to the June before what follows."""
    periods: list[Period] = []
    end = first_job - (first_job - JUNE) % 12
    for length in years:
        start = end - length * 12 + (SEPTEMBER - JUNE)
        periods.append(Period(start, end))
        end = start - (SEPTEMBER - JUNE)
    return periods
