"""Write the CVs of invented people as JSON Resume; the same seed gives the same bytes.

Person ``n`` depends on the seed and on ``n`` alone: not on how many are asked for, the day, or the
hash seed of the interpreter.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from datetime import date
from itertools import islice
from random import Random
from typing import Any, TypeAlias, TypeVar

from folioscope.features.samples.cast import Player, players, slug_of
from folioscope.features.samples.phrases import Voice, fill
from folioscope.features.samples.profiles import Stage, read_table
from folioscope.features.samples.timeline import (
    Period,
    month_of,
    place_jobs,
    place_studies,
    written,
)

Resume: TypeAlias = dict[str, Any]
Item = TypeVar("Item")

LANGUAGES = ("en", "fr")
REFERENCE_DAY = date(2026, 9, 15)
SCHEMA = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"
MOST_LANGUAGES = 4
# Certificates lapse, and older ones would name products that did not exist yet.
RECENT_MONTHS = 72
_DOMAINS = ("example.org", "example.com", "example.net")


def generate(
    count: int,
    seed: int,
    languages: Collection[str] = LANGUAGES,
    today: date = REFERENCE_DAY,
) -> list[Resume]:
    """The first ``count`` people of a seed whose CVs are in one of the languages."""
    wanted = (player for player in players(seed) if player.profile.language in languages)
    return [_Writer(player, seed, today).resume() for player in islice(wanted, count)]


def as_json(resume: Resume) -> str:
    """The bytes of a CV, always the same for the same person."""
    return json.dumps(resume, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


class _Writer:
    """Writes one CV; holds the person's own stream of chance and what is already decided."""

    def __init__(self, player: Player, seed: int, today: date) -> None:
        self.player = player
        self.profile = player.profile
        self.random = Random(f"{seed}:person:{player.number}")
        self.today = today
        self.place = read_table("places")[self.profile.country]
        self.city, self.region, self.area_code = self.random.choice(self.place["cities"])
        self.employers = self._choose_employers()
        self.jobs = place_jobs(
            [stage.months for stage in self.profile.stages], month_of(today), self.random
        )
        self.voice = Voice(self.profile.language, player.feminine, self._facts())

    def _choose_employers(self) -> list[str]:
        """One for each stage, none twice."""
        chosen: list[str] = []
        for stage in self.profile.stages:
            fitting = stage.employers or self.profile.employers
            chosen.append(self.random.choice([name for name in fitting if name not in chosen]))
        return chosen

    def _facts(self) -> dict[str, str]:
        chosen = {name: self.random.choice(of) for name, of in self.profile.choices.items()}
        years = (month_of(self.today) - self.jobs[0].start) // 12
        now_at = self.employers[-1].partition(" | ")[0]
        return {**chosen, "years": str(years), "city": self.city, "employer": now_at}

    def _say(self, text: str) -> str:
        return fill(text, self.voice, self.random)

    def resume(self) -> Resume:
        """The whole CV. The order of the sections matters: chance flows from one to the next."""
        basics = self._basics()
        work = list(self._work())
        projects = [
            {
                "name": project.name,
                "description": self._say(project.description),
                "keywords": [self._say(keyword) for keyword in project.keywords],
            }
            for project in self._some(self.profile.projects, self.profile.take_projects)
        ]
        told = json.dumps([basics["summary"], work, projects], ensure_ascii=False)
        return {
            "$schema": SCHEMA,
            "basics": basics,
            "work": work,
            "education": list(self._education()),
            "skills": list(self._skills(told)),
            "languages": list(self._languages()),
            "certificates": list(self._certificates()),
            "projects": projects,
            "interests": [{"name": name} for name in self._some(self.profile.interests, 2)],
            "meta": {
                "version": "v1.0.0",
                "lastModified": f"{self.today.isoformat()}T00:00:00",
                "language": self.profile.language,
            },
        }

    def _basics(self) -> Resume:
        slug = slug_of(self.player.name)
        basics = {
            "name": self.player.name,
            "label": self._say(self.random.choice(self.profile.labels)),
            "email": f"{slug.replace('-', '.')}@{self.random.choice(_DOMAINS)}",
            "phone": self._phone(),
            "location": {
                "city": self.city,
                "region": self.region,
                "countryCode": self.profile.country,
            },
            "summary": self._say(self.random.choice(self.profile.summaries)),
        }
        return {**basics, "url": f"https://{slug}.example.com"} if self.profile.website else basics

    def _phone(self) -> str:
        pattern = self.place["phone"].replace("AREA", self.area_code)
        return "".join(str(self.random.randint(0, 9)) if char == "#" else char for char in pattern)

    def _work(self) -> Iterator[Resume]:
        """Latest job first, as CVs have it."""
        steps = list(zip(self.profile.stages, self.jobs, self.employers, strict=True))
        for stage, period, employer in reversed(steps):
            yield self._job(stage, period, employer)

    def _job(self, stage: Stage, period: Period, employer: str) -> Resume:
        name, _, description = employer.partition(" | ")
        # Most people work where they live; the others have moved once.
        elsewhere = self.random.random() < 0.25
        city = self.random.choice(self.place["cities"])[0] if elsewhere else self.city
        highlights = stage.always + self._some(stage.some, stage.take)
        return {
            "name": name,
            "description": description,
            "position": self._say(self.random.choice(stage.titles)),
            "location": city,
            **period.as_dates(),
            "highlights": [self._say(highlight) for highlight in highlights],
        }

    def _some(self, of: list[Item], take: int) -> list[Item]:
        """Some of a list, in the order of the list."""
        chosen = sorted(self.random.sample(range(len(of)), min(take, len(of))))
        return [of[index] for index in chosen]

    def _education(self) -> Iterator[Resume]:
        degrees = self.profile.education
        studies = place_studies([degree.years for degree in degrees], self.jobs[0].start)
        for degree, period in zip(degrees, studies, strict=True):
            yield {
                "institution": self.random.choice(degree.schools or self.place["universities"]),
                "studyType": self._say(degree.study),
                "area": self._say(self.random.choice(degree.areas)),
                **period.as_dates(),
            }

    def _skills(self, told: str) -> Iterator[Resume]:
        for group in self.profile.skills:
            always = [self._say(keyword) for keyword in group.always]
            heard = [word for word in group.mentioned if word.casefold() in told.casefold()]
            yield {"name": group.name, "keywords": list(dict.fromkeys(always + heard))}

    def _languages(self) -> Iterator[Resume]:
        words = read_table("languages")[self.profile.language]
        for code, level in list(self._spoken().items())[:MOST_LANGUAGES]:
            yield {"language": words["names"][code], "fluency": words["levels"][level]}

    def _spoken(self) -> dict[str, str]:
        """Codes and levels: the language of the CV, those of the part, that of the family."""
        grew_up_elsewhere = self.player.heritage and self.random.random() < 0.3
        home = "C2" if grew_up_elsewhere else "native"
        spoken = {self.profile.language: home, **self.profile.speaks}
        if self.player.francophone:
            spoken["fr"] = "native"
        if self.player.heritage and (grew_up_elsewhere or self.random.random() < 0.7):
            spoken[self.player.heritage] = "native"
        return spoken

    def _certificates(self) -> Iterator[Resume]:
        first = self.jobs[0].start
        earliest = max(first + 6, month_of(self.today) - RECENT_MONTHS)
        for certificate in self._some(self.profile.certificates, self.profile.take_certificates):
            name, issuer, *at_start = self._say(certificate).split(" | ")
            month = first if at_start else self.random.randint(earliest, month_of(self.today) - 1)
            yield {"name": name, "issuer": issuer, "date": written(month)}
