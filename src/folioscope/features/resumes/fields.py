"""A JSON Resume while it is read, field by field, with the place of each."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from folioscope.features.knowledge.fact_lines import Piece
from folioscope.features.knowledge.facts import Fact
from folioscope.features.resumes.edits import pointer
from folioscope.features.resumes.profile import Place, Profile


class Fields:
    """What was read so far."""

    def __init__(self) -> None:
        self._resume: dict[str, Any] = {}
        self._places: dict[str, Place] = {}

    def put(self, value: object, place: Piece | Fact | Place | None, *at: str | int) -> None:
        """Say what stands under these keys; a number that is next in a list adds to it."""
        if value in ("", None, []):
            return
        target: Any = self._resume
        for name, following in pairwise(at):
            target = _inside(target, name, [] if isinstance(following, int) else {})
        _set(target, at[-1], value)
        if place is not None:
            self._places[pointer("", *at)] = Place(place.page_ordinal, place.start, place.end)

    def count(self, section: str) -> int:
        """How many entries a section has."""
        return len(self._resume.get(section, ()))

    def profile(self) -> Profile:
        """All of it."""
        return Profile(self._resume, self._places)


def _inside(target: Any, name: str | int, fresh: Any) -> Any:
    if isinstance(target, dict):
        return target.setdefault(name, fresh)
    if name == len(target):
        target.append(fresh)
    return target[name]


def _set(target: Any, name: str | int, value: object) -> None:
    if isinstance(target, list) and name == len(target):
        target.append(value)
    else:
        target[name] = value
