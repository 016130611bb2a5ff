"""What is decided before a CV is written: where somebody lives, worked and studied, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from folioscope.features.samples.careers import Career
from folioscope.features.samples.cast import Player
from folioscope.features.samples.courses import Words
from folioscope.features.samples.phrases import Voice
from folioscope.features.samples.profiles import Degree, read_table
from folioscope.features.samples.timeline import (
    Period,
    month_of,
    months_worked,
    place_jobs,
    place_studies,
    place_varied,
)


@dataclass(frozen=True)
class Part:
    """What one CV is written from; nobody told apart by ``seed`` and ``label`` shares chance.

    A ``plain`` CV is of the first cast: nothing in it comes of a course.
    """

    player: Player
    career: Career
    seed: int
    label: str
    today: date
    plain: bool


class Background:
    """City, employers, periods and facts of a person, drawn from the stream of chance given."""

    def __init__(self, part: Part, random: Random) -> None:
        self.part = part
        self.random = random
        self.profile = part.career.profile
        self.place = read_table("places")[self.profile.country]
        self.city, self.region, self.area_code = random.choice(self.place["cities"])
        self.employers = self._choose_employers()
        self.jobs = self._place_jobs()
        self.voice = Voice(self.profile.language, part.player.feminine, self._facts())

    def _choose_employers(self) -> list[str]:
        """One for each stage, none twice."""
        chosen: list[str] = []
        for step in self.part.career.steps:
            fitting = step.stage.employers or step.profile.employers
            chosen.append(self.random.choice([name for name in fitting if name not in chosen]))
        return chosen

    def _place_jobs(self) -> list[Period]:
        today, career = month_of(self.part.today), self.part.career
        spans = [step.span for step in career.steps]
        if self.part.plain:
            return place_jobs([span.months for span in spans], today, self.random)
        last = today - career.idle
        return place_varied(spans, last, self.random, goes_on=career.idle == 0)

    def _facts(self) -> dict[str, str]:
        trades = {step.profile.key: step.profile for step in self.part.career.steps}
        chosen = {
            name: self.random.choice(of)
            for trade in trades.values()
            for name, of in trade.choices.items()
        }
        today = month_of(self.part.today)
        since = today - self.jobs[0].start
        years = (since if self.part.plain else months_worked(self.jobs, today)) // 12
        now_at = self.employers[-1].partition(" | ")[0]
        return {**chosen, "years": str(years), "city": self.city, "employer": now_at}

    def studies(self) -> list[tuple[Degree, Period]]:
        """Degrees with their periods, latest first."""
        first = self.part.career.steps[0].profile.education
        periods = place_studies([degree.years for degree in first], self.jobs[0].start)
        studies = list(zip(first, periods, strict=True))
        number = self.part.career.pause_before
        if self.part.career.course != "change" or number is None:
            return studies
        again = Degree(Words(self.voice.language).retrain, self.profile.education[0].areas, 1)
        return [
            (again, Period(self.jobs[number].start - 12, self.jobs[number].start - 1)),
            *studies,
        ]
