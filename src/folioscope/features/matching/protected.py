"""What an offer must not ask of anybody: age, gender, origin, family, looks."""

from __future__ import annotations

import re

from folioscope.features.matching.job_words import SCRIPTS, names, pattern, phrases

_PATTERNS = {name: pattern("protected", name) for name in names("protected")}
_WORD = re.compile(r"\w+")
_BEGINNINGS = frozenset(
    found[0]
    for name in _PATTERNS
    for each in phrases("protected", name)
    if (found := _WORD.search(each))
)
"""Looked for before anything else: most lines hold none."""


def protected_in(folded: str) -> str | None:
    """What of a person a line asks for that nobody is to be chosen by; None where it does not."""
    is_asian = re.search(f"[{SCRIPTS}]", folded)
    if not is_asian and _BEGINNINGS.isdisjoint(_WORD.findall(folded)):
        return None
    return next((name for name, found in _PATTERNS.items() if found.search(folded)), None)
