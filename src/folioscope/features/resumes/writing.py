"""A profile as others read it: JSON Resume, the same as YAML, and Markdown for people."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args

import yaml

from folioscope.features.resumes.values import entries_of, part_of, text_of, texts_of

Format = Literal["json", "yaml", "markdown"]
FORMATS: tuple[Format, ...] = get_args(Format)
MEDIA_TYPES: Mapping[Format, str] = {
    "json": "application/json",
    "yaml": "application/yaml",
    "markdown": "text/markdown; charset=utf-8",
}
EXTENSIONS: Mapping[Format, str] = {"json": ".json", "yaml": ".yaml", "markdown": ".md"}
ORDER = (
    "$schema",
    "basics",
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
LAST = "meta"
_ENTRIES = (
    ("work", "Work experience", ("position", "name"), ("location", "description")),
    ("projects", "Projects", ("name", "entity"), ("description", "url")),
    ("volunteer", "Volunteering", ("position", "organization"), ("url",)),
    ("education", "Education", ("studyType", "area", "institution"), ("score",)),
)
_ITEMS = (
    ("certificates", "Certificates", ("name", "issuer", "date")),
    ("awards", "Awards", ("title", "awarder", "date", "summary")),
    ("publications", "Publications", ("name", "publisher", "releaseDate", "summary")),
    ("languages", "Languages", ("language", "fluency")),
    ("interests", "Interests", ("name",)),
    ("references", "References", ("name", "reference")),
)
# What would be a heading, a rule, a quotation or markup at that place of a line.
_MARKS = re.compile(
    r"[\\`*<>]|(?<!\w)_|_(?!\w)|\](?=\()|^(?:[#+=~|-](?=\s|$|[-=#~])|\d{1,9}(?=[.)]\s))"
)


def written_as(resume: Mapping[str, Any], kind: Format) -> str:
    """The profile in a format, with all it holds; Markdown has what people read of a CV."""
    ordered = in_order(resume)
    if kind == "json":
        return json.dumps(ordered, ensure_ascii=False, indent=2) + "\n"
    if kind == "yaml":
        dumped: str = yaml.safe_dump(ordered, allow_unicode=True, sort_keys=False, width=100)
        return dumped
    return "\n\n".join(_blocks(ordered)) + "\n"


def in_order(resume: Mapping[str, Any]) -> dict[str, Any]:
    """The sections as the format lists them, then those it does not know, ``meta`` last."""
    known = [name for name in ORDER if name in resume]
    others = [name for name in resume if name not in ORDER and name != LAST]
    last = [LAST] if LAST in resume else []
    return {name: resume[name] for name in (*known, *others, *last)}


def _blocks(resume: Mapping[str, Any]) -> Iterator[str]:
    """The paragraphs of the Markdown."""
    basics = part_of(resume, "basics")
    yield f"# {_said(basics, 'name') or 'CV'}"
    if label := _said(basics, "label"):
        yield label
    if reached := list(_reached(basics)):
        yield "  \n".join(reached)
    if summary := _said(basics, "summary"):
        yield "## Summary"
        yield summary
    for name, title, heads, notes in _ENTRIES:
        yield from _section(title, (_entry(one, heads, notes) for one in entries_of(resume, name)))
    yield from _section("Skills", _listed(_group(one) for one in entries_of(resume, "skills")))
    for name, title, keys in _ITEMS:
        told = (" — ".join(_all_said(one, keys)) for one in entries_of(resume, name))
        yield from _section(title, _listed(told))


def _section(title: str, blocks: Iterator[str]) -> Iterator[str]:
    said = [block for block in blocks if block]
    if said:
        yield f"## {title}"
        yield from said


def _listed(items: Iterator[str]) -> Iterator[str]:
    yield "\n".join(f"- {item}" for item in items if item)


def _entry(entry: Mapping[str, Any], heads: tuple[str, ...], notes: tuple[str, ...]) -> str:
    dates = " – ".join(filter(None, (_said(entry, "startDate"), _ended(entry))))
    named = " — ".join(_all_said(entry, heads))
    lines = [f"### {named}" if named else "", dates, *_all_said(entry, notes)]
    items = [f"- {_plain(item)}" for item in texts_of(entry.get("highlights"))]
    courses = [f"- {_plain(item)}" for item in texts_of(entry.get("courses"))]
    blocks = (*filter(None, lines), _said(entry, "summary"), "\n".join((*items, *courses)))
    return "\n\n".join(filter(None, blocks))


def _ended(entry: Mapping[str, Any]) -> str:
    began = _said(entry, "startDate")
    return _said(entry, "endDate") or ("present" if began else "")


def _group(skill: Mapping[str, Any]) -> str:
    keywords = ", ".join(map(_plain, texts_of(skill.get("keywords"))))
    named = " — ".join(_all_said(skill, ("name", "level")))
    return ": ".join(filter(None, (named, keywords)))


def _reached(basics: Mapping[str, Any]) -> Iterator[str]:
    where = part_of(basics, "location")
    place = ", ".join(_all_said(where, ("address", "postalCode", "city", "region", "countryCode")))
    yield from filter(None, (*_all_said(basics, ("email", "phone", "url")), place))
    for profile in entries_of(basics, "profiles"):
        named = _said(profile, "network")
        where_found = _said(profile, "url") or _said(profile, "username")
        yield ": ".join(filter(None, (named, where_found)))


def _all_said(entry: Mapping[str, Any], keys: tuple[str, ...]) -> list[str]:
    return [words for key in keys if (words := _said(entry, key))]


def _said(entry: Mapping[str, Any], key: str) -> str:
    return _plain(text_of(entry.get(key)))


def _plain(words: str) -> str:
    """Words on one line, in which nothing is taken for a mark of Markdown."""
    return _MARKS.sub(_escaped, " ".join(words.split()))


def _escaped(found: re.Match[str]) -> str:
    # Of a number that would begin a list it is the dot after it that has to be escaped.
    return f"{found[0]}\\" if found[0].isdigit() else f"\\{found[0]}"
