"""What is wrong with a JSON Resume that somebody wrote, named by where it stands.

The format asks for nothing and allows anything beside what it knows, so little can be wrong: the
shape of sections, dates, and what no database can keep.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from folioscope.features.resumes.edits import pointer

LISTS = (
    "work",
    "volunteer",
    "education",
    "awards",
    "certificates",
    "publications",
    "skills",
    "languages",
    "interests",
    "references",
    "projects",
)
OBJECTS = ("basics", "meta")
DATES = frozenset({"startDate", "endDate", "date", "releaseDate"})
DEEPEST = 40
MOST_SHOWN = 60  # letters of a value
_DATE = re.compile(r"[12]\d{3}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def faults_in(resume: Mapping[str, Any]) -> Iterator[str]:
    """Each fault as a sentence that begins with its place, such as ``/work/0/startDate``."""
    for name in OBJECTS:
        if not isinstance(resume.get(name, {}), Mapping | None):
            yield f"/{name}: must be an object."
    for name in LISTS:
        yield from _of_list(name, resume.get(name, []))
    yield from _of_dates(resume)
    yield from _unstorable(resume, "", 0)
    basics = resume.get("basics")
    mail = basics.get("email") if isinstance(basics, Mapping) else None
    if isinstance(mail, str) and mail and not _MAIL.fullmatch(mail):
        yield f"/basics/email: “{mail[:MOST_SHOWN]}” is no mail address."


def _of_list(name: str, value: Any) -> Iterator[str]:
    if value is None:
        return
    if not isinstance(value, list):
        yield f"/{name}: must be a list of objects."
        return
    for number, entry in enumerate(value):
        if not isinstance(entry, Mapping):
            yield f"{pointer('', name, number)}: must be an object."


def _of_dates(resume: Mapping[str, Any]) -> Iterator[str]:
    for name in LISTS:
        entries = resume.get(name)
        for number, entry in enumerate(entries if isinstance(entries, list) else ()):
            for key in DATES & entry.keys() if isinstance(entry, Mapping) else ():
                date = entry[key]
                if date not in (None, "") and not _is_date(date):
                    shown = str(date)[:MOST_SHOWN]
                    yield (
                        f"{pointer('', name, number, key)}: “{shown}” is no date such as 2021, "
                        "2021-09 or 2021-09-30."
                    )


def _is_date(value: Any) -> bool:
    return isinstance(value, str) and _DATE.fullmatch(value) is not None


def _unstorable(value: Any, at: str, depth: int) -> Iterator[str]:
    if depth > DEEPEST:
        yield f"{at[:MOST_SHOWN]}…: nested too deeply."
    elif isinstance(value, Mapping):
        for name, of in value.items():
            yield from _of_text(name, at)
            yield from _unstorable(of, pointer(at, name), depth + 1)
    elif isinstance(value, list):
        for number, of in enumerate(value):
            yield from _unstorable(of, pointer(at, number), depth + 1)
    elif isinstance(value, str):
        yield from _of_text(value, at)


def _of_text(text: str, at: str) -> Iterator[str]:
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        yield f"{at.encode('utf-8', 'replace').decode()}: holds a character that cannot be stored."
