"""What a language model read of a CV, as far as the CV says it: nothing invented gets through."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from folioscope.features.resumes.edits import pointer
from folioscope.features.resumes.fields import Fields
from folioscope.features.resumes.llm_prompt import Answer
from folioscope.features.resumes.locating import Region, located
from folioscope.features.resumes.profile import Place, Profile

NAMED_BY = {
    "work": ("name", "position"),
    "education": ("institution", "studyType", "area"),
    "languages": ("language",),
    "certificates": ("name",),
    "projects": ("name",),
}
"""Of which of its fields an entry has to have one to be kept."""
_DATE = re.compile(r"[12]\d{3}(?:-(?:0[1-9]|1[0-2]))?")
_DATES = ("startDate", "endDate", "date")


def checked(answer: Answer, regions: Sequence[Region]) -> Profile:
    """The values that are found in the text, those of each entry together in one part of it."""
    fields = Fields()
    told: Mapping[str, Any] = answer.model_dump()
    _put_basics(told["basics"], regions, fields)
    for section, entries in told.items():
        if section in NAMED_BY:
            for entry in entries:
                _put_entry(section, _in_form(entry), regions, fields)
        elif section == "skills":
            for group in entries:
                _put_entry(section, group, regions, fields)
    return fields.profile()


def _put_basics(basics: Mapping[str, Any], regions: Sequence[Region], fields: Fields) -> None:
    places = located({"basics": basics}, regions)
    for key, value in basics.items():
        place = places.get(pointer("/basics", key))
        at = ("location", "city") if key == "city" else (key,)
        if place is not None:
            fields.put(value, place, "basics", *at)


def _put_entry(
    section: str, entry: Mapping[str, Any], regions: Sequence[Region], fields: Fields
) -> None:
    best = max((_places(section, entry, one) for one in regions), key=len, default={})
    named = [key for key in NAMED_BY.get(section, ("keywords",)) if _has(best, section, key)]
    if not named:
        return
    at = (section, fields.count(section))
    for key, value in entry.items():
        if isinstance(value, list):
            listed = [best.get(pointer("", section, 0, key, n)) for n in range(len(value))]
            found = [(words, one) for words, one in zip(value, listed, strict=True) if one]
            for number, (words, one) in enumerate(found):
                fields.put(words, one, *at, key, number)
        elif place := best.get(pointer("", section, 0, key)):
            fields.put(value, place, *at, key)


def _places(section: str, entry: Mapping[str, Any], one: Region) -> dict[str, Place]:
    return located({section: [entry]}, [one])


def _has(places: Mapping[str, Place], section: str, key: str) -> bool:
    at = pointer("", section, 0, key)
    return any(where == at or where.startswith(f"{at}/") for where in places)


def _in_form(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry without dates that are none."""
    return {
        key: value
        for key, value in entry.items()
        if key not in _DATES or (isinstance(value, str) and _DATE.fullmatch(value))
    }


def completed(by_llm: Profile, by_rules: Profile) -> Profile:
    """What a model read, and where it found nothing, what the rules did."""
    resume = dict(by_llm.resume)
    places = dict(by_llm.places)
    for section, value in by_rules.resume.items():
        if section == "basics":
            own = resume.setdefault("basics", {})
            missing = {key: of for key, of in value.items() if key not in own}
            resume["basics"] = {**own, **missing}
            prefixes = tuple(pointer("/basics", key) for key in missing)
        elif section in resume:
            continue
        else:
            resume[section] = value
            prefixes = (pointer("", section),)
        places |= {
            at: place
            for at, place in by_rules.places.items()
            if any(at == prefix or at.startswith(f"{prefix}/") for prefix in prefixes)
        }
    return Profile(resume, places)
