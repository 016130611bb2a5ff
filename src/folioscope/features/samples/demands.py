"""What a job asks for, and what a CV must lose so that it does not meet it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from folioscope.features.samples.profiles import Profile, read_table

Kind = Literal["skill", "years", "language", "degree", "certificate"]
FEWEST_SKILLS = 3
SHORTEST = 5  # letters of a skill that can be told from parts of other words
SPOKEN_LEVEL = "C1"


@dataclass(frozen=True)
class Demand:
    """One requirement as the job says it; ``values`` are the words that meet it, any of them.

    For ``years`` the value is their number, for ``language`` the code. ``issuer`` is who gives the
    certificate.
    """

    kind: Kind
    text: str
    values: Sequence[str]
    is_must: bool = True
    issuer: str = ""


def demands_of(profile: Profile, years: int) -> list[Demand]:
    """What a job in a trade may ask for, the indispensable first; nothing if that is too little."""
    words = read_table("jobs")[profile.language]
    skills = _askable_skills(profile)
    if len(skills) < FEWEST_SKILLS:
        return []
    first, second, other, *rest = skills
    spoken: str = words["spoken"]
    language = read_table("languages")[profile.language]["names"][spoken]
    either = words["either"].format(skill=second, other=other)
    area = profile.education[0].areas[0]
    demands = [
        Demand("skill", words["skill"].format(skill=first), [first]),
        Demand("years", words["years"].format(years=years), [str(years)]),
        Demand("skill", either, [second, other]),
        Demand("language", words["language"].format(language=language), [spoken]),
        Demand("degree", words["degree"].format(area=area), [area]),
    ]
    if rest:
        text = words["skill"].format(skill=rest[0])
        demands.append(Demand("skill", text, [rest[0]], is_must=False))
    if certificate := _askable_certificate(profile):
        name, _, issuer = certificate.partition(" | ")
        text = words["certificate"].format(certificate=name)
        demands.append(Demand("certificate", text, [name], is_must=False, issuer=issuer))
    return demands


def without(resume: dict[str, Any], demand: Demand) -> None:
    """Take out of a CV whatever meets the demand; years are left to who plans the career."""
    if demand.kind == "skill":
        _drop_words(resume, demand.values)
    elif demand.kind == "degree":
        resume["education"] = []
    elif demand.kind == "certificate":
        held = [one for one in resume["certificates"] if one["name"] not in demand.values]
        resume["certificates"] = held
    elif demand.kind == "language":
        name = _language(resume, demand)
        resume["languages"] = [one for one in resume["languages"] if one["language"] != name]


def with_it(resume: dict[str, Any], demand: Demand) -> None:
    """See to it that a CV meets the demand."""
    if demand.kind == "skill":
        listed = [word for group in resume["skills"] for word in group["keywords"]]
        if not any(word in listed for word in demand.values):
            resume["skills"][0]["keywords"].append(demand.values[0])
    elif demand.kind == "degree":
        resume["education"][0]["area"] = demand.values[0]
    elif demand.kind == "certificate":
        if not any(one["name"] in demand.values for one in resume["certificates"]):
            held = {"name": demand.values[0], "issuer": demand.issuer}
            resume["certificates"].append({**held, "date": resume["work"][0]["startDate"]})
    elif demand.kind == "language":
        without(resume, demand)
        level = read_table("languages")[resume["meta"]["language"]]["levels"][SPOKEN_LEVEL]
        resume["languages"].append({"language": _language(resume, demand), "fluency": level})


def _language(resume: dict[str, Any], demand: Demand) -> str:
    names: dict[str, str] = read_table("languages")[resume["meta"]["language"]]["names"]
    return names[demand.values[0]]


def _drop_words(resume: dict[str, Any], words: Sequence[str]) -> None:
    for group in resume["skills"]:
        group["keywords"] = [word for word in group["keywords"] if not _tells(word, words)]
    resume["skills"] = [group for group in resume["skills"] if group["keywords"]]
    for job in resume["work"]:
        job["highlights"] = [line for line in job["highlights"] if not _tells(line, words)]
    for section in ("projects", "certificates"):
        resume[section] = [one for one in resume[section] if not _tells(one, words)]


def _askable_skills(profile: Profile) -> list[str]:
    """Skills that everybody in the trade has and that can be taken out of all of a CV."""
    fixed = [*profile.labels, *profile.summaries, *profile.employers]
    fixed += [title for stage in profile.stages for title in stage.titles]
    fixed += [word for degree in profile.education for word in [degree.study, *degree.areas]]
    fixed += [group.name for group in profile.skills]
    found: list[str] = []
    for group in profile.skills:
        for word in group.always:
            alone = not any(_tells(word, [one]) or _tells(one, [word]) for one in found)
            long_enough = len(word) >= SHORTEST and "{" not in word
            if long_enough and alone and not _tells(fixed, [word]):
                found.append(word)
    return found


def _askable_certificate(profile: Profile) -> str:
    """Name and issuer of one that is not named like a skill."""
    skills = [word.casefold() for group in profile.skills for word in group.always]
    for held in profile.certificates:
        name, issuer, *_ = held.split(" | ")
        if "{" not in held and not _tells(name, skills):
            return f"{name} | {issuer}"
    return ""


def _tells(told: object, words: Sequence[str]) -> bool:
    """Whether any of the words stands anywhere in a text, or in what holds texts.

    Inside other words, too: who knows PostgreSQL knows SQL.
    """
    if isinstance(told, str):
        return any(word.casefold() in told.casefold() for word in words)
    parts = list(told.values()) if isinstance(told, dict) else told
    return isinstance(parts, list) and any(_tells(part, words) for part in parts)
