"""How CVs tell a course: what beginners say, who changed, who paused, who has a side job."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TYPE_CHECKING, Any

from folioscope.features.samples.phrases import Voice, fill
from folioscope.features.samples.profiles import read_table
from folioscope.features.samples.timeline import Period, month_of, months_worked

if TYPE_CHECKING:
    from folioscope.features.samples.backgrounds import Part

RETOLD = ("junior", "senior", "change")
TOLD_PAUSES = 0.6
MONTHS_UNTIL = 24  # experience is told in months below, in years from there on
SIDE_MONTHS = (10, 40)
SIDE_SINCE = (4, 20)
JUNIOR_SKILLS = 2  # of those that everybody in the trade has, in each group


class Words:
    """The table ``courses`` in one language."""

    def __init__(self, language: str) -> None:
        self._table: dict[str, Any] = read_table("courses")[language]

    @property
    def retrain(self) -> str:
        """The kind of degree that changes of trade are made with."""
        return str(self._table["retrain"])

    def retell(
        self, resume: dict[str, Any], part: Part, jobs: list[Period], voice: Voice, random: Random
    ) -> None:
        """Rewrite label, summary and skills where the usual ones would not be true."""
        basics, career = resume["basics"], part.career
        if career.course in RETOLD:
            titles = [job["position"] for job in resume["work"]]
            basics["label"] = titles[0]
            facts = {
                "title": titles[0],
                "former": titles[-(career.pause_before or 1)],
                "time": self._time(months_worked(jobs, month_of(part.today))),
            }
            basics["summary"] = self._fill(career.course, voice, facts, random)
        if career.course == "pause" and random.random() < TOLD_PAUSES:
            basics["summary"] += self._pause(part, jobs, voice, random)
        if career.idle:
            basics["summary"] += f" {self._table['between']}"
        if career.course == "junior":
            _shorten(resume)

    def _pause(self, part: Part, jobs: list[Period], voice: Voice, random: Random) -> str:
        """What somebody did meanwhile, if it spans a change of years, which it is told by."""
        number = part.career.pause_before
        if number is None:
            return ""
        begin, end = (jobs[number - 1].end or 0) // 12, jobs[number].start // 12
        facts = {"from": str(begin), "to": str(end)}
        return " " + self._fill("pause", voice, facts, random) if begin < end else ""

    def side_job(
        self, jobs: Sequence[Period], voice: Voice, random: Random
    ) -> tuple[dict[str, Any], Period]:
        """A job beside the last one, and when it was."""
        last = jobs[-1].start + random.randint(*SIDE_SINCE)
        period = Period(last - random.randint(*SIDE_MONTHS), last)
        name, _, description = random.choice(self._table["side_employers"]).partition(" | ")
        job = {
            "name": name,
            "description": description,
            "position": fill(random.choice(self._table["side_titles"]), voice, random),
            **period.as_dates(),
            "highlights": [fill(line, voice, random) for line in self._table["side_lines"]],
        }
        return job, period

    def _time(self, months: int) -> str:
        unit, number = ("months", months) if months < MONTHS_UNTIL else ("years", months // 12)
        return str(self._table[unit]).replace("{n}", str(number))

    def _fill(self, key: str, voice: Voice, facts: dict[str, str], random: Random) -> str:
        told = Voice(voice.language, voice.feminine, facts)
        return fill(random.choice(self._table[key]), told, random)


def _shorten(resume: dict[str, Any]) -> None:
    """Leave beginners what beginners have."""
    for group in resume["skills"]:
        group["keywords"] = group["keywords"][:JUNIOR_SKILLS]
    resume["certificates"] = resume["certificates"][:1]
