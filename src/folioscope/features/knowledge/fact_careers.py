"""The roles that somebody held, and how long they have worked in all."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from folioscope.backends.parsers.port import Entry
from folioscope.features.knowledge.fact_keys import CITIES, city_key, key_of
from folioscope.features.knowledge.fact_lines import Piece, Told, runs
from folioscope.features.knowledge.fact_months import Stretch, covered, stretch_of
from folioscope.features.knowledge.fact_skills import Role
from folioscope.features.knowledge.facts import Fact
from folioscope.features.sections.dates import period_in

_BEFORE_CITY = re.compile(r"([^\W\d_a-z][^,·|\t]{2,60}),\s+([^,·|\t(]{2,40}?)\s*(?:[,·|\t(]|$)")
_EDGES = " \t\n,;:|()–—-·•"
MOST_OF_HEAD = 5  # lines that say as what, when and where, with the heading before
TITLE_FIRM_CITY = 3
LONGEST_TITLE = 80
LONGEST_ROLE = 720  # months; what is longer was misread


def roles_of(lines: Sequence[Told], people: Collection[str]) -> list[tuple[Entry, Role]]:
    """The entries of work experience, in the order of the CV; no line that names its owner."""
    own = [line for line in lines if line.section == "experience"]
    return [
        (entry, Role(of, _stretch(entry), _named_employer(entry, of)))
        for entry, of in runs(own)
        if key_of("person", entry.position or entry.organization) not in people
    ]


def roles(found: Sequence[tuple[Entry, Role]], this_month: int) -> Iterator[Fact]:
    """A fact for each role that says as what or where."""
    for entry, role in found:
        position, organization = said_of(entry, role.lines)
        name = position or organization or _title(role)
        if not name:
            continue
        place = written(role.lines, name)
        months, since, until, counted = _counted(role.stretch, this_month)
        told = {"organization": organization, "dates": entry.dates, "counted": counted}
        yield Fact(
            "role",
            key_of("role", name),
            name,
            place.page_ordinal,
            place.start,
            place.end,
            months=months,
            since=since,
            until=until,
            detail={key: value for key, value in told.items() if value},
        )


def experience(found: Sequence[tuple[Entry, Role]], this_month: int) -> Iterator[Fact]:
    """How long somebody has worked; months in which roles overlap count once."""
    dated = [
        (entry, role, role.stretch)
        for entry, role in found
        if role.stretch is not None and role.stretch.since is not None
    ]
    months = covered([stretch for *_, stretch in dated], this_month)
    if not months:
        return
    entry, first, stretch = min(dated, key=lambda one: one[2].since or 0)
    goes_on = any(one[2].goes_on for one in dated)
    place = written(first.lines, entry.dates)
    yield Fact(
        "experience",
        "experience",
        place.words,
        place.page_ordinal,
        place.start,
        place.end,
        months=months,
        since=stretch.since,
        until=None if goes_on else max(one[2].until or 0 for one in dated),
        detail={"counted": str(this_month)} if goes_on else None,
    )


def written(lines: Sequence[Told], name: str) -> Piece:
    """Where the words of a name stand in the lines of an entry; its first line if they do not."""
    words = r"\W*".join(map(re.escape, re.findall(r"\w+", name)))
    for at, line in enumerate(lines):
        piece = line.piece
        after = lines[at + 1].piece if at + 1 < len(lines) else None
        if after and after.page_ordinal == piece.page_ordinal and after.start - piece.end == 1:
            text = f"{piece.text}\n{after.text}"
            piece = Piece(piece.page_ordinal, piece.start, after.end, text)
        if found := re.search(words, piece.text):
            return piece.part(*found.span())
    return lines[0].piece.part(0, len(lines[0].row.text))


def _named_employer(entry: Entry, lines: Sequence[Told]) -> Piece | None:
    _, employer = said_of(entry, lines)
    return written(lines, employer) if employer else None


def _title(role: Role) -> str:
    """The first line of a role with dates, where its words do not say what it is."""
    if role.stretch is None or role.stretch.since is None:
        return ""
    texts = (line.row.text.strip() for line in role.lines if not line.heads)
    first = next(texts, "")
    is_name = first[:1].isupper() and len(first) <= LONGEST_TITLE and period_in(first) is None
    return first if is_name and not first.endswith(".") else ""


def said_of(entry: Entry, lines: Sequence[Told]) -> tuple[str, str]:
    """As what and where somebody worked, by the words of an entry or by the city they end with."""
    if entry.position or entry.organization:
        return entry.position, entry.organization or employer_in(lines)
    for line in lines[:2]:
        text = line.row.text
        while period := period_in(text):
            text = f"{text[: period.start]}\t{text[period.end :]}"
        named = [part.strip(_EDGES) for part in text.split(",")]
        if len(named) == TITLE_FIRM_CITY and city_key(named[2]) in CITIES and not line.heads:
            return named[0], named[1]
    return "", employer_in(lines)


def employer_in(lines: Sequence[Told]) -> str:
    """What stands before a city that is known, in one of the next lines."""
    after = 2 if lines and lines[0].heads else 1
    for line in lines[after:MOST_OF_HEAD]:
        found = None if line.row.is_item else _BEFORE_CITY.match(line.row.text)
        if found and city_key(found[2]) in CITIES:
            return found[1].strip()
    return ""


def _stretch(entry: Entry) -> Stretch | None:
    stretch = stretch_of(entry.dates) if entry.dates else None
    if stretch is None or stretch.since is None or stretch.until is None:
        return stretch
    return stretch if stretch.until - stretch.since < LONGEST_ROLE else None


def _counted(
    stretch: Stretch | None, this_month: int
) -> tuple[int | None, int | None, int | None, str]:
    """Months, since, until, and the month up to which a role that goes on was counted."""
    if stretch is None:
        return None, None, None, ""
    months = len(stretch.covered(this_month)) or None
    goes_on = stretch.goes_on and months is not None
    return months, stretch.since, stretch.until, str(this_month) if goes_on else ""
