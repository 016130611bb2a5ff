"""Whose CV it is, and where they live."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from folioscope.features.knowledge.fact_keys import (
    CITIES,
    DIALLING,
    REGIONS,
    city_key,
    country_of,
    key_of,
)
from folioscope.features.knowledge.fact_lines import Piece, Told
from folioscope.features.knowledge.facts import Fact
from folioscope.features.sections.entry_words import is_organization, is_position
from folioscope.features.sections.folding import fold, squeeze
from folioscope.features.sections.headings import heading_of

FIRST_LINES = 6
MOST_NAMES = 5
LONGEST_CITY = 40
_NO_NAME = re.compile(
    r"\d|@|https?:|www\.|[:;|]|^\W*(?:cv|curriculum|resume|lebenslauf|hoja de vida|page)\b"
)
_NAME = re.compile(r"[^\W\d_]+\.?(?:['’-][^\W\d_]+)*\.?")
_SMALL = frozenset("de da di do du des del della der den van von la le el al bin ibn y e".split())
_BEFORE_NAME = re.compile(r"^(?:mr|mrs|ms|miss|dr|prof|m|mme|mlle|herr|frau)\.?\s+", re.IGNORECASE)
_AFTER_NAME = re.compile(
    r"\s*[,–-]\s*(?:(?:[A-Z]{2,}+\.?|[A-Z][a-z]*+[A-Z.][\w.]{0,4}+)(?!\w)\W*+)++$|\s+\((?:[Hh]e|[Ss]he|[Tt]hey)\b.*$|\t.*$"
    r"|\s+(?i:resume|résumé|cv|curriculum vitae)$"
)
_MASKED = "[name]"  # as a blind base writes it: no other line is the name then
_SEGMENT = re.compile(r"[|•·\t;]|\s{3,}|\s[–—-]\s|\s\W\s|(?<=\d)\s{2,}")
_LABEL = re.compile(
    r"^\W*(?:address|adresse|location|lieu|ville|city|domicile|wohnort|anschrift|direccion|"
    r"indirizzo|based in|residence|lives in)\s*:?\s+"
)
_NO_PLACE = re.compile(r"@|https?:|www\.|linkedin|github|\.(?:com|org|net|io|fr|de)\b")
_DIALLED = re.compile(r"(?:\+|\b00)(\d{1,3})")
_WITH_CODE = re.compile(r"(?:[A-Z]{1,2}-)?\d{4,5}\s+([^\W\d_][^\d,]+)$")


def person(lines: Sequence[Told], title: str | None) -> Iterator[Fact]:
    """The name at the top, which may stand on two lines; what is not sure is left out."""
    contact = [line for line in lines if line.section == "contact"]
    if any(_MASKED in line.row.text for line in contact):
        return
    top = sorted((line for line in contact if heading_of(line.row.text) is None), key=_height)
    reached = "".join(squeeze(line.row.text) for line in contact if "@" in line.row.text)
    for at, line in enumerate(top[:FIRST_LINES]):
        piece = _bare(line.piece)
        following = _bare(top[at + 1].piece) if at + 1 < len(top) else None
        if title and fold(piece.words) == fold(title):
            yield _named(piece)
            return
        piece = _without_title(piece, reached)
        if not _is_name(piece.words) or ("," in piece.text and _is_address(piece, top, reached)):
            continue
        if " " not in piece.words:
            if following is None or not _is_name(following.words) or " " in following.words:
                continue
            if (following.page_ordinal, following.start - piece.end) != (piece.page_ordinal, 1):
                continue
            text = f"{piece.text}\n{following.text}"
            piece = Piece(piece.page_ordinal, piece.start, following.end, text)
        yield _named(piece)
        return


def _is_address(piece: Piece, top: Sequence[Told], reached: str) -> bool:
    """Whether words with a comma are a city and its region, known or not, rather than a name.

    They are no name where the mail addresses hold another line whole and not these words.
    """
    if _place(piece, None):
        return True
    if _is_told(piece.words, reached):
        return False
    others = (_bare(line.piece).words for line in top[:FIRST_LINES])
    return any(" " in words and _is_name(words) and _is_told(words, reached) for words in others)


def _is_told(words: str, reached: str) -> bool:
    return all(squeeze(word) in reached for word in words.split())


def _height(line: Told) -> tuple[int, float]:
    """Where a line stands, from the top; what has no box keeps its turn."""
    box = line.row.line.box
    return line.row.ordinal, box[1] if box else 0.0


def _without_title(piece: Piece, reached: str) -> Piece:
    """A name without what somebody is, where the two share a line.

    Which words are of the name is told by the mail addresses that hold them.
    """
    words = list(re.finditer(r"\S+", piece.text))
    cuts = [
        cut
        for cut in range(len(words) - 1, 1, -1)
        if is_position(piece.text[words[cut].start() :], "experience")
        and _is_name(piece.text[: words[cut - 1].end()])
    ]
    if not cuts:
        return piece
    known = (cut for cut in cuts if all(squeeze(word[0]) in reached for word in words[:cut]))
    cut = next(known, cuts[-1])
    return piece.part(0, words[cut - 1].end())


def place(lines: Sequence[Told]) -> Iterator[Fact]:
    """Where somebody lives, by what stands at the top beside the ways to reach them."""
    contact = [line for line in lines if line.section == "contact"]
    dialled = next(filter(None, (_dialled(line.row.text) for line in contact)), None)
    for line in contact:
        for segment in _segments(line.piece):
            if found := _place(segment, dialled):
                yield found
                return


def _bare(piece: Piece) -> Piece:
    """A line without titles before a name and degrees after it."""
    start = len(piece.text) - len(piece.text.lstrip("# *"))
    before = _BEFORE_NAME.match(piece.text[start:])
    start += before.end() if before else 0
    after = _AFTER_NAME.search(piece.text, start)
    return piece.part(start, after.start() if after else len(piece.text.rstrip("* ")))


def _is_name(text: str) -> bool:
    """Whether a line could be a name: a few words with capitals, which name nothing else."""
    words = text.split()
    if not 1 <= len(words) <= MOST_NAMES or _NO_NAME.search(fold(text)):
        return False
    if not all(_NAME.fullmatch(word.strip(",")) for word in words):
        return False
    told = [word for word in words if fold(word) not in _SMALL]
    if not told or not all(word[0].isupper() or not word[0].isascii() for word in told):
        return False
    return not (is_position(text, "experience") or is_organization(text))


def _named(piece: Piece) -> Fact:
    at = piece.page_ordinal, piece.start, piece.end
    return Fact("person", key_of("person", piece.words), piece.words, *at)


def _segments(piece: Piece) -> Iterator[Piece]:
    at = 0
    for found in _SEGMENT.finditer(piece.text):
        yield piece.part(at, found.start())
        at = found.end()
    yield piece.part(at, len(piece.text))


def _dialled(text: str) -> str | None:
    found = _DIALLED.search(text)
    if found is None:
        return None
    return next((DIALLING[found[1][:n]] for n in (3, 2, 1) if found[1][:n] in DIALLING), None)


def _place(segment: Piece, dialled: str | None) -> Fact | None:
    """The city of an address, which is known or stands before a region or country that is."""
    if not segment.text or _NO_PLACE.search(fold(segment.text)):
        return None
    label = _LABEL.match(fold(segment.text))
    segment = segment.part(label.end() if label else 0, len(segment.text))
    pieces = list(_between_commas(segment))
    for at, piece in enumerate(pieces):
        key = city_key(piece.text)
        told = [_countries(other.text) for other in pieces[at + 1 :]]
        around = next((countries for countries in reversed(told) if countries), frozenset())
        is_known = key in CITIES and not (len(pieces) == 1 and _is_several_words(piece, key))
        if is_known or (around and _may_be_city(piece.text)):
            country = _country(CITIES[key][1] if is_known else None, around, dialled)
            return _lives(piece, key, country)
        if coded := _WITH_CODE.match(piece.text):
            return _lives(piece, city_key(coded[1]), _country(None, around, dialled))
    countries = _countries(segment.text) if len(pieces) == 1 else frozenset()
    named = country_of(segment.text)
    return _lives(segment, "", named) if named and countries else None


def _lives(piece: Piece, key: str, country: str | None) -> Fact:
    at = piece.page_ordinal, piece.start, piece.end
    detail = {"country": country} if country else None
    return Fact("place", key, piece.words, *at, detail=detail)


def _is_several_words(piece: Piece, key: str) -> bool:
    """Whether more stands there than the city and its postal code."""
    return len(re.findall(r"[^\W\d_]+", piece.text)) > 1 + max(key.count(" "), key.count("-")) + 2


def _between_commas(segment: Piece) -> Iterator[Piece]:
    at = 0
    for found in re.finditer(r",|\(|\)", segment.text):
        yield segment.part(at, found.start())
        at = found.end()
    if segment.text[at:].strip():
        yield segment.part(at, len(segment.text))


def _countries(text: str) -> frozenset[str]:
    """The countries that the name of a country or of a region may mean."""
    plain = re.sub(r"\s+[A-Z]?\d[\w -]*$", "", text.strip()).strip(" .")
    folded = fold(" ".join(plain.split()))
    is_code = len(plain) <= 3 and plain.isupper()
    named = country_of(plain)
    countries = frozenset({named}) if named else frozenset()
    if len(folded) > 3 or is_code:
        countries |= REGIONS.get(folded, frozenset())
    return countries


def _country(known: str | None, around: frozenset[str], dialled: str | None) -> str | None:
    if around and (known is None or known not in around):
        return dialled if dialled in around else min(around, key=lambda code: code != "US")
    return known or dialled


def _may_be_city(text: str) -> bool:
    words = text.split()
    return (
        0 < len(text) <= LONGEST_CITY
        and len(words) <= 4
        and not re.search(r"\d", text)
        and text[0].isupper()
        and fold(text) != "city"
        and not _countries(text)
        and not is_position(text, "experience")
    )
