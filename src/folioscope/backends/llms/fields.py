"""What lies where in JSON of others, of which any part may be missing or of another kind."""

from __future__ import annotations

from typing import Any

from folioscope.backends.llms.port import Usage


def at(value: object, *path: str | int) -> Any:
    """What lies at this path of names and places; None where the path ends early."""
    for step in path:
        if isinstance(step, str) and isinstance(value, dict):
            value = value.get(step)
        elif isinstance(step, int) and isinstance(value, list) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def items_at(value: object, *path: str | int) -> list[Any]:
    """The list at this path; an empty one where there is none."""
    found = at(value, *path)
    return found if isinstance(found, list) else []


def count_at(value: object, *path: str | int) -> int | None:
    """The number at this path, if it can be a number of tokens."""
    found = at(value, *path)
    return found if type(found) is int and found >= 0 else None


def usage_of(read: int | None, written: int | None) -> Usage | None:
    """The usage, where both of its numbers are told."""
    return None if read is None or written is None else Usage(read, written)
