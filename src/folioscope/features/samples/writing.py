"""One CV written as JSON Resume, from who plays which part and the course of the career."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any, TypeAlias, TypeVar

from folioscope.features.samples.backgrounds import Background, Part
from folioscope.features.samples.careers import Step
from folioscope.features.samples.cast import slug_of
from folioscope.features.samples.courses import Words
from folioscope.features.samples.personal import Civil, civil_of, links_of, shown_of, street_of
from folioscope.features.samples.phrases import fill
from folioscope.features.samples.profiles import read_table
from folioscope.features.samples.timeline import (
    Period,
    month_of,
    written,
)

Resume: TypeAlias = dict[str, Any]
Item = TypeVar("Item")

SCHEMA = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json"
MOST_LANGUAGES = 4
# Certificates lapse, and older ones would name products that did not exist yet.
RECENT_MONTHS = 72
_DOMAINS = ("example.org", "example.com", "example.net")


@dataclass
class Written:
    """A CV, and what is true of the person behind it."""

    resume: Resume
    jobs: list[Period]
    spoken: dict[str, str] = field(default_factory=dict)
    civil: Civil | None = None


class Writer:
    """Writes one CV; holds the person's own stream of chance and what is already decided."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.player = part.player
        self.profile = part.career.profile
        stream = f"{part.seed}:{part.label}:{part.player.number}"
        self.random = Random(stream)
        self.more = Random(f"{stream}:more")
        self.background = Background(part, self.random)
        self.place = self.background.place
        self.jobs = self.background.jobs
        self.voice = self.background.voice
        self.studies = self.background.studies()

    def _say(self, text: str) -> str:
        return fill(text, self.voice, self.random)

    def write(self) -> Written:
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
        spoken: dict[str, str] = {}
        resume = {
            "$schema": SCHEMA,
            "basics": basics,
            "work": work,
            "education": list(self._education()),
            "skills": list(self._skills(told)),
            "languages": list(self._languages(spoken)),
            "certificates": list(self._certificates()),
            "projects": projects,
            "interests": [{"name": name} for name in self._some(self.profile.interests, 2)],
            "meta": {
                "version": "v1.0.0",
                "lastModified": f"{self.part.today.isoformat()}T00:00:00",
                "language": self.profile.language,
            },
        }
        civil = civil_of(self.player, self.studies[-1][1].start, self.voice, self.more)
        done = Written(resume, list(self.jobs), spoken, civil)
        if not self.part.plain:
            self._vary(done, civil)
        return done

    def _vary(self, done: Written, civil: Civil) -> None:
        """What comes of the course of the career, and of the habits of the country."""
        words = Words(self.voice.language)
        basics, career = done.resume["basics"], self.part.career
        words.retell(done.resume, self.part, self.jobs, self.voice, self.more)
        if career.course == "side":
            job, period = words.side_job(self.jobs, self.voice, self.more)
            job["location"] = self.background.city
            done.resume["work"].insert(1, job)
            done.jobs.append(period)
        basics |= shown_of(self.player, civil, self.part.today, self.more)
        basics["location"] |= street_of(self.player, self.more)
        if links := links_of(self.player, self.more):
            basics["profiles"] = links

    def _basics(self) -> Resume:
        slug = slug_of(self.player.name)
        basics = {
            "name": self.player.name,
            "label": self._say(self.random.choice(self.profile.labels)),
            "email": f"{slug.replace('-', '.')}@{self.random.choice(_DOMAINS)}",
            "phone": self._phone(),
            "location": {
                "city": self.background.city,
                "region": self.background.region,
                "countryCode": self.profile.country,
            },
            "summary": self._say(self.random.choice(self.profile.summaries)),
        }
        return {**basics, "url": f"https://{slug}.example.com"} if self.profile.website else basics

    def _phone(self) -> str:
        pattern = self.place["phone"].replace("AREA", self.background.area_code)
        return "".join(str(self.random.randint(0, 9)) if char == "#" else char for char in pattern)

    def _work(self) -> Iterator[Resume]:
        """Latest job first, as CVs have it."""
        steps = list(zip(self.part.career.steps, self.jobs, self.background.employers, strict=True))
        for step, period, employer in reversed(steps):
            yield self._job(step, period, employer)

    def _job(self, step: Step, period: Period, employer: str) -> Resume:
        name, _, description = employer.partition(" | ")
        # Most people work where they live; the others have moved once.
        elsewhere = self.random.random() < 0.25
        city = self.random.choice(self.place["cities"])[0] if elsewhere else self.background.city
        highlights = step.stage.always + self._some(step.stage.some, step.stage.take)
        return {
            "name": name,
            "description": description,
            "position": self._say(self.random.choice(step.stage.titles)),
            "location": city,
            **period.as_dates(),
            "highlights": [self._say(highlight) for highlight in highlights],
        }

    def _some(self, of: list[Item], take: int) -> list[Item]:
        """Some of a list, in the order of the list."""
        chosen = sorted(self.random.sample(range(len(of)), min(take, len(of))))
        return [of[index] for index in chosen]

    def _education(self) -> Iterator[Resume]:
        for degree, period in self.studies:
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

    def _languages(self, spoken: dict[str, str]) -> Iterator[Resume]:
        words = read_table("languages")[self.profile.language]
        spoken |= list(self._spoken().items())[:MOST_LANGUAGES]
        for code, level in spoken.items():
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
        earliest = max(first + 6, month_of(self.part.today) - RECENT_MONTHS)
        if earliest >= month_of(self.part.today):
            return
        for certificate in self._some(self.profile.certificates, self.profile.take_certificates):
            name, issuer, *at_start = self._say(certificate).split(" | ")
            month = (
                first if at_start else self.random.randint(earliest, month_of(self.part.today) - 1)
            )
            yield {"name": name, "issuer": issuer, "date": written(month)}
