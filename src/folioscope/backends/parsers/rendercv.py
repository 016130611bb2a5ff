"""A CV in the shape of RenderCV: sections with names of one's own, entries of a few kinds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from folioscope.backends.parsers.characters import has_words, page_of
from folioscope.backends.parsers.port import Page, Parsed
from folioscope.backends.parsers.resume_pages import pointer_to, whole
from folioscope.backends.parsers.resume_text import (
    ENTRIES,
    GROUPS,
    SAID,
    Fields,
    basics_text,
    entry_of,
    entry_text,
    group_text,
    plain,
)
from folioscope.backends.parsers.resume_value import resume_value

# Words of a title, and the section of a JSON Resume that they mean; the first found counts.
MEANINGS = (
    ("summary", r"summary|profile|about|welcome|objective"),
    ("education", r"education|studies"),
    ("volunteer", r"volunteer\w*|extracurricular"),
    ("work", r"experience|employment|work|career"),
    ("publications", r"publications?|papers"),
    ("certificates", r"certifications?|certificates?"),
    ("awards", r"awards?|honou?rs?"),
    ("projects", r"projects?"),
    ("languages", r"languages?"),
    ("skills", r"skills?|technologies|tools"),
    ("interests", r"interests?|hobbies"),
    ("references", r"references?"),
)
RENAMED = {
    "company": "name",
    "degree": "studyType",
    "start_date": "startDate",
    "end_date": "endDate",
    "journal": "publisher",
    "details": "keywords",
    "label": "name",
}
OF_KIND = {
    "languages": {"label": "language", "details": "fluency", "bullet": "language"},
    "awards": {"label": "title", "name": "title"},
    "references": {"bullet": "reference"},
}
FIRST_OF = {
    "awards": "title",
    "languages": "language",
    "references": "reference",
    "education": "institution",
    "volunteer": "organization",
    "work": "summary",
} | dict.fromkeys(("certificates", "interests", "projects", "publications", "skills"), "name")
SHORT = ("bullet", "number", "reversed_number")


def rendercv_in(value: object) -> tuple[Parsed, ...]:
    """Answer the CV that a value is, if it has that shape."""
    person = value.get("cv") if isinstance(value, dict) else None
    if not isinstance(person, dict) or not isinstance(person.get("sections"), dict):
        return ()
    name = plain(person.get("name"))
    read = whole(_pages(person, name), "", name)
    return (replace(read, resume=resume_value(_as_json_resume(person))),)


def _as_json_resume(person: Fields) -> Fields:
    """Answer the same under the names of a JSON Resume; what has none there keeps its own."""
    basics = {
        "name": person.get("name"),
        "label": person.get("headline") or person.get("label"),
        "email": person.get("email"),
        "phone": person.get("phone"),
        "url": person.get("website"),
        "location": {"city": person.get("location")} if person.get("location") else None,
        "profiles": person.get("social_networks"),
    }
    resume: dict[str, object] = {}
    sections = person.get("sections")
    for title, entries in sections.items() if isinstance(sections, dict) else ():
        listed = entries if isinstance(entries, list) else [entries]
        kind = _kind(str(title), listed)
        if kind == "summary":
            basics["summary"] = "\n".join(filter(None, map(plain, listed)))
        elif kind is None or kind in resume:
            resume[str(title)] = listed
        else:
            resume[kind] = [_renamed_entry(kind, entry) for entry in listed]
    return {"basics": {key: value for key, value in basics.items() if value}, **resume}


def _renamed_entry(kind: str, entry: object) -> object:
    if not isinstance(entry, dict):
        return {FIRST_OF[kind]: _short(entry)}
    names = RENAMED | OF_KIND.get(kind, {})
    fields = {names.get(str(field), str(field)): value for field, value in entry.items()}
    if isinstance(fields.get("keywords"), str):
        fields["keywords"] = [word.strip() for word in str(fields["keywords"]).split(",")]
    return fields


def _pages(person: Fields, name: str) -> Iterator[Page]:
    contact = person | {
        "label": person.get("headline") or person.get("label"),
        "url": person.get("website"),
        "profiles": person.get("social_networks"),
    }
    yield replace(page_of(basics_text(contact), "/cv"), section="contact")
    sections = person.get("sections")
    for title, entries in sections.items() if isinstance(sections, dict) else ():
        anchor = pointer_to("/cv/sections", title)
        yield from _section(name, str(title), entries, anchor)


def _section(name: str, title: str, entries: object, anchor: str) -> Iterator[Page]:
    """Short entries share a page; each of the others has one."""
    listed = entries if isinstance(entries, list) else [entries]
    kind = _kind(title, listed)
    shown = title.replace("_", " ").capitalize() if title.islower() else title
    section = "summary" if kind == "summary" else (ENTRIES | GROUPS)[kind].name if kind else None
    short = [_short(entry) for entry in listed if not _is_long(entry)]
    text = group_text("interests", name, [one for one in short if has_words(plain(one))], shown)
    yield replace(page_of(text, anchor), section=section)
    for index, entry in enumerate(listed):
        if isinstance(entry, dict) and _is_long(entry):
            yield _entry(name, shown, kind, entry, pointer_to(anchor, index), section)


def _kind(title: str, entries: list[object]) -> str | None:
    words = title.replace("_", " ").lower()
    named = (kind for kind, meant in MEANINGS if re.search(rf"\b(?:{meant})\b", words))
    fields = {field for entry in entries if isinstance(entry, dict) for field in entry}
    telling = (("company", "work"), ("institution", "education"), ("authors", "publications"))
    shaped = (kind for field, kind in telling if field in fields)
    return next(named, None) or next(shaped, None)


def _is_long(entry: object) -> bool:
    return (
        isinstance(entry, dict)
        and "details" not in entry
        and not any(field in entry for field in SHORT)
    )


def _short(entry: object) -> str:
    if not isinstance(entry, dict):
        return plain(entry)
    words = [plain(entry.get(field)) for field in ("label", "details", *SHORT)]
    return ": ".join(filter(None, words))


def _entry(
    name: str, title: str, kind: str | None, entry: Fields, anchor: str, section: str | None
) -> Page:
    shape = kind if kind in ENTRIES else "projects"
    fields = {RENAMED.get(field, field): value for field, value in entry.items()}
    if "title" in fields and shape != "awards":
        fields.setdefault("name", fields.pop("title"))
    text = entry_text(shape, name, fields, title)
    # Anything else that people made up is said after it.
    heading = ENTRIES[shape].heading
    left = (plain(fields[field]) for field in fields if field not in SAID and field not in heading)
    said = "\n".join(filter(None, (text, *left)))
    told = entry_of(shape, fields)
    return replace(page_of(said, anchor), section=section, entry=told)
