"""Places of work, and whether it may be done from elsewhere, as free text tells of them."""

from __future__ import annotations

import re

from folioscope.backends.job_boards.countries import country_of
from folioscope.backends.job_boards.port import Remote, Where

_APART = re.compile(r"\s*(?:[,;/()|]|\s[-–—]\s)\s*")
_MANY = re.compile(r"\s*(?:;|\||\s(?:or|ou|oder|and|et|und)\s)\s*", re.IGNORECASE)
_ANYWHERE = re.compile(
    r"\b(?:remote|anywhere|worldwide|t[ée]l[ée]travail|home[ -]?office|distributed)\b",
    re.IGNORECASE,
)
_HYBRID = re.compile(r"\b(?:hybrid|hybride|hybrides)\b", re.IGNORECASE)
_MOST_PLACES = 50


def places_of(told: object) -> tuple[Where, ...]:
    """The places of a text such as “Lyon, France; Paris”; a country only where it is named."""
    if not isinstance(told, str):
        return ()
    read = [_place(part) for part in _MANY.split(told)[:_MOST_PLACES]]
    return tuple(dict.fromkeys(place for place in read if place is not None))


def remote_of(told: object) -> Remote:
    """What the words of a place or a flag say; unknown where they say nothing of it."""
    if not isinstance(told, str):
        return "unknown"
    if _HYBRID.search(told):
        return "hybrid"
    if _ANYWHERE.search(told):
        return "full"
    return "none" if re.search(r"\bon[ -_]?site\b", told, re.IGNORECASE) else "unknown"


def _place(text: str) -> Where | None:
    parts = [part for part in _APART.split(text.strip()) if part and not _says_how(part)]
    country = country_of(parts[-1]) if parts else None
    named = parts[:-1] if country else parts
    if not named:
        return Where(country=country) if country else None
    region = named[1] if len(named) > 1 else None
    return Where(named[0], region, country)


def _says_how(part: str) -> bool:
    return bool(_ANYWHERE.search(part) or _HYBRID.search(part))
