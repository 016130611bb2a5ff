"""Offers of boards that send their whole list at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from folioscope.backends.job_boards.normal import posted_since, read_posting, within
from folioscope.backends.job_boards.port import BoardRefused, Posting, PostingGone, Unreadable

Read = Callable[[Mapping[str, Any]], Posting]
"""Reads one offer as its board sends it; ``Malformed`` where it lacks what each has."""


def items_of(told: object, key: str, name: str) -> Sequence[Any]:
    """The list that an answer holds under a key; ``BoardRefused`` where there is none."""
    found = within(told, key)
    if not isinstance(found, list):
        raise BoardRefused(f"{name} answered without a list of offers (“{key}”).")
    return found


def listed_once(
    items: Sequence[Any], read: Read, since: datetime | None
) -> Iterator[Posting | Unreadable]:
    """The offers of a list, each id once, that may have been posted since then."""
    seen: set[str] = set()
    for number, raw in enumerate(items, 1):
        found = read_posting(raw, read, number)
        if found.source_id not in seen and posted_since(found, since):
            seen.add(found.source_id)
            yield found


def read_one(raw: object, read: Read, name: str) -> Posting:
    """An offer that was asked for; ``PostingGone`` where what came is none."""
    found = read_posting(raw, read, 1)
    if isinstance(found, Unreadable):
        raise PostingGone(f"{name} does not send this offer in a form that can be read.")
    return found


def found_in(items: Iterator[Posting | Unreadable], source_id: str, name: str) -> Posting:
    """The offer with that id, at boards that have no address for one; else ``PostingGone``."""
    for found in items:
        if isinstance(found, Posting) and found.source_id == source_id:
            return found
    raise PostingGone(f"{name} does not have the offer “{source_id[:100]}” (any more).")
