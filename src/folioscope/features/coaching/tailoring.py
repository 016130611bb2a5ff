"""A CV put in the order that a job asks for, and what became of each field of it.

Nothing is added and nothing is left out: skills, projects and points that the job speaks of come
first. Roles and studies keep their order, which is that of time.
"""

from __future__ import annotations

import copy
import difflib
import json
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from folioscope.features.coaching.texts import Resume, entries_of, resume_text, words
from folioscope.features.extractive.terms import terms

REORDERED = ("skills", "projects", "certificates")
POINTS: Mapping[str, Sequence[str]] = {
    "work": ("highlights",),
    "projects": ("highlights", "keywords"),
    "volunteer": ("highlights",),
    "skills": ("keywords",),
}
Json = Any


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a field, by its JSON pointer in the profile; a list that moved is one."""

    pointer: str
    kind: Literal["moved", "reworded", "left_out"]
    before: str
    after: str


def tailored(resume: Resume, job: str) -> dict[str, Json]:
    """The résumé in the order of what the job speaks of."""
    wanted = Counter(terms(job))
    result: dict[str, Json] = copy.deepcopy(dict(resume))
    for section, lists in POINTS.items():
        for entry in entries_of(result, section):
            for key in lists:
                if isinstance(entry.get(key), list):
                    entry[key] = _ordered(entry[key], wanted)  # type: ignore[index]
    for section in REORDERED:
        if isinstance(result.get(section), list):
            result[section] = _ordered(result[section], wanted)
    return result


def changes(before: Resume, after: Resume) -> list[Change]:
    """What is otherwise. A string at another place of its own list has moved."""
    return list(_changes(before, after, ""))


def unified(before: Resume, after: Resume) -> str:
    """The difference of the two as people read it, line by line."""
    lines = (resume_text(before).splitlines(), resume_text(after).splitlines())
    return "\n".join(difflib.unified_diff(*lines, "profile", "for this job", lineterm="", n=1))


def _ordered(values: Sequence[Json], wanted: Counter[str]) -> list[Json]:
    """Those with most of what is wanted first; others as they stood."""
    return sorted(values, key=lambda value: -_worth(value, wanted))


def _worth(value: Json, wanted: Counter[str]) -> int:
    said = {term for _, text in _strings(value, "") for term in terms(text)}
    return len(said & wanted.keys())


def _strings(value: Json, path: str) -> Iterator[tuple[str, str]]:
    """Every text with the keys that lead to it, places in lists left out."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _strings(inner, f"{path}/{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner, path)
    elif text := words(value):
        yield path, text


def _changes(before: Json, after: Json, at: str) -> Iterator[Change]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in before:
            yield from _changes(before[key], after.get(key), f"{at}/{_escaped(key)}")
    elif isinstance(before, list) and isinstance(after, list):
        yield from _of_lists(before, after, at)
    elif before != after:
        kind: Literal["reworded", "left_out"] = "left_out" if after is None else "reworded"
        yield Change(at, kind, _told(before), _told(after))


def _of_lists(before: Sequence[Json], after: Sequence[Json], at: str) -> Iterator[Change]:
    """Each value beside the one it became."""
    became = _paired(before, after)
    order = [other for other in became if other is not None]
    if order != sorted(order):
        yield Change(at, "moved", _told(before), _told([after[other] for other in sorted(order)]))
    for place, other in enumerate(became):
        yield from _changes(before[place], None if other is None else after[other], f"{at}/{place}")


def _paired(before: Sequence[Json], after: Sequence[Json]) -> list[int | None]:
    """Where each value is now: the equal one, else the most alike of those that are left."""
    places: defaultdict[str, deque[int]] = defaultdict(deque)
    for place, value in enumerate(after):
        places[json.dumps(value, sort_keys=True)].append(place)
    became: list[int | None] = []
    for value in before:
        equal = places[json.dumps(value, sort_keys=True)]
        became.append(equal.popleft() if equal else None)
    left = [place for equal in places.values() for place in equal]
    for place in [place for place, found in enumerate(became) if found is None][: len(left)]:
        value = before[place]
        nearest = max((_alike(value, after[other]), -other) for other in left)
        left.remove(-nearest[1])
        became[place] = -nearest[1]
    return became


def _alike(one: Json, other: Json) -> float:
    """How much two values have in common, from 0 to 1."""
    first = Counter(text for _, text in _strings(one, ""))
    second = Counter(text for _, text in _strings(other, ""))
    if first == second:
        return 1.0
    if shared := (first & second).total():
        return 0.5 + shared / (2 * max(first.total(), second.total()))
    joined = " ".join(first), " ".join(second)
    return difflib.SequenceMatcher(None, *joined).ratio() / 2


def _told(value: Json) -> str:
    return "; ".join(text for _, text in _strings(value, ""))


def _escaped(key: str) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")
