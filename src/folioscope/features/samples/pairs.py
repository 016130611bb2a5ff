"""Jobs with CVs of known strength: the one that meets more of what is asked stands higher.

The CV of strength ``k`` meets the first ``k`` demands of its job and no other, and the
indispensable come first: whoever meets more meets all that the weaker one does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from random import Random
from typing import Any

from folioscope.features.samples.backgrounds import Part
from folioscope.features.samples.careers import Career, straight
from folioscope.features.samples.cast import FIRST_TROUPE, Player, players, troupe
from folioscope.features.samples.demands import Demand, demands_of, with_it, without
from folioscope.features.samples.generate import LOCALES, REFERENCE_DAY
from folioscope.features.samples.phrases import Voice, fill
from folioscope.features.samples.profiles import Profile, all_profiles, read_table
from folioscope.features.samples.truth import Person, facts_of
from folioscope.features.samples.writing import Writer

YEARS = 5
"""More than any first job lasts, less than any whole career."""


@dataclass(frozen=True)
class Candidate:
    """A CV that meets ``met`` of the demands; rank 1 is the best."""

    person: Person
    met: int
    rank: int


@dataclass(frozen=True)
class Pairing:
    """A job as it is written, what it asks for in order of weight, and who applies."""

    number: int
    locale: str
    title: str
    text: str
    demands: Sequence[Demand]
    candidates: Sequence[Candidate]


def pairings(
    seed: int, languages: Collection[str] = LOCALES, today: date = REFERENCE_DAY
) -> Iterator[Pairing]:
    """One for each trade that has enough to ask for, the languages in turn, until there is none."""
    streams = [_of_language(seed, language, today) for language in languages]
    number = 0
    while streams:
        for stream in list(streams):
            made = next(stream, None)
            if made is None:
                streams.remove(stream)
                continue
            number += 1
            profile, demands = made
            yield _pairing(profile, demands, _Draw(number, seed, today))


@dataclass(frozen=True)
class _Draw:
    """Which pairing of which seed is drawn, and the day that CVs end at."""

    number: int
    seed: int
    today: date


def _of_language(seed: int, language: str, today: date) -> Iterator[tuple[Profile, list[Demand]]]:
    trades = [profile for profile in all_profiles() if profile.language == language]
    Random(f"{seed}:{language}:pairs:{today}").shuffle(trades)
    for profile in trades:
        if demands := demands_of(profile, YEARS):
            yield profile, demands


def _pairing(profile: Profile, demands: list[Demand], draw: _Draw) -> Pairing:
    random = Random(f"{draw.seed}:pairs:{draw.number}")
    title, text = _job(profile, demands, random)
    strengths = list(range(len(demands) + 1))
    cast = list(islice(_players_of(profile, draw), len(strengths)))
    candidates = []
    for player, met in zip(cast, strengths, strict=True):
        person = _applicant(player, demands, met, draw)
        candidates.append(Candidate(person, met, len(demands) - met + 1))
    random.shuffle(candidates)
    return Pairing(draw.number, profile.language, title, text, demands, candidates)


def _players_of(profile: Profile, draw: _Draw) -> Iterator[Player]:
    language = profile.language
    known = language in FIRST_TROUPE
    cast = players(draw.seed) if known else troupe(draw.seed, language)
    return (player for player in cast if player.profile.key == profile.key)


def _applicant(player: Player, demands: Sequence[Demand], met: int, draw: _Draw) -> Person:
    lacking = demands[met:]
    whole = straight(player.profile)
    too_short = any(demand.kind == "years" for demand in lacking)
    career = Career("junior", whole.steps[:1]) if too_short else whole
    part = Part(player, career, draw.seed, f"pairs:{draw.number}", draw.today, plain=False)
    done = Writer(part).write()
    for demand in demands[:met]:
        with_it(done.resume, demand)
    for demand in lacking:
        without(done.resume, demand)
    return Person(done.resume, {**facts_of(part, done), "met": met})


def _job(profile: Profile, demands: Sequence[Demand], random: Random) -> tuple[str, str]:
    words: dict[str, Any] = read_table("jobs")[profile.language]
    place = read_table("places")[profile.country]
    city = random.choice(place["cities"])[0]
    choices = {name: random.choice(of) for name, of in profile.choices.items()}
    employer = random.choice(profile.employers or profile.stages[-1].employers)
    employer = employer.partition(" | ")[0]
    facts = {**choices, "years": str(YEARS), "city": city, "employer": employer}
    voice = Voice(profile.language, feminine=False, facts=facts)
    title = fill(profile.stages[-1].titles[0], voice, random)
    tasks = [fill(line, voice, random) for line in profile.stages[-1].always]
    text = words["text"].format(
        title=title + words["suffix"],
        employer=employer,
        city=city,
        tasks=_bullets(tasks),
        must=_bullets(demand.text for demand in demands if demand.is_must),
        nice=_bullets(demand.text for demand in demands if not demand.is_must),
    )
    return title, text.lstrip()


def _bullets(lines: Any) -> str:
    return "\n".join(f"- {line}" for line in lines)
