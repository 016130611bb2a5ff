"""Values of a JSON Resume that anybody may have written: any may be missing or of another type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def text_of(value: object) -> str:
    """The words of a value: a text or a number; empty of anything else."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return ""


def texts_of(value: object) -> list[str]:
    """The words of each value of a list, or of the one that is there; those that say something."""
    listed = value if isinstance(value, list) else [value]
    return [words for one in listed if (words := text_of(one))]


def part_of(resume: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An object under that key; an empty one where there is none."""
    value = resume.get(name)
    return value if isinstance(value, Mapping) else {}


def entries_of(resume: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The entries of a section; some write a single one without the list around it."""
    value = resume.get(name)
    listed = value if isinstance(value, list) else [value]
    return [entry for entry in listed if isinstance(entry, Mapping)]
