"""How many years or languages a question over a pool wants; years in months."""

from __future__ import annotations

import re

from folioscope.features.pool.verbs import NUMBERS

_MORE = frozenset(("more than", "over", "above", "plus de", "plus d'"))
_LESS = frozenset(("less than", "under", "fewer than", "below", "moins de", "moins d'"))
_AT_MOST = frozenset(("at most", "up to", "no more than", "au plus", "au maximum"))
_EXACTLY = frozenset(("exactly", "exactement"))
_SINGLE = ("month", "mois", "lang")


def number(text: str) -> int:
    """A number in digits or words."""
    return int(text) if text.isdigit() else NUMBERS[text]


def range_of(found: re.Match[str]) -> tuple[int | None, int | None]:
    """The least and the most, both inclusive; a bare number is the least."""
    unit = 1 if found["unit"].startswith(_SINGLE) else 12
    months = number(found["number"]) * unit
    bound = (found["bound"] or "").strip()
    behind = (found["behind"] or "").strip()
    if found["to"]:
        return months, number(found["to"]) * unit
    if bound in _MORE:
        return months + 1, None
    if bound in _LESS:
        return None, months - 1
    if bound in _AT_MOST or behind in ("or less", "ou moins"):
        return None, months
    return (months, months + unit - 1) if bound in _EXACTLY else (months, None)
