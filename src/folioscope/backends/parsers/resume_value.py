"""A résumé that is data, as it is kept beside its text: under today's names, and within limits."""

from __future__ import annotations

import json
import math
from typing import Any

from folioscope.backends.parsers.characters import clean

NAMES = {"bio": "basics", "hobbies": "interests"}
OF_BASICS = {"picture": "image", "website": "url"}
OF_ENTRIES = {"website": "url", "gpa": "score"}
OF_WORK = {**OF_ENTRIES, "company": "name"}
DEEPEST = 40
LONGEST_IMAGE = 100_000  # characters of one that is written into the file
MOST_LETTERS = 2_000_000


def resume_value(value: dict[str, object]) -> dict[str, Any] | None:
    """Answer all of a résumé, what nobody knows of as well; None where it is too much."""
    kept: dict[str, Any] = _renamed(_kept(value, 0), NAMES)
    for name, of in kept.items():
        if name == "basics":
            kept[name] = _without_large_image(_renamed(of, OF_BASICS))
        elif name == "work":
            kept[name] = _entries(of, OF_WORK)
        elif isinstance(of, list):
            kept[name] = _entries(of, OF_ENTRIES)
    return kept if len(json.dumps(kept)) <= MOST_LETTERS else None


def _kept(value: object, depth: int) -> Any:
    """Answer a value of which every text can be stored; what is nested too deeply is nothing."""
    if isinstance(value, str):
        return clean(value)
    is_endless = isinstance(value, float) and not math.isfinite(value)
    if is_endless or (isinstance(value, dict | list) and depth >= DEEPEST):
        return None
    if isinstance(value, dict):
        return {clean(str(key)): _kept(of, depth + 1) for key, of in value.items()}
    if isinstance(value, list):
        return [_kept(of, depth + 1) for of in value]
    return value


def _renamed(value: Any, names: dict[str, str]) -> Any:
    """Answer an object under today's names; where both are there, today's counts."""
    if not isinstance(value, dict):
        return value
    older = {names[key]: of for key, of in value.items() if key in names}
    todays = [names.get(key, str(key)) for key in value]
    return {name: value.get(name, older.get(name)) for name in todays}


def _entries(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_renamed(entry, names) for entry in value]
    return _renamed(value, names)


def _without_large_image(basics: Any) -> Any:
    if not isinstance(basics, dict):
        return basics
    image = basics.get("image")
    is_large = isinstance(image, str) and len(image) > LONGEST_IMAGE
    return {key: of for key, of in basics.items() if key != "image"} if is_large else basics
