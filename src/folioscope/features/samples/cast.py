"""Who plays which part: every cycle of people plays each profile once, under fresh names.

English and French are one troupe, German and Spanish are two of their own.

A cycle is dealt from its own stream of chance, so person 5 is the same however many are asked for.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from random import Random
from typing import Any

from folioscope.features.samples.profiles import Profile, all_profiles, read_table

# Names of French-speaking countries go to French speakers only, who get more of them.
TURNS_A_CYCLE = 2
FRANCOPHONE_TURNS_A_CYCLE = 3
FIRST_TROUPE = ("en", "fr")
TURN_OF = {"de": 20, "es": 38}  # where they go on in the names that others have begun
FROM_ELSEWHERE = 4  # one of so many people of the other troupes
_WITHOUT_ASCII_PART = str.maketrans({"ß": "ss", "ł": "l", "Đ": "D", "đ": "d", "ı": "i", "ø": "o"})


@dataclass(frozen=True)
class Player:
    """One invented person before the CV is written."""

    number: int
    profile: Profile
    given: str
    family: str
    feminine: bool
    heritage: str
    francophone: bool

    @property
    def name(self) -> str:
        """The name as a CV shows it."""
        return f"{self.given} {self.family}"


def slug_of(name: str) -> str:
    """A name in lower-case ASCII, for files and addresses."""
    plain = unicodedata.normalize("NFKD", name.translate(_WITHOUT_ASCII_PART))
    letters = "".join(char for char in plain if char.isascii() and char not in "'.")
    return letters.lower().replace(" ", "-")


def players(seed: int) -> Iterator[Player]:
    """People without end, numbered from 1, whose CVs are in English and French."""
    for cycle in count():
        profiles = [profile for profile in all_profiles() if profile.language in FIRST_TROUPE]
        random = Random(f"{seed}:cast:{cycle}")
        random.shuffle(profiles)
        origins = _deal_origins(profiles, random)
        turns = dict.fromkeys(read_table("names"), cycle * FRANCOPHONE_TURNS_A_CYCLE)
        for index, profile in enumerate(profiles):
            origin = origins[index]
            number = cycle * len(profiles) + index + 1
            yield _player(number, profile, _Turn(seed, origin, turns[origin]))
            turns[origin] += 1


def troupe(seed: int, language: str) -> Iterator[Player]:
    """People without end, numbered from 1, whose CVs are all in one language that has a troupe.

    Most have a name of its country, the others come from elsewhere.
    """
    home = read_table("names_home")[language]
    random = Random(f"{seed}:{language}:names")
    given = [(name, True) for name in home["feminine"]]
    given += [(name, False) for name in home["masculine"]]
    family = list(home["family"])
    random.shuffle(given)
    random.shuffle(family)
    abroad = [name for name, of in read_table("names").items() if not of.get("francophone")]
    random.shuffle(abroad)
    number = 0
    for cycle in count():
        profiles = [profile for profile in all_profiles() if profile.language == language]
        Random(f"{seed}:{language}:cast:{cycle}").shuffle(profiles)
        for profile in profiles:
            number += 1
            if number % FROM_ELSEWHERE == 0:
                turn = number // FROM_ELSEWHERE
                origin = abroad[turn % len(abroad)]
                yield _player(
                    number, profile, _Turn(seed, origin, TURN_OF[language] + turn // len(abroad))
                )
                continue
            name, feminine = given[number % len(given)]
            surname = family[number % len(family)]
            yield Player(number, profile, name, surname, feminine, heritage="", francophone=False)


@dataclass(frozen=True)
class _Turn:
    """The n-th time that an origin gives a name."""

    seed: int
    origin: str
    number: int


def _deal_origins(profiles: list[Profile], random: Random) -> dict[int, str]:
    names = read_table("names")
    french = [key for key in names if names[key].get("francophone")] * FRANCOPHONE_TURNS_A_CYCLE
    others = [key for key in names if not names[key].get("francophone")] * TURNS_A_CYCLE
    random.shuffle(others)
    dealt = {i: others.pop() for i, part in enumerate(profiles) if not part.francophone}
    rest = others + french
    random.shuffle(rest)
    return dealt | {i: rest.pop() for i, part in enumerate(profiles) if part.francophone}


def _player(number: int, profile: Profile, turn: _Turn) -> Player:
    origin: dict[str, Any] = read_table("names")[turn.origin]
    random = Random(f"{turn.seed}:names:{turn.origin}")
    # Eight given names against seven family names: the two lists drift apart, so that pairs of one
    # origin repeat only after 56 turns.
    given = [(name, True) for name in origin["feminine"]]
    given += [(name, False) for name in origin["masculine"]]
    family = list(origin["family"])
    random.shuffle(given)
    random.shuffle(family)
    name, feminine = given[turn.number % len(given)]
    return Player(
        number=number,
        profile=profile,
        given=name,
        family=family[turn.number % len(family)],
        feminine=feminine,
        heritage=origin["heritage"],
        francophone=bool(origin.get("francophone")),
    )
