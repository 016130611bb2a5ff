"""The words of a text that say what it is about, as texts are compared by them."""

from __future__ import annotations

import re

from folioscope.features.knowledge.fact_keys import tokens
from folioscope.features.matching.job_words import by_phrase, phrases

SHORTEST = 3  # letters of a word that says something, unless it has a digit or a sign
STEM = 5
_GENERIC = frozenset(word for phrase in phrases("generic", "domain") for word in phrase.split())
_TRAITS = frozenset(phrases("generic", "traits"))
_FAMILIES = by_phrase("families")


def content_words(text: str, *, keeps_all: bool = False) -> tuple[str, ...]:
    """The words that tell, as stems, each once; with ``keeps_all`` even those said of any job."""
    found = (token.folded for token in tokens(text))
    told = (word for word in found if _tells(word) and (keeps_all or word not in _GENERIC))
    return tuple(dict.fromkeys(map(stem, told)))


def is_trait(words: tuple[str, ...]) -> bool:
    """Whether words speak of somebody's character, which no CV bears out."""
    return any(word in _TRAIT_STEMS for word in words)


def stem(word: str) -> str:
    """What a word shares with its forms and with the same word of other languages, roughly.

    “nurse”, “nursing” and “infirmière” have one stem.
    """
    if word in _FAMILIES:
        return _FAMILIES[word]
    if len(word) <= STEM or not word.isalpha():
        return word
    bare = re.sub(r"(?:s|es|en|er|e|in|innen|trice|teur|euse)$", "", word)
    return bare if len(bare) >= STEM else word


def _tells(word: str) -> bool:
    return len(word) >= SHORTEST or not word.isalpha()


_TRAIT_STEMS = frozenset(map(stem, _TRAITS))
