"""A person's career as a JSON Resume, each field with its place in the document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple


class Place(NamedTuple):
    """Where a field stands: ``pages[page_ordinal].text[start:end]`` of the document."""

    page_ordinal: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a person.

    ``resume`` is a JSON Resume (jsonresume.org, schema 1.2), with what its owner edited in place
    of what was read. ``places`` are those of its fields by JSON pointer, such as
    ``/work/0/position``; a field without a place is what the owner said and no document shows.
    """

    resume: Mapping[str, Any]
    places: Mapping[str, Place]
