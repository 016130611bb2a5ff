"""The words of a JSON Resume, entry by entry; every field may be missing or of a wrong type."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from folioscope.backends.parsers.characters import clean
from folioscope.backends.parsers.port import Entry

Fields = dict[str, object]


@dataclass(frozen=True, slots=True)
class Section:
    """How a section is headed: its title, then these fields of each entry.

    ``name`` is what sections of any CV are called; ``organization`` and ``position`` are the fields
    of an entry that hold these.
    """

    title: str
    heading: tuple[str, ...]
    name: str
    organization: str = ""
    position: tuple[str, ...] = ()


ENTRIES = {
    "work": Section("Work", ("name", "position"), "experience", "name", ("position",)),
    "volunteer": Section(
        "Volunteering",
        ("organization", "position"),
        "volunteering",
        "organization",
        ("position",),
    ),
    "education": Section(
        "Education",
        ("institution", "studyType", "area"),
        "education",
        "institution",
        ("studyType", "area"),
    ),
    "awards": Section("Award", ("title", "awarder"), "awards", "awarder", ("title",)),
    "certificates": Section("Certificate", ("name", "issuer"), "certificates", "issuer", ("name",)),
    "publications": Section(
        "Publication", ("name", "publisher"), "publications", "publisher", ("name",)
    ),
    "projects": Section("Project", ("name", "entity"), "projects", "entity", ("name",)),
    "references": Section("Reference", ("name",), "references"),
}
GROUPS = {
    "skills": Section("Skills", ("name", "level"), "skills"),
    "languages": Section("Languages", ("language", "fluency"), "languages"),
    "interests": Section("Interests", ("name",), "interests"),
}
OLDER_NAMES = {"company": "name", "website": "url", "gpa": "score"}
PROSE = ("authors", "location", "description", "type", "roles", "summary", "reference")
LISTED = ("highlights", "courses")
ENDING = ("keywords", "score", "doi", "url")
SAID = frozenset((*PROSE, *LISTED, *ENDING, "date", "releaseDate", "startDate", "endDate"))
CONTACT = ("label", "email", "phone", "url")
PLACE = ("address", "postalCode", "city", "region", "countryCode")
# Only these, so that vector<int> stays.
TAG = re.compile(
    r"</?(?:p|br|ul|ol|li|b|i|u|em|strong|span|div|a|h[1-6])(?:\s[^<>]{0,500})?/?>", re.I
)
DATA_URI = "data:"


def plain(value: object) -> str:
    """Answer the words of a value: text without markup, a number, or a list of these."""
    if isinstance(value, str):
        return (
            "" if value.startswith(DATA_URI) else html.unescape(TAG.sub(" ", clean(value))).strip()
        )
    if isinstance(value, list):
        return ", ".join(filter(None, map(plain, value)))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return ""


def basics_text(basics: Fields) -> str:
    """Say who this is and how to reach them."""
    fields = _renamed(basics)
    name = plain(fields.get("name"))
    contact = _words(fields, CONTACT)
    location = fields.get("location")
    place = ", ".join(_words(location, PLACE)) if isinstance(location, dict) else plain(location)
    profiles = fields.get("profiles")
    found = profiles if isinstance(profiles, list) else []
    links = (_profile(profile) for profile in found if isinstance(profile, dict))
    return "\n".join(filter(None, (name, *contact, place.replace("\n", ", "), *links)))


def summary_text(person: str, summary: object) -> str:
    """Say what people say of themselves; empty if they say nothing."""
    words = plain(summary)
    return "\n".join((_heading(person, "Summary"), words)) if words else ""


def entry_of(section: str, entry: Fields) -> Entry:
    """Answer where, as what and when."""
    fields = _renamed(entry)
    shape = ENTRIES[section]
    position = " ".join(_words(fields, shape.position))
    return Entry(plain(fields.get(shape.organization)), position, _dates(fields))


def entry_text(section: str, person: str, entry: Fields, title: str = "") -> str:
    """Say one entry, headed by person, section, employer, position, dates; empty if it is."""
    fields = _renamed(entry)
    shape = ENTRIES[section]
    named = [*_words(fields, shape.heading), *filter(None, [_dates(fields)])]
    body = (
        *_words(fields, (key for key in PROSE if key not in shape.heading)),
        *(f"- {item}" for key in LISTED for item in _items(fields.get(key))),
        *_words(fields, ENDING),
    )
    if not named and not body:
        return ""
    return "\n".join((_heading(person, title or shape.title, *named), *body))


def group_text(section: str, person: str, value: object, title: str = "") -> str:
    """Say a section of short entries as one text, an entry a line; empty if there are none."""
    shape = GROUPS[section]
    entries = value if isinstance(value, list) else [value]
    lines = [line for entry in entries if (line := _group_line(shape, entry))]
    return "\n".join((_heading(person, title or shape.title), *lines)) if lines else ""


def _heading(*words: str) -> str:
    return " \N{EM DASH} ".join(filter(None, words))


def _group_line(shape: Section, entry: object) -> str:
    if not isinstance(entry, dict):
        return plain(entry)
    named = " \N{EN DASH} ".join(_words(entry, shape.heading))
    return ": ".join(filter(None, (named, plain(entry.get("keywords")))))


def _renamed(entry: Fields) -> Fields:
    """Answer an entry under today's names; where both are there, today's counts."""
    return {OLDER_NAMES.get(key, key): value for key, value in entry.items()} | {
        key: value for key, value in entry.items() if key in OLDER_NAMES.values()
    }


def _words(fields: Fields, keys: Iterable[str]) -> list[str]:
    return [words for key in keys if (words := plain(fields.get(key)))]


def _items(value: object) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        if words := plain(item):
            yield words


def _profile(profile: Fields) -> str:
    network, where = plain(profile.get("network")), _words(profile, ("username", "url"))
    return ": ".join(filter(None, (network, " ".join(where))))


def _dates(fields: Fields) -> str:
    single = plain(fields.get("date")) or plain(fields.get("releaseDate"))
    start, end = plain(fields.get("startDate")), plain(fields.get("endDate"))
    if start:
        return f"{start} to {end or 'present'}"
    return end or single
