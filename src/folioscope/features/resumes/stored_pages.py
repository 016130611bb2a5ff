"""A CV as it was read from its file, put together again from the pages that are stored of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from folioscope.backends.parsers.port import Entry, Line, Page, Parsed, Part
from folioscope.features.sections.dates import period_in
from folioscope.features.sections.parts import WITH_ENTRIES, parts_of

RESUME = "resume"
_BOX = slice(2, 6)
_DASH = " \N{EM DASH} "
_SECTION = re.compile(r"/(?:\d+/)?(\w+(?:/summary)?)")
SECTIONS = {
    "basics": "contact",
    "basics/summary": "summary",
    "work": "experience",
    "volunteer": "volunteering",
} | {
    name: name
    for name in (
        "education",
        "skills",
        "languages",
        "projects",
        "certificates",
        "publications",
        "awards",
        "interests",
        "references",
    )
}
"""What the sections of a JSON Resume are called in any CV."""


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A row of a page: ``lines`` are ``[start, end]``, a box where there is one, True if bold.

    ``parts`` are ``[start, end, section, entry]``, None where nobody kept them. ``resume`` is that
    of a file that is one as data.
    """

    text: str
    number: int | None
    anchor: str | None
    lines: Sequence[Sequence[Any]]
    parts: Sequence[Sequence[Any]] | None
    resume: Mapping[str, Any] | None = None


def parsed_again(pages: Sequence[StoredPage], title: str | None) -> Parsed:
    """The document of these pages, with its parts, which are found anew where none were kept."""
    resume = pages[0].resume if pages else None
    parsed = Parsed(tuple(map(_page, pages)), RESUME, title=title, resume=resume)
    if all(page.parts is None for page in pages):
        parsed = replace(parsed, pages=tuple(map(_of_data, parsed.pages)))
        return replace(parsed, parts=parts_of(parsed))
    parts = tuple(
        Part(ordinal, start, end, section, _entry(entry))
        for ordinal, page in enumerate(pages)
        for start, end, section, entry in page.parts or ()
    )
    return replace(parsed, pages=_sectioned(parsed.pages, parts), parts=parts)


def _of_data(page: Page) -> Page:
    """A page with the section and the entry that its anchor and its first line tell.

    Such pages are those of a résumé that is data, and are headed by person, section, names, dates.
    """
    name = _SECTION.match(page.anchor or "")
    section = SECTIONS.get(name[1]) if name else None
    if section is None:
        return page
    _, _, *names = [*page.text.partition("\n")[0].split(_DASH), "", ""]
    told = [words for words in names if words]
    dates = told.pop() if told and period_in(told[-1]) else ""
    first, second = [*told, "", ""][:2]
    entry = Entry(first, second, dates) if section in WITH_ENTRIES else None
    return replace(page, section=section, entry=entry)


def _page(stored: StoredPage) -> Page:
    lines = tuple(
        Line(line[0], line[1], _box(line), bold=len(line) > _BOX.stop) for line in stored.lines
    )
    return Page(stored.text, stored.number, lines=lines, anchor=stored.anchor)


def _box(line: Sequence[Any]) -> tuple[float, float, float, float] | None:
    edges = line[_BOX]
    if len(edges) < 4 or any(edge is None for edge in edges):
        return None
    left, top, right, bottom = edges
    return left, top, right, bottom


def _entry(stored: Mapping[str, str] | None) -> Entry | None:
    return None if stored is None else Entry(**stored)


def _sectioned(pages: Sequence[Page], parts: Sequence[Part]) -> tuple[Page, ...]:
    """The pages, those that are parts of a file rather than sheets of paper with their section."""
    of_page = {part.page_ordinal: part for part in parts}
    return tuple(
        replace(page, section=part.section, entry=part.entry)
        if page.anchor is not None and (part := of_page.get(ordinal)) is not None
        else page
        for ordinal, page in enumerate(pages)
    )
