"""A value in the shape of a JSON Resume, whatever it was written in: a page an entry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from folioscope.backends.parsers.characters import has_words, page_of
from folioscope.backends.parsers.port import Page, Parsed, Unreadable
from folioscope.backends.parsers.resume_text import (
    ENTRIES,
    GROUPS,
    Fields,
    basics_text,
    entry_of,
    entry_text,
    group_text,
    plain,
    summary_text,
)
from folioscope.backends.parsers.resume_value import NAMES as OLDER_NAMES
from folioscope.backends.parsers.resume_value import resume_value

KNOWN = frozenset({"$schema", "meta", "basics", *ENTRIES, *GROUPS})
TELLING = ("basics", "work", "education", "volunteer", "skills", "projects")


def resumes_in(value: object) -> tuple[Parsed, ...]:
    """Answer the résumé that a value is, or those of a list; none if it is something else."""
    if isinstance(value, list) and value and all(map(is_resume, value)):
        return tuple(_resume(resume, f"/{index}", str(index)) for index, resume in enumerate(value))
    return (_resume(value, "", ""),) if isinstance(value, dict) and is_resume(value) else ()


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


def whole(pages: Iterator[Page], key: str, person: str) -> Parsed:
    """Answer the document of these pages, unless they say nothing."""
    said = tuple(page for page in pages if page.text)
    if not any(has_words(page.text) for page in said):
        raise Unreadable("no_text", "is a résumé with nothing in it")
    return Parsed(said, "resume", key, person or None)


def pointer_to(parent: str, *names: str | int) -> str:
    """Answer the JSON pointer of what is inside of another."""
    escaped = (str(name).replace("~", "~0").replace("/", "~1") for name in names)
    return "/".join((parent, *escaped))


def _sections(resume: Fields) -> Fields:
    return {OLDER_NAMES.get(name, name): value for name, value in resume.items()}


def _list(sections: Fields, name: str) -> list[object]:
    value = sections.get(name)
    return value if isinstance(value, list) else [value]


def _resume(resume: Fields, pointer: str, key: str) -> Parsed:
    basics = _sections(resume).get("basics")
    person = plain(basics.get("name")) if isinstance(basics, dict) else ""
    read = whole(_pages(resume, person, pointer), key, person)
    return replace(read, resume=resume_value(resume))


def _pages(resume: Fields, person: str, pointer: str) -> Iterator[Page]:
    for name, value in resume.items():
        section = OLDER_NAMES.get(name, name)
        anchor = pointer_to(pointer, name)
        if section == "basics" and isinstance(value, dict):
            yield replace(page_of(basics_text(value), anchor), section="contact")
            summary = page_of(summary_text(person, value.get("summary")), f"{anchor}/summary")
            yield replace(summary, section="summary")
        elif section in GROUPS:
            text = group_text(section, person, value)
            yield replace(page_of(text, anchor), section=GROUPS[section].name)
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
        text, told = plain(entry), None
        if isinstance(entry, dict):
            text, told = entry_text(section, person, entry), entry_of(section, entry)
        if has_words(text):
            yield replace(page_of(text, place), section=ENTRIES[section].name, entry=told)
