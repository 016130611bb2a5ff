"""Work, volunteering and projects: of each entry what its first lines say, and its text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from folioscope.backends.parsers.port import Entry
from folioscope.features.knowledge.fact_careers import said_of, written
from folioscope.features.knowledge.fact_keys import CITIES, city_key, country_of, key_of
from folioscope.features.knowledge.fact_lines import Piece, Told, runs
from folioscope.features.knowledge.fact_months import span_of
from folioscope.features.resumes.fields import Fields
from folioscope.features.resumes.paragraphs import paragraphs
from folioscope.features.sections.dates import period_in
from folioscope.features.sections.typography import BULLET, unmarked

MOST_OF_HEAD = 5  # lines that say where, as what and when, with the heading before
LONGEST_PLACE = 60
LONGEST_NAME = 60  # of a project: what is longer says what it is
_EDGES = " \t,;|()–—-·•"
_COUNT = re.compile(r"[\s·•|,–—-]*\b\d+\s*(?:/|of|von|sur|de)\s*\d+\s*$|[\s·•|,–—-]+\d+\s*$")
_APART = re.compile(r"\t|\s{2,}|\s*[|•·]\s*|\s+[–—-]\s+")


@dataclass(frozen=True, slots=True)
class Shape:
    """What an entry of a section is called in a JSON Resume, and the keys of what it says."""

    section: str
    name: str
    organization: str
    position: str
    prose: str


SHAPES = (
    Shape("experience", "work", "name", "position", "summary"),
    Shape("volunteering", "volunteer", "organization", "position", "summary"),
    Shape("projects", "projects", "entity", "name", "description"),
)


def read_entries(lines: Sequence[Told], fields: Fields, person: str) -> None:
    """Everything under “work”, “volunteer” and “projects”; no line that names whose CV it is."""
    for shape in SHAPES:
        own = [line for line in lines if line.section == shape.section and _says(line, person)]
        for entry, of in runs(own):
            if person and key_of("person", entry.position or entry.organization) == person:
                continue
            _read_entry(entry, of, shape, fields)


def _says(line: Told, person: str) -> bool:
    """Whether a line says anything: no rule of dashes, and no foot of a page with the name."""
    text = _COUNT.sub("", line.row.text)
    if line.heads:
        return True
    is_foot = bool(person) and text != line.row.text and key_of("person", text) == person
    return any(map(str.isalnum, text)) and not is_foot


def _read_entry(entry: Entry, lines: Sequence[Told], shape: Shape, fields: Fields) -> None:
    at = (shape.name, fields.count(shape.name))
    if not (entry.organization or entry.position or entry.dates):
        return
    entry = _named(entry, lines, shape)
    head, body = head_and_body(entry, lines)
    for key, value in ((shape.organization, entry.organization), (shape.position, entry.position)):
        if value:
            fields.put(unmarked(value), written(lines, value), *at, key)
    put_dates(entry, lines, fields, at)
    if where := _place_of(entry, head):
        fields.put(where.words, where, *at, "location")
    prose, items = _text_of(body)
    if prose is not None:
        fields.put(unmarked(prose.words), prose, *at, shape.prose)
    for number, item in enumerate(items):
        fields.put(unmarked(item.words), item, *at, "highlights", number)


def _named(entry: Entry, lines: Sequence[Told], shape: Shape) -> Entry:
    """The entry, told as whose and as what; what a project names before its text is its name."""
    if shape.section == "experience":
        position, organization = said_of(entry, lines)
        return replace(entry, position=position, organization=organization)
    if shape.section == "projects" and not 0 < len(entry.position) <= LONGEST_NAME:
        return replace(entry, position=entry.organization, organization="")
    return entry


def put_dates(
    entry: Entry, lines: Sequence[Told], fields: Fields, at: tuple[str | int, ...]
) -> None:
    """When an entry began and ended, as far as its dates tell."""
    span = span_of(entry.dates) if entry.dates else None
    if span is None:
        return
    place = written(lines, entry.dates)
    fields.put(span.since, place, *at, "startDate")
    fields.put(span.until, place, *at, "endDate")


def head_and_body(entry: Entry, lines: Sequence[Told]) -> tuple[Sequence[Told], Sequence[Told]]:
    """The lines that say where, as what and when, and those after them."""
    told = [words for words in (entry.organization, entry.position, entry.dates) if words]
    last = 0
    for at, line in enumerate(lines[:MOST_OF_HEAD]):
        if line.heads or any(_has(line.row.text, words) for words in told):
            last = at + 1
        elif line.row.is_item:
            break
    return lines[:last], lines[last:]


def _has(text: str, words: str) -> bool:
    """Whether a line has these words, or the most of them where they go over its end."""
    flat, wanted = " ".join(text.split()), " ".join(words.split())
    return wanted in flat or (len(flat) > 3 and flat in wanted)


def _place_of(entry: Entry, head: Sequence[Told]) -> Piece | None:
    """Where it was: what is left of the first lines and is a city or country."""
    told = {" ".join(words.split()) for words in (entry.organization, entry.position)}
    for line in head:
        if line.heads:
            continue
        for piece in _segments(line.piece):
            if piece.words not in told and is_place(piece.words):
                return piece
    return None


def _segments(piece: Piece) -> Iterator[Piece]:
    text = piece.text
    while period := period_in(text):
        blank = "\t" * (period.end - period.start)
        text = f"{text[: period.start]}{blank}{text[period.end :]}"
    at = 0
    for found in _APART.finditer(text):
        yield _bare(piece, at, found.start())
        at = found.end()
    yield _bare(piece, at, len(text))


def _bare(piece: Piece, start: int, end: int) -> Piece:
    text = piece.text[start:end]
    left = len(text) - len(text.lstrip(_EDGES))
    return piece.part(start + left, start + max(left, len(text.rstrip(_EDGES))))


def is_place(words: str) -> bool:
    """Whether words are a city that is known, alone or before its region or country."""
    if not words or len(words) > LONGEST_PLACE:
        return False
    first, _, rest = words.partition(",")
    if city_key(first) in CITIES:
        return True
    return bool(rest) and country_of(rest.rpartition(",")[2]) is not None


def _text_of(body: Sequence[Told]) -> tuple[Piece | None, list[Piece]]:
    """What an entry says: the prose before its list, and the items of that, or of what is one."""
    own = [line for line in body if not _is_dates_alone(line)]
    groups = list(paragraphs(own))
    if len(groups) == 1 and not groups[0][0].row.is_item:
        return _together(groups[0]), []
    first = next((at for at, of in enumerate(groups) if of[0].row.is_item), 0)
    prose = [line for of in groups[:first] for line in of]
    items = [_without_bullet(_together(of)) for of in groups[first:]]
    return (_together(prose) if prose else None), items


def _is_dates_alone(line: Told) -> bool:
    period = period_in(line.row.text)
    if period is None:
        return False
    return not (line.row.text[: period.start] + line.row.text[period.end :]).strip(_EDGES)


def _together(lines: Sequence[Told]) -> Piece:
    """Lines as one text, as far as they stand on the page of the first."""
    first = lines[0].piece
    own = [line.piece for line in lines if line.row.ordinal == first.page_ordinal]
    return Piece(first.page_ordinal, first.start, own[-1].end, "\n".join(p.text for p in own))


def _without_bullet(piece: Piece) -> Piece:
    bullet = BULLET.match(piece.text)
    if bullet is None:
        return piece
    text = piece.text[bullet.end() :].lstrip()
    lead = len(piece.text) - len(text)
    return Piece(piece.page_ordinal, piece.start + lead, piece.end, text)
