"""The words by which a pool states things: what a question may name without being mistaken."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from folioscope.features.knowledge.fact_keys import country_of, key_of, known_names, words_of
from folioscope.features.sections.folding import fold

_WORD = re.compile(r"[^\W_]+[+#]*")
# The forms that gender and number give to the titles of people, longest first.
_ENDINGS = (
    ("trice", "teur"),
    ("iere", "ier"),
    ("ienne", "ien"),
    ("effe", "ef"),
    ("euse", "eur"),
    ("eure", "eur"),
    ("elle", "el"),
    ("ente", "ent"),
    ("ante", "ant"),
    ("ee", "e"),
    ("ale", "al"),
    ("ies", "y"),
)
_SHORTEST = 4
_ARTICLE = re.compile(r"^(?:an?|the|une?|le|la|les|des|du|de|d'|l')(?:\s+|(?<='))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the facts of a pool name: keys of skills and cities; titles and names as phrases."""

    skills: frozenset[str] = frozenset()
    cities: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()
    employers: frozenset[str] = frozenset()
    schools: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    certificates: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()

    def skill(self, text: str) -> str | None:
        """The key of a skill that is known, or named in the pool."""
        key = key_of("skill", text)
        return key if key in self.skills or words_of(text) in known_names("skill") else None

    def city(self, text: str) -> str | None:
        """The key of a city that is known, or in which somebody of the pool lives."""
        key = key_of("place", text)
        return key if key in self.cities or fold(text) in known_names("place") else None


def is_known_skill(key: str) -> bool:
    """Whether a skill has its names in the lexicon, so that it is found wherever it stands."""
    return key in known_names("skill")


def is_distinctive(name: str) -> bool:
    """Whether a name is written as no plain word is: “no_std”, “LoRaWAN”, “NEC4”."""
    return any(not letter.isalpha() for letter in name if letter != " ") or any(
        word[1:] != word[1:].lower() for word in name.split()
    )


def language(text: str) -> str | None:
    """The code of a language."""
    return known_names("language").get(fold(text))


def country(text: str) -> str | None:
    """The code of a country."""
    return country_of(text)


def phrase(text: str) -> str:
    """The words of a title or a name, so that one phrase is found in another by ``in``."""
    return f" {' '.join(map(_plain, _WORD.findall(fold(text))))} "


def phrases(texts: Iterable[str]) -> frozenset[str]:
    """Every text as a phrase."""
    return frozenset(map(phrase, texts))


def is_named(text: str, among: Iterable[str]) -> bool:
    """Whether one of the phrases has these words, one after the other."""
    asked = phrase(text)
    return bool(asked.strip()) and any(asked in each for each in among)


def without_article(text: str) -> str:
    """The text without the article before it, and without quotation marks around it."""
    bare = text.strip(" \"'“”«»‘’.,;:?!")
    while (article := _ARTICLE.match(bare)) and article.end() < len(bare):
        bare = bare[article.end() :]
    return bare


@lru_cache(maxsize=32_768)
def _plain(word: str) -> str:
    """A folded word in the masculine singular, as far as its ending tells."""
    if len(word) > _SHORTEST and word.endswith(("s", "x")) and not word.endswith("ss"):
        word = word[:-3] + "y" if word.endswith("ies") else word[:-1]
    for ending, masculine in _ENDINGS:
        if len(word) > len(ending) + 1 and word.endswith(ending):
            return word[: -len(ending)] + masculine
    return word
