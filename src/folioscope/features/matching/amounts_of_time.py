"""How much experience a line of an offer asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from folioscope.features.matching.job_words import any_of, names, pattern, phrases
from folioscope.features.sections.folding import fold
from folioscope.late_patterns import late_pattern

YEAR = 12
MOST_MONTHS = 40 * YEAR
NEAR = 24  # letters around an amount that may say whose, or of what, it is
_NUMBERS = {fold(word): int(name) for name in names("numbers") for word in phrases("numbers", name)}
_NUMBER = rf"(?<![\d.,/-])\d{{1,2}}|{any_of(_NUMBERS)}"
_UNIT = (
    rf"(?P<years>{any_of(phrases('years', 'units'))}|年)"
    rf"|(?P<months>{any_of(phrases('years', 'months'))}|[かヶケカ]月)"
)
_AMOUNT = late_pattern(
    rf"(?P<least>{_NUMBER})\s?\+?(?:\s?\(\d{{1,2}}\))?"
    rf"(?:\s?(?:-|–|—|to|a|bis|y|et|or|ou|oder|/|~|〜)\s?(?:\d{{1,2}}))?\s?\+?"
    rf"(?:\s(?:or\smore|ou\splus|oder\smehr|o\smas|full|good|bonnes|volle|plus))?\s?-?\s?(?:{_UNIT})"
)
_EXPERIENCE = pattern("years", "experience")
_AGE = pattern("years", "age")
_OURS = pattern("years", "ours")
_STUDY = late_pattern(rf"[\s-](?:{any_of(phrases('sentences', 'study'))})")


@dataclass(frozen=True, slots=True)
class Amount:
    """So many months, at least, as ``line[start:end]`` says."""

    start: int
    end: int
    months: int


def amounts(folded: str) -> Iterator[Amount]:
    """The times that a line wants somebody to have done something; ages and others are none."""
    for found in _AMOUNT.finditer(folded):
        written = found["least"]
        count = int(written) if written.isdigit() else _NUMBERS[written]
        months = count * (YEAR if found["years"] else 1)
        if 0 < months <= MOST_MONTHS and not _is_other(folded, found):
            yield Amount(found.start(), found.end(), months)


def speaks_of_experience(folded: str) -> bool:
    """Whether a line says that the time it tells is one of work."""
    return _EXPERIENCE.search(folded) is not None


def _is_other(folded: str, found: re.Match[str]) -> bool:
    """Whether it is somebody's age, how long a company has been there, or how long one studies."""
    before = folded[max(0, found.start() - NEAR) : found.start()]
    after = folded[found.start() : found.end() + NEAR]
    if _STUDY.match(folded, found.end()):
        return True
    return bool(_AGE.search(after) or _OURS.search(before) or _AGE.search(before))
