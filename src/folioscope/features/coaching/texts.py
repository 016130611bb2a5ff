"""A résumé and a job as the two texts that a coaching session is about.

Of a résumé everything that tells of a career is written down, one passage an entry; how to reach
the person (mail, telephone, street, links) is left out: nobody needs it to give advice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Resume = Mapping[str, Any]
PRESENT = "present"


@dataclass(frozen=True, slots=True)
class Section:
    """How a list of a JSON Resume is written: the keys of the heading, of lines, of bullets."""

    key: str
    title: str
    heads: Sequence[str]
    lines: Sequence[str] = ()
    bullets: Sequence[str] = ()


SECTIONS = (
    Section("work", "Experience", ("position", "name", "location"), ("description", "summary"),
            ("highlights",)),
    Section("projects", "Projects", ("name", "entity"), ("description", "roles", "keywords"),
            ("highlights",)),
    Section("education", "Education", ("studyType", "area", "institution"), ("score",),
            ("courses",)),
    Section("skills", "Skills", ("name", "level"), ("keywords",)),
    Section("languages", "Languages", ("language", "fluency")),
    Section("certificates", "Certificates", ("name", "issuer")),
    Section("awards", "Awards", ("title", "awarder"), ("summary",)),
    Section("publications", "Publications", ("name", "publisher"), ("summary",)),
    Section("volunteer", "Volunteering", ("position", "organization"), ("summary",),
            ("highlights",)),
    Section("interests", "Interests", ("name",), ("keywords",)),
    Section("references", "References", ("name",), ("reference",)),
)  # fmt: skip


def resume_text(resume: Resume) -> str:
    """All of a résumé as Markdown. What is not as JSON Resume has it is passed over."""
    blocks = [*_basics(resume.get("basics"))]
    for section in SECTIONS:
        entries = [block for entry in entries_of(resume, section.key)
                   if (block := _entry(section, entry))]  # fmt: skip
        if entries:
            blocks += [f"## {section.title}", *entries]
    return "\n\n".join(blocks) + "\n"


def job_text(title: str, company: str, text: str) -> str:
    """A job as Markdown: what it is called, where, and its own words."""
    head = " – ".join(part for part in (one_line(title), one_line(company)) if part)
    return f"# {head}\n\n{text.strip()}\n" if head else f"{text.strip()}\n"


def entries_of(resume: Resume, key: str) -> list[Mapping[str, Any]]:
    """The entries of a section that are entries."""
    listed = resume.get(key)
    return [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []


def words(value: object) -> str:
    """A value of a résumé as text: a list in a row, nothing for what says nothing."""
    if isinstance(value, list):
        return ", ".join(part for part in map(words, value) if part)
    if value is None or isinstance(value, bool | Mapping):
        return ""
    return str(value).strip()


def texts_of(value: object) -> Iterator[str]:
    """Every text in a value of a résumé."""
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from texts_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_of(inner)
    elif text := words(value):
        yield text


def one_line(text: str) -> str:
    """A text without line ends."""
    return " ".join(text.split())


def dates(entry: Mapping[str, Any]) -> str:
    """When it was: from and to, or a single date; nothing where nobody says."""
    start, end = words(entry.get("startDate")), words(entry.get("endDate"))
    if start:
        return f"{start} – {end or PRESENT}"
    return end or words(entry.get("date")) or words(entry.get("releaseDate"))


def _basics(basics: object) -> Iterator[str]:
    if not isinstance(basics, Mapping):
        return
    place = basics.get("location")
    where = [words(place.get(key)) for key in ("city", "region", "countryCode")] if isinstance(
        place, Mapping) else []  # fmt: skip
    name = one_line(words(basics.get("name")))
    lines = (
        f"# {name}" if name else "",
        words(basics.get("label")),
        words([w for w in where if w]),
    )
    head = "\n\n".join(line for line in lines if line)
    if head:
        yield head
    if summary := words(basics.get("summary")):
        yield f"## Profile\n\n{summary}"


def _entry(section: Section, entry: Mapping[str, Any]) -> str:
    """One entry: a heading with its dates, its lines, its bullets; empty if it says nothing."""
    told = [one_line(words(entry.get(key))) for key in section.heads]
    when = dates(entry)
    head = ", ".join(part for part in told if part) + (f" ({when})" if when else "")
    lines = [text for key in section.lines if (text := words(entry.get(key)))]
    points = [
        f"- {one_line(text)}"
        for key in section.bullets
        for text in _listed(entry.get(key))
        if text.strip()
    ]
    if not (head or lines or points):
        return ""
    is_short = not section.bullets and len(lines) < 2
    if is_short:
        return f"- {': '.join(part for part in (head, *map(one_line, lines)) if part)}"
    heading = [f"### {head}"] if head else []
    return "\n\n".join([*heading, *lines, *(["\n".join(points)] if points else [])])


def _listed(value: object) -> list[str]:
    return [words(one) for one in value] if isinstance(value, list) else [words(value)]
