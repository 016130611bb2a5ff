"""From the pages of a document to the passages that are embedded and found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from folioscope.backends.parsers.port import Entry, Page, Parsed, Part
from folioscope.features.knowledge.chunking import chunk
from folioscope.features.sections.folding import fold

MAX_HEADING = 80
MAX_CONTEXT = 180
MAX_FIELD = 60
MAX_PERSON = 40
TINY = 6  # the part of a chunk below which an entry may share it with its neighbours
LABELS = {
    "summary": "Profile, summary",
    "experience": "Work experience",
    "education": "Education, studies",
    "skills": "Skills, competences",
    "languages": "Languages spoken, language skills",
    "certificates": "Certificates, certifications held",
    "awards": "Awards, achievements",
    "interests": "Interests, hobbies",
    "contact": "Contact details",
}
SAY_LITTLE = frozenset({"summary", "interests", "contact"})
DASH = " \N{EM DASH} "
NO_NAME = re.compile(
    r"\d|@|https?:|www\.|^\W*(?:cv|curriculum(?: vit\S*)?|resume|lebenslauf|hoja de vida|page)\W*$"
)


@dataclass(frozen=True, slots=True)
class Who:
    """Whose document it is: the words that are shown, and the name alone."""

    context: str
    person: str


@dataclass(frozen=True, slots=True)
class Passage:
    """``pages[page_ordinal].text[start:end]``, and the words that say where it comes from.

    ``context`` is embedded and indexed with the text, but is not part of it: a passage from the
    second page of a CV is found under the name on the first. ``section`` and ``entry`` say where
    in a CV it stands.
    """

    page_ordinal: int
    page: int | None
    start: int
    end: int
    text: str
    context: str
    section: str | None = None
    entry: Entry | None = None

    @property
    def searchable(self) -> str:
        """What is embedded."""
        return f"{self.context}\n{self.text}" if self.context else self.text


def passages(document: Parsed, name: str, size: int, overlap: int) -> Iterator[Passage]:
    """The passages of a document, in order; of a CV, none goes over the end of a part."""
    found = document.parts or ()
    who = _whose(document, name, found)
    for part in _shared(found, size) if found else _whole(document.pages):
        page = document.pages[part.page_ordinal]
        for start, end in chunk(page.text[part.start : part.end], size, overlap):
            first, last = part.start + start, part.start + end
            text = page.text[first:last]
            if found and not any(map(str.isalnum, text)):
                continue
            shown = _header(who, part, text) if found else _unless_said(who.context, text)
            yield Passage(
                part.page_ordinal, page.number, first, last, text, shown, part.section, part.entry
            )


def _whole(pages: Sequence[Page]) -> Iterator[Part]:
    for ordinal, page in enumerate(pages):
        yield Part(ordinal, 0, len(page.text), None)


def _shared(parts: Sequence[Part], size: int) -> Iterator[Part]:
    """The parts, those of one section put together where they are too short to stand alone."""
    group: list[Part] = []
    for part in parts:
        if group and not _may_share(group, part, size):
            yield _as_one(group)
            group = []
        group.append(part)
    if group:
        yield _as_one(group)


def _may_share(group: Sequence[Part], part: Part, size: int) -> bool:
    """Whether a part goes with those before it: of one entry, its heading, or all of them tiny."""
    first, last = group[0], group[-1]
    if (part.page_ordinal, part.section) != (first.page_ordinal, first.section):
        return False
    if part.end - first.start > size:
        return False
    heads = all(one.entry is None for one in group) and (last.end - first.start) * TINY < size
    tiny = all((one.end - one.start) * TINY < size for one in (*group, part))
    return part.entry == last.entry or heads or tiny


def _as_one(group: Sequence[Part]) -> Part:
    """Neighbours as one part; of which of several entries it is cannot be said any more."""
    entries = {part.entry for part in group} - {None}
    entry = entries.pop() if len(entries) == 1 else None
    return replace(group[0], end=group[-1].end, entry=entry)


def _header(who: Who, part: Part, text: str) -> str:
    """Person, section, position, organization and dates on one line."""
    if part.section is None:
        return _unless_said(who.context, text)
    section = LABELS.get(part.section, part.section.capitalize())
    # Said twice, the name keeps shorter parts of the same CV from being nearer to any question.
    if part.section not in SAY_LITTLE and 0 < len(who.person) <= MAX_PERSON:
        section = f"{section} of {who.person}"
    entry = part.entry or Entry()
    names = filter(None, (entry.position, entry.organization, entry.dates))
    told = ", ".join(name[:MAX_FIELD] for name in names)
    header = DASH.join(filter(None, (who.context[:MAX_HEADING], section, told)))
    return " ".join(header[:MAX_CONTEXT].split())


def _unless_said(context: str, text: str) -> str:
    return "" if text.startswith(context) else context


def _whose(document: Parsed, name: str, parts: Sequence[Part]) -> Who:
    person = _person(document.pages, parts)
    heading = person or _first_line(page.text for page in document.pages)
    return Who(_context(document, name, heading), person or document.title or "")


def _person(pages: Sequence[Page], parts: Sequence[Part]) -> str:
    """The name at the top of a CV, which may stand on two lines; empty if none is found."""
    top = next((part for part in parts if part.section == "contact"), None)
    if top is None:
        return ""
    lines = map(str.strip, pages[top.page_ordinal].text[top.start : top.end].splitlines())
    named = [line for line in lines if line and not NO_NAME.search(fold(line))]
    name, following = [*named, "", ""][:2]
    if " " not in name and following and len(following.split()) <= 2:
        name = f"{name} {following}"
    return name if len(name) <= MAX_HEADING else ""


def _context(document: Parsed, name: str, heading: str) -> str:
    """The title, or the heading and the words of the file's name."""
    if document.title:
        return document.title[: 2 * MAX_HEADING]
    stem = " ".join(re.findall(r"[^\W\d_]{2,}|\d{4}|[A-Z]\d", PurePosixPath(name).stem))
    if not re.search(r"[^\W\d_]{3}", stem) or stem.casefold() in heading.casefold():
        return heading
    return f"{stem}: {heading}" if heading else stem


def _first_line(texts: Iterator[str]) -> str:
    lines = (line.strip() for text in texts for line in text.splitlines())
    first = next(filter(None, lines), "")
    return first if len(first) <= MAX_HEADING else ""
