"""Jobs and careers for tests of fit."""

from __future__ import annotations

from typing import Any

from folioscope.features.matching.asked import asked_by
from folioscope.features.matching.career import Career
from folioscope.features.matching.career_reading import career_of
from folioscope.features.matching.judging import Judgement, judge
from folioscope.features.matching.matrix import Candidate, Job, Match, match
from folioscope.features.matching.proofs import SourcePage
from folioscope.features.matching.requirements import Requirement
from folioscope.features.resumes.profile import Profile
from folioscope.features.resumes.reading import profile_read
from tests.features.knowledge.read_cv import CV, parsed

NOW = 2026 * 12 + 8
JOB = """About us
Our 30 years of experience with Cobol make us strong.

Requirements
- 3+ years of experience with PostgreSQL
- Master's degree in computer science
- Redis, MongoDB or Cassandra
- Fluent English
- Rust

Nice to have
- Docker
- Wound care
"""


def asked(*lines: str, title: str = "", heading: str = "Requirements") -> list[Requirement]:
    """What an offer with these lines under one heading asks for."""
    text = "\n".join([heading, *(f"- {line}" for line in lines)])
    return list(asked_by(title, text).requirements)


def told(requirement: Requirement) -> list[tuple[Any, ...]]:
    """The options of a requirement, without what they are called."""
    return [
        (one.kind, one.key, *(each for each in (one.months, one.level, *one.area) if each))
        for one in requirement.options
    ]


def one(line: str, **about: str) -> list[tuple[Any, ...]]:
    """The options of the one requirement that a line asks for."""
    (found,) = asked(line, **about)
    return told(found)


def profiled(**resume: Any) -> Career:
    """What a profile states that no document bears out."""
    return career_of(Profile(resume, {}), ())


def read(*pages: str) -> Career:
    """What a CV of these pages states."""
    document = parsed(*pages)
    lines = [[[one.start, one.end, *(one.box or ())] for one in p.lines] for p in document.pages]
    sources = [
        SourcePage(page.number, page.text, own)
        for page, own in zip(document.pages, lines, strict=True)
    ]
    return career_of(profile_read(document), sources)


def judged(line: str, career: Career, **about: str) -> Judgement:
    """The verdict on the one requirement of a line."""
    (found,) = asked(line, **about)
    return judge(found, career, NOW)


def matched(text: str = JOB, career: Career | None = None, title: str = "Data Engineer") -> Match:
    """The fit of a career, that of the CV without one, to a job."""
    job = Job(None, title, None, asked_by(title, text).requirements)
    return match(Candidate("x", None, "Marie"), career or read(CV), job, NOW)
