"""The degrees and the certificates of somebody."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from folioscope.backends.parsers.port import Entry
from folioscope.features.knowledge.fact_careers import written
from folioscope.features.knowledge.fact_keys import key_of, lexicon, listed
from folioscope.features.knowledge.fact_lines import Piece, Told, blocks, lines_of, runs
from folioscope.features.knowledge.fact_months import stretch_of
from folioscope.features.knowledge.facts import Fact
from folioscope.features.sections.dates import period_in
from folioscope.features.sections.entry_words import is_organization
from folioscope.features.sections.folding import fold
from folioscope.late_patterns import late_pattern

LONGEST_NAME = 160
LONGEST_SCHOOL = 90
LONGEST_AREA = 90
MOST_OF_HEAD = 5  # lines that say what was studied, when and where, with the heading before
_LEXICON = lexicon("degrees")
_AREA = late_pattern(
    r"^(?:['’]s\b)?(?:\s*\([^)]*\))?\W*(?:(?:degree|diploma|studies)\b\W*)?"
    r"(?:of\s+(?:applied\s+|fine\s+)?(?:sciences?|arts)\b\W*)?(?:(?:degree|studies)\b\W*)?"
    r"(?:\([^)]*\)\W*)?(?:(?:in|of|en|de|des|für|em)\b|d['’])?\W*",
    re.IGNORECASE,
)
_KIND_END = late_pattern(r"\W*(?:(?:\b(?:in|of|en|de|des|für|em)|\bd['’])\W*)?$", re.IGNORECASE)
_UNSAID = late_pattern(r"\s*(?:ï¼|\bGPA\b|\t|\s,\s|\bCity\b).*", re.DOTALL)
_ISSUER = late_pattern(r"\s*(?:,|\s[–—|-]\s|\t|•|·)\s*")
_ITEM = late_pattern(r"^\W*")


def _word(listed_word: str) -> str:
    """A pattern for a word: ^ where it has to come first, * for more letters."""
    plain = re.escape(fold(listed_word.strip("^*")))
    first = r"\A\W*" if listed_word.startswith("^") else r"(?<!\w)"
    return rf"{first}{plain}" + (r"\w*" if listed_word.endswith("*") else "") + r"(?!\w)"


def _short(abbreviation: str) -> str:
    """A pattern for an abbreviation: MSc is M.Sc. and M. Sc. too."""
    return r"(?:\.\s?)?".join(map(re.escape, re.findall(r"[A-Z][a-z]*|\d+|[a-z]+", abbreviation)))


def _by_level(patterns: dict[str, list[str]], framed: str) -> re.Pattern[str]:
    groups = (
        f"(?P<{level}>{'|'.join(sorted(of, key=len, reverse=True))})"
        for level, of in patterns.items()
    )
    return late_pattern(framed.format("|".join(groups)))


_WORDS = _by_level(
    {level: [_word(word) for word in listed(of)] for level, of in _LEXICON["words"].items()}, "{}"
)
_ABBREVIATIONS = _by_level(
    {level: list(map(_short, of.split())) for level, of in _LEXICON["abbreviations"].items()},
    r"(?<![\w'’-])(?:{})(?![\w'’]|-\w)\.?",
)


def level_of(name: str) -> tuple[str | None, int] | None:
    """How high a degree is by its name, and where in the name that is said; the first counts.

    None if it is nowhere, and a level of None where a course is named that has none.
    """
    folded = fold(name).replace("’", "'")
    found = [one for one in (_WORDS.search(folded), _ABBREVIATIONS.search(name)) if one]
    if not found:
        return None
    first = min(found, key=lambda one: (one.start(), -one.end()))
    return (None if first.lastgroup == "other" else first.lastgroup), first.end()


def degrees(lines: Sequence[Told]) -> Iterator[Fact]:
    """A fact for each entry of education that names a degree."""
    own = [line for line in lines if line.section == "education"]
    for entry, of in runs(own):
        if (found := _degree(entry, of)) is not None:
            yield found
    loose = [line for line in own if line.entry is None and not line.heads]
    if not any(line.entry for line in own):
        for line in loose:
            if (level := level_of(line.row.text)) is not None:
                entry = Entry(dates=line.row.text)
                yield _studied(_study(_named_alone(line.piece), level, entry), entry)


@dataclass(frozen=True, slots=True)
class Study:
    """What was studied: the degree as it is written, its level, kind and subject, and where."""

    place: Piece
    name: str
    level: str | None
    kind: str
    area: str
    organization: str


def studied_in(entry: Entry, lines: Sequence[Told]) -> Study | None:
    """What an entry of education says; None where it names no degree."""
    if entry.position:
        place = written(lines, entry.position)
        return _study(place, level_of(_undated(entry.position)), entry, lines)
    for line in lines:
        if not line.heads and (level := level_of(line.row.text)) is not None:
            return _study(_named_alone(line.piece), level, entry, lines)
    return None


def _study(
    place: Piece,
    level: tuple[str | None, int] | None,
    entry: Entry,
    lines: Sequence[Told] = (),
) -> Study:
    name = _undated(entry.position or place.words)
    beside = _area_beside(place, entry, lines)
    kind, area = (name, beside) if beside else _kind_and_area(name, level)
    found = level[0] if level else None
    organization = entry.organization or _school(lines)
    return Study(place, name, found, kind, area, organization)


def _kind_and_area(name: str, level: tuple[str | None, int] | None) -> tuple[str, str]:
    """“Licence professionnelle, Logistique”, “BSc in Physics”: what kind of degree, and in what."""
    first, comma, rest = name.partition(",")
    if comma and level_of(first) is not None and rest.strip(" ,."):
        return first.strip(), rest.strip(" ,.")
    area = _AREA.sub("", name[level[1] :], count=1) if level else ""
    kind = _KIND_END.sub("", name[: len(name) - len(area)]) if area else name
    return kind, area.strip(" ,.")


def _area_beside(place: Piece, entry: Entry, lines: Sequence[Told]) -> str:
    """What stands between a degree and the school on one line: “Master, Chemistry, Uni Bonn”."""
    for line in lines:
        piece = line.piece
        if entry.organization and place.is_in(piece):
            before, found, _ = piece.text[place.end - piece.start :].partition(entry.organization)
            between = _undated(before).strip(" ,·|–—-\t") if found else ""
            return between if len(between) <= LONGEST_AREA else ""
    return ""


def _degree(entry: Entry, lines: Sequence[Told]) -> Fact | None:
    study = studied_in(entry, lines)
    return None if study is None else _studied(study, entry)


def _named_alone(piece: Piece) -> Piece:
    """A line without what stands beside the name of a degree."""
    kept = _UNSAID.sub("", piece.text)
    return piece.part(0, len(kept)) if kept.strip() else piece


def _school(lines: Sequence[Told]) -> str:
    """The first of the next lines that names a school."""
    near = (line.row.text.strip() for line in lines[1:MOST_OF_HEAD])
    return next(
        (text for text in near if len(text) <= LONGEST_SCHOOL and is_organization(text)), ""
    )


def _studied(study: Study, entry: Entry) -> Fact:
    stretch = stretch_of(entry.dates) if entry.dates else None
    told = {"organization": study.organization, "area": study.area}
    return Fact(
        "degree",
        key_of("certificate", study.name),
        study.name,
        study.place.page_ordinal,
        study.place.start,
        study.place.end,
        since=stretch.since if stretch else None,
        until=stretch.until if stretch else None,
        level=study.level,
        detail={key: value for key, value in told.items() if value} or None,
    )


def _undated(name: str) -> str:
    period = period_in(name)
    if period is None or not period.is_range:
        return name
    return f"{name[: period.start]} {name[period.end :]}".strip(" ,()–-\t")


def certificates(lines: Sequence[Told]) -> Iterator[Fact]:
    """A fact for each certificate: its name, who gave it and when."""
    own = lines_of(lines, "certificates")
    entries = list(runs([line for line in lines if line.section == "certificates"]))
    for entry, of in entries:
        place = written(of, entry.position or entry.organization)
        yield _certificate(place, entry.organization, entry.dates)
    if not entries:
        for piece in _items(own):
            yield from _read(piece)


def _items(lines: Sequence[Told]) -> Iterator[Piece]:
    """The certificates of a list; where each ends with its date, up to that."""
    pieces = list(blocks(lines))
    dated = [_ends_dated(piece) for piece in pieces]
    if not 2 * sum(dated) > len(pieces) - sum(dated):
        yield from pieces
        return
    group: list[Piece] = []
    for piece, ends in zip(pieces, dated, strict=True):
        last = group[-1] if group else piece
        if group and (piece.page_ordinal, piece.start - 1) != (last.page_ordinal, last.end):
            yield _together(group)
            group = []
        group.append(piece)
        if ends:
            yield _together(group)
            group = []
    if group:
        yield _together(group)


def _ends_dated(piece: Piece) -> bool:
    period = period_in(piece.words)
    return period is not None and not piece.words[period.end :].strip(" ).")


def _together(group: Sequence[Piece]) -> Piece:
    first, last = group[0], group[-1]
    text = "\n".join(piece.text for piece in group)
    return Piece(first.page_ordinal, first.start, last.end, text)


def _read(piece: Piece) -> Iterator[Fact]:
    item = _ITEM.match(piece.text)
    piece = piece.part(item.end() if item else 0, len(piece.text))
    flat = re.sub(r"\s", " ", piece.text)
    period = period_in(flat)
    dates = flat[period.start : period.end] if period else ""
    if period and not flat[: period.start].strip(" ,(–-"):
        piece = piece.part(period.end, len(piece.text))
        piece = piece.part(len(piece.text) - len(piece.text.lstrip(" ,:)–-\t")), len(piece.text))
    elif period:
        piece = piece.part(0, len(flat[: period.start].rstrip(" ,(–-|\t")))
    cuts = list(_ISSUER.finditer(piece.text))
    end = cuts[-1].start() if cuts else len(piece.text)
    name = piece.part(0, end)
    issuer = " ".join(piece.text[cuts[-1].end() :].split()) if cuts else ""
    if name.text and len(name.words) <= LONGEST_NAME and any(map(str.isalpha, name.text)):
        yield _certificate(name, issuer, dates)


def _certificate(place: Piece, issuer: str, dates: str) -> Fact:
    stretch = stretch_of(dates) if dates else None
    return Fact(
        "certificate",
        key_of("certificate", place.words),
        place.words,
        place.page_ordinal,
        place.start,
        place.end,
        until=stretch.until if stretch else None,
        detail={"organization": issuer} if issuer else None,
    )
