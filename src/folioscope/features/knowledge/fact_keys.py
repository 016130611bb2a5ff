"""What makes two facts equal: one key for all the names that a thing has.

The names are in ``lexicon``; what is not among them is its own words, folded.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, get_args

from folioscope.features.knowledge.facts import FactKind
from folioscope.features.sections.folding import fold

LONGEST_KEY = 200
SHORT = 4  # letters of a name which in running text has to be written just so
Where = Literal["plain", "cased", "listed", "soft"]
"""In what a name is that of a skill: in any text, in it as it is written, or in a list alone."""

WHERES: tuple[Where, ...] = get_args(Where)
_FOLDER = Path(__file__).parent / "lexicon"
_TOKEN = re.compile(r"(?<!\w)\.net\b|[^\W_]+(?:\.[^\W\d_]\w*)*(?:\+\+|#)?", re.IGNORECASE)
_VERSION = re.compile(r"[\s/-]*v?\d+(?:[.,]\w+)*\+?\s*$")
_POSTAL = re.compile(
    r"\b(?:[A-Z]{1,2}-)?\d[\d-]{2,}\b|\bcedex\b(?:\s*\d+)?|\s*\d+(?:e|er|eme)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text as names are compared, and where it stands."""

    start: int
    end: int
    folded: str


@dataclass(frozen=True, slots=True)
class Name:
    """One of the names of a skill, as the lexicon writes it."""

    key: str
    written: str
    where: Where

    @property
    def is_exact(self) -> bool:
        """Whether it is one only as it is written."""
        return self.where in {"cased", "listed"} or (
            self.where == "plain" and len(self.written) <= SHORT
        )


def lexicon(name: str) -> dict[str, Any]:
    """The words of one file of the lexicon."""
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def listed(words: str) -> list[str]:
    """The phrases that stand between commas."""
    return [phrase.strip() for phrase in words.replace("\n", " ").split(",") if phrase.strip()]


def tokens(text: str) -> list[Token]:
    """The words of a text; “C++”, “C#”, “Node.js” and “.NET” are one each."""
    return [Token(*found.span(), fold(found[0])) for found in _TOKEN.finditer(text)]


def words_of(text: str) -> str:
    """The words of a text alone: “front-end” and “Front end” are equal."""
    return " ".join(token.folded for token in tokens(text))


def _skills() -> dict[str, tuple[Name, ...]]:
    names: dict[str, tuple[Name, ...]] = {}
    for where in WHERES:
        for line in _SKILLS[where].strip().splitlines():
            called, is_other, others = line.rpartition(" = ")
            first = called if is_other else listed(line)[0]
            for written in listed(others):
                name = Name(words_of(first), written, where)
                names[words_of(written)] = (*names.get(words_of(written), ()), name)
    return names


_SKILLS = lexicon("skills")
SKILLS: Mapping[str, tuple[Name, ...]] = MappingProxyType(_skills())
IMPLIED: Mapping[str, str] = MappingProxyType(_SKILLS["implied"])
IN_TEXT = frozenset({"plain", "cased"})


def _firsts() -> dict[str, int]:
    firsts: dict[str, int] = {}
    for phrase, names in SKILLS.items():
        if any(name.where in IN_TEXT for name in names):
            first = phrase.partition(" ")[0]
            firsts[first] = max(phrase.count(" ") + 1, firsts.get(first, 0))
    return firsts


def _names_of() -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for phrase, of in SKILLS.items():
        for name in of:
            names[name.key] = (*names.get(name.key, ()), phrase)
    return names


ANYWHERE: Mapping[str, int] = MappingProxyType(_firsts())
"""The first words of names that are looked for in any text, with the most words that follow."""
NAMES_OF: Mapping[str, tuple[str, ...]] = MappingProxyType(_names_of())
_SPOKEN = lexicon("spoken")
LANGUAGES: Mapping[str, str] = MappingProxyType(
    {name: code for code, names in _SPOKEN["names"].items() for name in map(fold, listed(names))}
)
LEVELS: Mapping[str, str] = MappingProxyType(
    {word: level for level, words in _SPOKEN["levels"].items() for word in map(fold, listed(words))}
)
_PLACES = lexicon("places")
DIALLING: Mapping[str, str] = MappingProxyType(_PLACES["dialling"])
COUNTRIES: Mapping[str, str] = MappingProxyType(
    {name: code for code, names in _PLACES["countries"].items() for name in listed(names)}
)
_DEGREES = lexicon("degrees")
DEGREES: Mapping[str, str] = MappingProxyType(
    {fold(name): level for level, names in _DEGREES["asked"].items() for name in listed(names)}
    | {level: level for level in _DEGREES["asked"]}
)


def _cities() -> Iterator[tuple[str, tuple[str, str]]]:
    for country, cities in _PLACES["cities"].items():
        for names in listed(cities):
            first, *others = names.split("/")
            for name in (first, *others):
                yield fold(name), (first, country)


def _regions() -> dict[str, frozenset[str]]:
    regions: dict[str, frozenset[str]] = {}
    for country, names in _PLACES["regions"].items():
        for name in listed(names):
            regions[name] = regions.get(name, frozenset()) | {country}
    return regions


CITIES: Mapping[str, tuple[str, str]] = MappingProxyType(dict(_cities()))
"""The key of each city by its names, and its country."""
REGIONS: Mapping[str, frozenset[str]] = MappingProxyType(_regions())


def key_of(kind: FactKind, text: str) -> str:
    """The key that facts of a kind have which are called so; of a degree its level, if known."""
    folded = " ".join(fold(text).split()).strip(" .,;:!?\"'«»“”()")
    if kind == "skill":
        return _skill_key(text)[:LONGEST_KEY]
    if kind == "language":
        return LANGUAGES.get(folded, folded)
    if kind == "place":
        return city_key(text)[:LONGEST_KEY]
    if kind == "degree":
        return DEGREES.get(folded, words_of(text))[:LONGEST_KEY]
    return words_of(text)[:LONGEST_KEY]


def known_names(kind: FactKind) -> Mapping[str, str]:
    """The names by which things of a kind are known, folded, each with its key."""
    if kind == "skill":
        return {name: of[0].key for name, of in SKILLS.items()}
    if kind == "place":
        return {name: city for name, (city, _) in CITIES.items()}
    return {"language": LANGUAGES, "degree": DEGREES}.get(kind, {})


def country_of(text: str) -> str | None:
    """The ISO 3166 code of a country, by its name in six languages or its code."""
    folded = " ".join(fold(text).split()).strip(" .,;:!?")
    is_code = text.strip() in _CODES
    return COUNTRIES.get(folded) or (text.strip() if is_code else None)


def city_key(text: str) -> str:
    """The name of a city by which it is known, without its postal code."""
    folded = fold(" ".join(_POSTAL.sub(" ", text).split())).strip(" .,;:-()")
    return CITIES.get(folded, (folded, ""))[0]


def _skill_key(text: str) -> str:
    words = words_of(text)
    if words in SKILLS:
        return SKILLS[words][0].key
    bare = words_of(_VERSION.sub("", text))
    return SKILLS[bare][0].key if bare in SKILLS else words


_CODES = frozenset(_PLACES["countries"])
