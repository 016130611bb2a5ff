"""The parts that invented people play: what each one has done, learnt and may say about it.

A profile is one TOML file of ``people/``, written in the language of its CVs. Its texts hold slots
that ``phrases.fill`` turns into numbers and words, so that a profile gives many different CVs.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

PEOPLE = Path(__file__).parent / "people"


@dataclass(frozen=True)
class Stage:
    """One step of a career: its titles, its length in months, what it always and may have held.

    ``employers`` are those that fit this step; without any, those of the profile do.
    """

    titles: list[str]
    months: tuple[int, int]
    always: list[str]
    some: list[str]
    take: int
    employers: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Degree:
    """One diploma, latest first in a profile; ``schools`` overrides those of the country."""

    study: str
    areas: list[str]
    years: int
    schools: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class SkillGroup:
    """Keywords of one kind: those all have, and those listed only if the CV speaks of them."""

    name: str
    always: list[str]
    mentioned: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Project:
    """Something built beside the jobs."""

    name: str
    description: str
    keywords: list[str]


@dataclass(frozen=True)
class Profile:
    """One part of the cast; every cycle of people plays each profile once."""

    key: str
    language: str
    country: str
    labels: list[str]
    summaries: list[str]
    employers: list[str]
    stages: list[Stage]
    education: list[Degree]
    skills: list[SkillGroup]
    speaks: dict[str, str]
    certificates: list[str]
    take_certificates: int
    projects: list[Project]
    take_projects: int
    interests: list[str]
    choices: dict[str, list[str]]
    website: bool

    @property
    def francophone(self) -> bool:
        """Whether everyone who plays this part speaks French."""
        return self.language == "fr" or "fr" in self.speaks


def _read(key: str, data: dict[str, Any]) -> Profile:
    stages = [Stage(**{**stage, "months": tuple(stage["months"])}) for stage in data["stages"]]
    projects = [Project(**project) for project in data.get("projects", [])]
    certificates = data.get("certificates", [])
    return Profile(
        key=key,
        language=data["language"],
        country=data["country"],
        labels=data["labels"],
        summaries=data["summaries"],
        employers=data.get("employers", []),
        stages=stages,
        education=[Degree(**degree) for degree in data["education"]],
        skills=[SkillGroup(**group) for group in data["skills"]],
        speaks=data.get("speaks", {}),
        certificates=certificates,
        take_certificates=data.get("take_certificates", len(certificates)),
        projects=projects,
        take_projects=data.get("take_projects", len(projects)),
        interests=data.get("interests", []),
        choices=data.get("choices", {}),
        website=data.get("website", False),
    )


@cache
def read_table(name: str) -> dict[str, Any]:
    """One TOML file of the package, by its stem."""
    return tomllib.loads((PEOPLE / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def all_profiles() -> tuple[Profile, ...]:
    """Every profile, in the order of the file names: the same on every machine."""
    keys = sorted(path.stem for path in PEOPLE.glob("??-*.toml"))
    return tuple(_read(key, read_table(key)) for key in keys)
