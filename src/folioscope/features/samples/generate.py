"""Invent people and write their CVs as JSON Resume; the same seed gives the same bytes.

Person ``n`` depends on the seed, on ``n`` and on the languages: not on how many are asked for, the
day, or the hash seed of the interpreter.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from datetime import date
from itertools import islice
from random import Random

from folioscope.features.samples.backgrounds import Part
from folioscope.features.samples.careers import plan, straight
from folioscope.features.samples.cast import FIRST_TROUPE, Player, players, troupe
from folioscope.features.samples.profiles import all_profiles
from folioscope.features.samples.truth import Person, facts_of
from folioscope.features.samples.writing import Resume as Resume
from folioscope.features.samples.writing import Writer

LANGUAGES = FIRST_TROUPE
LOCALES = (*LANGUAGES, "de", "es")
REFERENCE_DAY = date(2026, 9, 15)


def generate(
    count: int,
    seed: int,
    languages: Collection[str] = LANGUAGES,
    today: date = REFERENCE_DAY,
) -> list[Resume]:
    """The CVs of the first ``count`` people of a seed that are in one of the languages."""
    return [person.resume for person in islice(people(seed, languages, today), count)]


def people(
    seed: int, languages: Collection[str] = LOCALES, today: date = REFERENCE_DAY
) -> Iterator[Person]:
    """People without end. The troupes take turns; that of English and French has one a language."""
    wanted = [language for language in FIRST_TROUPE if language in languages]
    streams = [_first_troupe(seed, languages, today)] * len(wanted)
    streams += [
        _troupe(seed, language, today) for language in sorted(set(languages) - set(FIRST_TROUPE))
    ]
    while streams:
        for stream in streams:
            yield next(stream)


def as_json(resume: Resume) -> str:
    """The bytes of a CV, always the same for the same person."""
    return json.dumps(resume, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _first_troupe(seed: int, languages: Collection[str], today: date) -> Iterator[Person]:
    profiles = [profile for profile in all_profiles() if profile.language in FIRST_TROUPE]
    for player in players(seed):
        if player.profile.language in languages:
            plain = player.number <= len(profiles)
            yield _person(player, seed, "person", today, plain=plain)


def _troupe(seed: int, language: str, today: date) -> Iterator[Person]:
    for player in troupe(seed, language):
        yield _person(player, seed, f"{language}:person", today, plain=False)


def _person(player: Player, seed: int, label: str, today: date, *, plain: bool) -> Person:
    profile = player.profile
    colleagues = [one for one in all_profiles() if one.language == profile.language]
    chance = Random(f"{seed}:{label}:{player.number}:course")
    career = straight(profile) if plain else plan(profile, colleagues, chance)
    part = Part(player, career, seed, label, today, plain)
    written = Writer(part).write()
    return Person(written.resume, facts_of(part, written))
