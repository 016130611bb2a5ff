"""What the first lines of an entry say: where, as what, and when.

A field stays empty where it is not sure: a wrong employer is worse than none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from folioscope.backends.parsers.port import Entry
from folioscope.features.sections.dates import period_in
from folioscope.features.sections.entry_words import is_organization, is_position
from folioscope.features.sections.typography import unmarked

LONGEST_NAME = 100
TITLE_FIRM_PLACE = 3  # names with commas between them that are no longer one title
Kind = Literal["position", "organization", ""]
# The last two are dashes in UTF-8 that were read as Windows-1252.
_APART = re.compile(
    r"\t|\s{2,}|\s*[|•·]\s*|\s+[-‐‑‒–—―]\s+|\s*(?:ï¼|â€“)\s*|\s+(?:at|@|chez|bei|presso)\s+"
    r"|\s*:\s+|[\ue000-\uf8ff]"
)
_COMMA = re.compile(r"\s*,\s+")
_OF = re.compile(
    r"\s(?:of|for|in|de|des|du|für|der|von|di|del|della|do|da|en|au|à|dans)\s|\sd['’]|\s*[(,]",
    re.IGNORECASE,
)
_PLACE = re.compile(r"[A-Z][\w.' -]+\s?,\s*(?:[A-Z]{2}|State)\b.*|City\b.*|State\b.*")
# A place with the code of its state or country, and how long something lasted.
_BESIDE = re.compile(
    r"[A-Z][\w.' -]+,\s*[A-Z]{2}"
    r"|\d+\s+(?:years?|yrs?|months?|mos?|ans?|mois|jahre?|monate?|años?|mes(?:es)?)\b[\w ]*"
)
_LEGAL = re.compile(r"\s*,\s*(?:Inc|Ltd|LLC|Co|Corp|S\.?A|GmbH|LLP|PLC)\b\.?", re.IGNORECASE)
_EDGES = " \t\n,;:|–—-•·()[]"


@dataclass(frozen=True, slots=True)
class Head:
    """The first lines of an entry, without its dates; ``kinds`` of those that a form labels."""

    lines: tuple[str, ...]
    dates: str
    kinds: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True)
class Name:
    """A name on a line of a head, and what it is the name of, if its words say so."""

    line: int
    text: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Named:
    """What was found in a head; ``leads`` are the first names of its lines."""

    leads: tuple[Name, ...]
    position: Name | None
    organization: Name | None


def read_heads(heads: Sequence[Head], section: str) -> Iterator[Entry]:
    """An entry for each head of a section."""
    if section == "projects":
        yield from map(_project, heads)
        return
    found = [_named(head, section) for head in heads]
    usual = _usual_lines(found)
    for head, named in zip(heads, found, strict=True):
        position, organization = named.position, named.organization
        if usual:
            position = position or _at(named, usual[0], organization)
            organization = organization or _at(named, usual[1], position)
        yield Entry(
            _shortened(organization.text) if organization else "",
            position.text if position else "",
            head.dates,
        )


def _project(head: Head) -> Entry:
    """What was made is where one worked; as what is seldom said."""
    names = list(_names(head, "experience"))
    first = names[0].text if names and names[0].line == 0 else ""
    leads = [name for before, name in pairwise(names) if name.line != before.line]
    role = _first(leads, "position")
    return Entry(first, role.text if role else "", head.dates)


def _named(head: Head, section: str) -> Named:
    names = list(_names(head, section))
    leads = [
        name for place, name in enumerate(names) if place == 0 or names[place - 1].line != name.line
    ]
    schools = {name.line for name in leads if name.kind == "organization"}
    position = _first(leads, "position") or _first(
        [name for name in names if name.line in schools or len(leads) == 1], "position"
    )
    beside = [name for name in names if position and name.line == position.line]
    others = [name for name in leads if name not in beside]
    organization = (
        _first(others, "organization")
        or _first(beside, "organization")
        or _nearest(others, position)
        or _first(names, "organization")
    )
    if section != "education":
        if organization is None and not others:
            organization = _nearest([name for name in beside if name is not position], position)
        if position is None and organization is not None:
            rest = [name for name in leads if name is not organization]
            position = _nearest(rest, organization)
    return Named(tuple(leads), position, organization)


def _usual_lines(found: Sequence[Named]) -> tuple[int, int] | None:
    """On which lines the entries of a section have position and organization, if most agree."""
    pairs = Counter(
        (named.position.line, named.organization.line)
        for named in found
        if named.position and named.organization
    )
    (lines, times), *_ = pairs.most_common(1) or [((0, 0), 0)]
    return lines if 2 * times >= len(found) and lines[0] != lines[1] else None


def _at(named: Named, line: int, other: Name | None) -> Name | None:
    """The name on the line where the other entries have theirs, if it says nothing else."""
    return next(
        (
            name
            for name in named.leads
            if name.line == line
            and name is not other
            and not name.kind
            and _could_be_a_name(name.text)
        ),
        None,
    )


def _first(names: Sequence[Name], kind: Kind) -> Name | None:
    return next((name for name in names if name.kind == kind), None)


def _nearest(names: Sequence[Name], to: Name | None) -> Name | None:
    """The name of no known kind that is beside another; none where nothing is known."""
    if to is None:
        return None
    near = [
        name
        for name in names
        if not name.kind and abs(name.line - to.line) <= 1 and _could_be_a_name(name.text)
    ]
    return near[0] if near else None


def _could_be_a_name(text: str) -> bool:
    return (text[0].isupper() or text[0].isdigit()) and _PLACE.fullmatch(text) is None


def _bare(text: str) -> str:
    """A name without what stands around it; a bracket that was opened in it is closed."""
    bare = text.strip(_EDGES)
    end = text.find(bare) + len(bare)
    is_cut = bare.count("(") > bare.count(")") and text[end : end + 1] == ")"
    return f"{bare})" if is_cut else bare


def _names(head: Head, section: str) -> Iterator[Name]:
    """The names of a head; one that names a job and a firm is taken apart at its commas."""
    for number, line in enumerate(map(_without_dates, head.lines)):
        for piece in filter(None, map(_bare, _APART.split(unmarked(line)))):
            parts = list(map(_bare, _COMMA.split(piece)))
            kinds = [_kind(part, section) for part in parts]
            if not _are_apart(kinds, section):
                parts, kinds = [piece], [_kind(piece, section)]
            if number < len(head.kinds) and head.kinds[number]:
                parts, kinds = [piece], [head.kinds[number]]
            for part, kind in zip(parts, kinds, strict=True):
                is_beside = not kind and _BESIDE.fullmatch(part)
                if part and len(part) <= LONGEST_NAME and not is_beside:
                    yield Name(number, part, kind)


def _are_apart(kinds: Sequence[Kind], section: str) -> bool:
    """Whether there are several names between commas, rather than one with commas in it."""
    if "organization" in kinds:
        return kinds[0] != "organization" or "position" in kinds
    if section == "education":
        return False
    is_firm_first = list(kinds) == ["", "position"]
    return is_firm_first or (kinds[0] == "position" and len(kinds) == TITLE_FIRM_PLACE)


def _without_dates(line: str) -> str:
    while period := period_in(line):
        line = f"{line[: period.start]}\t{line[period.end :]}"
    return line


def _kind(name: str, section: str) -> Kind:
    """What a name is the name of: what its first noun is, in English the last before “of”."""
    position, organization = is_position(name, section), is_organization(name)
    if position and organization:
        core = _OF.split(name)[0]
        if core != name and core:
            return _kind(core, section)
        words = name.split()
        position = is_position(words[-1], section) or is_position(words[0], section)
        organization = is_organization(words[-1]) and not is_position(words[-1], section)
        if position and organization:
            return ""
    if organization and name[:1].islower():
        return ""  # the rest of a line above
    return "position" if position else "organization" if organization else ""


def _shortened(name: str) -> str:
    """A firm without the place that follows its name."""
    legal = _LEGAL.search(name)
    kept = legal.end() if legal else 0
    comma = name.find(",", kept)
    is_within = name[:comma].count("(") > name[:comma].count(")")
    return _bare(name if comma < 0 or is_within else name[:comma])
