"""Conditions whose beginning was left out: “knows Python”, “5 years of Java”, “German at B2”."""

from __future__ import annotations

import re
from typing import NamedTuple

from folioscope.features.pool.verbs import verb_at
from folioscope.features.pool.vocabulary import language

SHORTEST = 5  # letters of a phrase that is no plain word of any sentence
_KINDS = frozenset(
    ("skill", "language", "languages", "fluent", "place", "at", "atnow", "as", "school", "studies")
)
_LEVEL = re.compile(r"(\w+) (?:at |au )?(?:least |moins )?(?:level |niveau )?[abc][12]\b")


class Opener(NamedTuple):
    """The words that were left out before a condition, if any."""

    words: str


def opener_of(plain: str) -> Opener | None:
    """What to put before folded text to make it conditions; None if it does not look like them."""
    verb = verb_at(plain, 0)
    if verb is not None and verb[0].kind in _KINDS and len(verb[1].group()) >= SHORTEST:
        return Opener("")
    amount = verb_at(f"with {plain}", 0)
    if amount is not None and amount[0].kind in ("years", "languages"):
        return Opener("with ")
    spoken = _LEVEL.match(plain)
    return Opener("speaks ") if spoken and language(spoken[1]) else None
