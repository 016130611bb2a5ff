"""JSON: a JSON Resume becomes a page an entry, anything else stays the text it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from folioscope.backends.parsers.characters import has_words, page_of
from folioscope.backends.parsers.port import Limits, Page, Parsed, Reading, Unreadable
from folioscope.backends.parsers.resume_text import (
    ENTRIES,
    GROUPS,
    Fields,
    basics_text,
    entry_text,
    group_text,
    plain,
)
from folioscope.backends.parsers.text import read_text

OLDER_NAMES = {"bio": "basics", "hobbies": "interests"}
KNOWN = frozenset({"$schema", "meta", "basics", *ENTRIES, *GROUPS})
TELLING = ("basics", "work", "education", "volunteer", "skills", "projects")


def parse(path: Path, limits: Limits) -> Reading:
    """Read a résumé, or a list of them, or JSON of another kind as its text."""
    text = read_text(path, limits)
    value = _loaded(text)
    if isinstance(value, list) and value and all(map(is_resume, value)):
        documents = [_resume(resume, f"/{index}", str(index)) for index, resume in enumerate(value)]
        return Reading(tuple(documents))
    if isinstance(value, dict) and is_resume(value):
        return Reading((_resume(value, "", ""),))
    return Reading((Parsed((page_of(text),)),))


def is_resume(value: object) -> bool:
    """Tell whether a value has a section that only a résumé has, in its shape."""
    if not isinstance(value, dict):
        return False
    sections = _sections(value)
    if isinstance(sections.get("basics"), dict):
        return True
    told = [
        name for name in TELLING if any(isinstance(entry, dict) for entry in _list(value, name))
    ]
    return bool(told) and all(name in KNOWN for name in sections)


def _loaded(text: str) -> object:
    try:
        value: object = json.loads(text, parse_constant=lambda _: None)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}: {error.msg}"
        raise Unreadable("damaged", f"is not valid JSON ({place})") from error
    except (RecursionError, ValueError) as error:
        raise Unreadable(
            "damaged", "is JSON beyond reason: nested too deeply or numbers too long"
        ) from error
    return value


def _sections(resume: Fields) -> Fields:
    return {OLDER_NAMES.get(name, name): value for name, value in resume.items()}


def _list(sections: Fields, name: str) -> list[object]:
    value = sections.get(name)
    return value if isinstance(value, list) else [value]


def _resume(resume: Fields, pointer: str, key: str) -> Parsed:
    sections = _sections(resume)
    basics = sections.get("basics")
    person = plain(basics.get("name")) if isinstance(basics, dict) else ""
    pages = tuple(_pages(resume, person, pointer))
    if not any(has_words(page.text) for page in pages):
        raise Unreadable("no_text", "is a JSON Resume with nothing in it")
    return Parsed(pages, "resume", key, person or None)


def _pages(resume: Fields, person: str, pointer: str) -> Iterator[Page]:
    for name, value in resume.items():
        section = OLDER_NAMES.get(name, name)
        anchor = f"{pointer}/{name}"
        if section == "basics" and isinstance(value, dict):
            yield page_of(basics_text(value), anchor)
        elif section in GROUPS:
            text = group_text(section, person, value)
            yield from [page_of(text, anchor)] if text else []
        elif section in ENTRIES:
            yield from _entries(section, person, value, anchor)


def _entries(section: str, person: str, value: object, anchor: str) -> Iterator[Page]:
    # Some write a single entry without the list around it.
    places = (
        [(f"{anchor}/{index}", entry) for index, entry in enumerate(value)]
        if isinstance(value, list)
        else [(anchor, value)]
    )
    for place, entry in places:
        text = entry_text(section, person, entry) if isinstance(entry, dict) else plain(entry)
        if has_words(text):
            yield page_of(text, place)
