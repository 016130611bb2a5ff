"""What an owner says of a profile, kept apart from what was read: a merge patch of JSON.

A patch has the keys that are otherwise, as RFC 7396 describes it: None takes one away, objects are
merged key by key, and lists replace each other as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from folioscope.features.resumes.profile import Place

Json = Any
PERSONAL = frozenset({"name", "image", "email", "phone", "url", "location", "profiles"})
"""Of the basics of a JSON Resume."""


def edits_between(read: Mapping[str, Json], wanted: Mapping[str, Json]) -> dict[str, Json]:
    """The patch that makes what was read into what is wanted; empty where they are equal."""
    patch: dict[str, Json] = {key: None for key in read if key not in wanted}
    for key, value in wanted.items():
        before = read.get(key)
        if value == before or (value is None and key not in read):
            continue
        if value is None:
            patch[key] = None
            continue
        if isinstance(value, Mapping) and isinstance(before, Mapping):
            if inner := edits_between(before, value):
                patch[key] = inner
        else:
            patch[key] = without_nothing(value)
    return patch


def edited(read: Mapping[str, Json], patch: Mapping[str, Json] | None) -> dict[str, Json]:
    """What was read, with what its owner says in its place."""
    result = dict(read)
    for key, value in (patch or {}).items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, Mapping):
            before = result.get(key)
            result[key] = edited(before if isinstance(before, Mapping) else {}, value)
        else:
            result[key] = value
    return result


def without_person(patch: Mapping[str, Json]) -> dict[str, Json]:
    """The patch without what tells who somebody is, and how to reach them."""
    basics = patch.get("basics")
    if not isinstance(basics, Mapping):
        return dict(patch)
    told = {key: value for key, value in basics.items() if key not in PERSONAL}
    return {**patch, "basics": told}


def without_nothing(value: Json) -> Json:
    """A value without the keys that have none, which a patch could not tell from removed ones."""
    if isinstance(value, Mapping):
        return {key: without_nothing(of) for key, of in value.items() if of is not None}
    return value


def places_kept(
    read: Mapping[str, Json], now: Mapping[str, Json], places: Mapping[str, Place]
) -> dict[str, Place]:
    """The places of fields that are still what was read, wherever they stand in lists now."""
    if read == now:
        return dict(places)
    return dict(_kept(read, now, ("", ""), places))


def pointer(parent: str, *names: str | int) -> str:
    """The JSON pointer of what is inside of another."""
    escaped = (str(name).replace("~", "~0").replace("/", "~1") for name in names)
    return "/".join((parent, *escaped))


def _kept(
    read: Json, now: Json, at: tuple[str, str], places: Mapping[str, Place]
) -> Iterator[tuple[str, Place]]:
    """``at`` are the pointers to what was read and to what is there now."""
    before, after = at
    if isinstance(read, Mapping) and isinstance(now, Mapping):
        for key in read.keys() & now.keys():
            inner = pointer(before, key), pointer(after, key)
            yield from _kept(read[key], now[key], inner, places)
    elif isinstance(read, list) and isinstance(now, list):
        for here, there in _alike(read, now):
            inner = pointer(before, there), pointer(after, here)
            yield from _kept(read[there], now[here], inner, places)
    elif read == now and before in places:
        yield after, places[before]
    if before in places and isinstance(now, Mapping | list) and read == now:
        yield after, places[before]


def _alike(read: Sequence[Json], now: Sequence[Json]) -> Iterator[tuple[int, int]]:
    """For each value of a list the one it was read as: that with the most in common, each once."""
    left = list(range(len(read)))
    for here, value in enumerate(now):
        ranked = [(_common(read[there], value), there == here, -there) for there in left]
        most, _, place = max(ranked, default=(0, False, 0))
        if most:
            left.remove(-place)
            yield here, -place


def _common(one: Json, other: Json) -> int:
    """How much of two values is equal."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return sum(_common(one[key], other[key]) for key in one.keys() & other.keys())
    if isinstance(one, list) and isinstance(other, list):
        return sum(value in other for value in one)
    return int(one == other)
