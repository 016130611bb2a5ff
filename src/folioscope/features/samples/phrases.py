"""Fill the slots of a text: numbers, words, gender, facts about the person.

===================  ==============================================================
``{12-18}``          a number of that range; ``{10-40/5}`` in steps, ``{1.5-3.0}`` with a decimal
``{monthly|weekly}`` one of the words
``{né~née}``         by the gender of the person, masculine first
``{years}``          a fact: a choice of the profile, or what the caller knows
===================  ==============================================================
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

NO_BREAK_SPACE = "\u00a0"
_THOUSANDS = {"en": ",", "fr": NO_BREAK_SPACE, "de": ".", "es": "."}
_SLOT = re.compile(r"\{([^{}]+)\}")
_RANGE = re.compile(r"(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)(?:/(\d+))?")
# A plain no-break space, not the narrow one of fine typography: every reader counts it as a space.
_FRENCH_GLUE = re.compile(r" (?=[%:;!?»€])|(?<=«) |(?<=\d) (?=000\b)")


@dataclass(frozen=True)
class Voice:
    """Who speaks in a CV: its language, the person's gender and the facts it may name."""

    language: str
    feminine: bool
    facts: Mapping[str, str]


def fill(text: str, voice: Voice, random: Random) -> str:
    """The text with every slot filled and the typography of its language."""
    filled = _SLOT.sub(lambda slot: _value(slot[1], voice, random), text)
    return _FRENCH_GLUE.sub(NO_BREAK_SPACE, filled) if voice.language == "fr" else filled


def _value(slot: str, voice: Voice, random: Random) -> str:
    if "~" in slot:
        masculine, feminine = slot.split("~")
        return feminine if voice.feminine else masculine
    if "|" in slot:
        return random.choice(slot.split("|"))
    bounds = _RANGE.fullmatch(slot)
    if bounds is None:
        return voice.facts[slot]
    return _number(bounds, voice.language, random)


def _number(bounds: re.Match[str], language: str, random: Random) -> str:
    low, high, step = bounds.groups()
    if "." in low:
        decimal = f"{random.randint(round(float(low) * 10), round(float(high) * 10)) / 10:.1f}"
        return decimal if language == "en" else decimal.replace(".", ",")
    value = random.randrange(int(low), int(high) + 1, int(step or 1))
    return f"{value:,}".replace(",", _THOUSANDS[language])
