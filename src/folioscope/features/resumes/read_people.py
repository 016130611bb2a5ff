"""Whose CV it is: the name, what they call themselves, how to reach them, where they live."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from folioscope.features.knowledge.fact_lines import Piece, Told, lines_of
from folioscope.features.knowledge.fact_people import person, place
from folioscope.features.knowledge.facts import Fact
from folioscope.features.resumes.fields import Fields
from folioscope.features.sections.entry_words import is_position
from folioscope.features.sections.typography import unmarked

LONGEST_LABEL = 90
LONGEST_SUMMARY = 4000
NEAR_NAME = 4  # lines after the name in which somebody says what they are
_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_URL = re.compile(
    r"(?:https?://|www\.)[^\s|,;<>()]+|(?<![@\w.])(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|me|info|"
    r"example|eu|fr|de|es|it|pt|uk|ch|be|at|ca|nl|pl|se|tech|page|app)(?![\w@])(?:/[^\s|,;<>()]*)?",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<![\w/.-])(?:\+|00|\(?0)?\(?\d[\d ().\u00a0/-]{6,}\d(?![\w/])")
_NETWORKS = (
    ("LinkedIn", r"linkedin\.com/(?:in|pub)/([^/?#\s]+)"),
    ("GitHub", r"github\.com/([^/?#\s]+)"),
    ("GitLab", r"gitlab\.com/([^/?#\s]+)"),
    ("Stack Overflow", r"stackoverflow\.com/users/([^?#\s]+)"),
    ("XING", r"xing\.com/profile/([^/?#\s]+)"),
    ("ORCID", r"orcid\.org/([\dX-]+)"),
    ("X", r"(?:twitter|x)\.com/([^/?#\s]+)"),
    ("Behance", r"behance\.net/([^/?#\s]+)"),
)
# A label that is not at its end: nothing ends with these.
_OPEN_LABEL = re.compile(r"(?:[,&/-]|\([^)]*|\b(?:and|of|for|in|et|de|du|des|en|und|für))\s*$")
_YEARS = re.compile(r"(?:19|20)\d\d\s*[-/–]\s*(?:19|20)\d\d")
FEWEST_DIGITS, MOST_DIGITS = 7, 15


def read_basics(lines: Sequence[Told], title: str | None, fields: Fields) -> str:
    """Everything under “basics”; the name."""
    name = next(person(lines, title), None)
    if name is not None:
        fields.put(name.value, name, "basics", "name")
    contact = [line for line in lines if line.section == "contact" and not line.heads]
    if label := _label(contact, name):
        fields.put(label.words, label, "basics", "label")
    if home := next(place(lines), None):
        fields.put(home.value, home, "basics", "location", "city")
        fields.put((home.detail or {}).get("country"), home, "basics", "location", "countryCode")
    _reach(contact, fields)
    if summary := _summary(lines_of(lines, "summary")):
        fields.put(unmarked(" ".join(summary.text.split())), summary, "basics", "summary")
    return name.value if name else ""


def _reach(contact: Sequence[Told], fields: Fields) -> None:
    networks = 0
    seen: set[str] = set()
    for line in contact:
        for key, piece in _ways(line.piece):
            network = _network(piece.text) if key == "url" else None
            if network is not None:
                at = ("basics", "profiles", networks)
                for name, value in network.items():
                    fields.put(value, piece, *at, name)
                networks += 1
            elif key not in seen:
                seen.add(key)
                fields.put(piece.text, piece, "basics", key)


def _ways(piece: Piece) -> Iterator[tuple[str, Piece]]:
    """The mail addresses, links and telephone numbers in a line."""
    text = piece.text
    for key, pattern in (("email", _EMAIL), ("url", _URL), ("phone", _PHONE)):
        for found in pattern.finditer(text):
            digits = sum(map(str.isdigit, found[0]))
            is_number = FEWEST_DIGITS <= digits <= MOST_DIGITS and not _YEARS.fullmatch(found[0])
            if key != "phone" or is_number:
                end = found.start() + len(found[0].rstrip(".,"))
                yield key, piece.part(found.start(), end)
        text = pattern.sub(lambda found: "\0" * len(found[0]), text)


def _network(url: str) -> dict[str, str] | None:
    for network, pattern in _NETWORKS:
        if found := re.search(pattern, url, re.IGNORECASE):
            return {"network": network, "username": found[1].rstrip("/."), "url": url}
    return None


def _label(contact: Sequence[Told], name: Fact | None) -> Piece | None:
    """What somebody calls themselves: a line near the name that is the name of a job."""
    if name is None:
        return None
    after = [line for line in contact if _is_after(line, name)][:NEAR_NAME]
    for at, line in enumerate(after):
        if line.heads or len(line.row.text) > LONGEST_LABEL:
            continue
        for segment in _segments(line.piece):
            is_way = _EMAIL.search(segment.text) or _URL.search(segment.text)
            if segment.text and not is_way and is_position(segment.text, "experience"):
                return _to_its_end(segment, after[at + 1 :])
    return None


def _to_its_end(label: Piece, following: Sequence[Told]) -> Piece:
    """A label that a narrow column has broken, with the line that it goes on in."""
    line = next(iter(following), None)
    if line is None or line.heads or line.row.ordinal != label.page_ordinal:
        return label
    text = line.row.text.strip()
    goes_on = _OPEN_LABEL.search(label.text) or text[:1].islower()
    is_way = _EMAIL.search(text) or _URL.search(text) or _PHONE.search(text)
    if not goes_on or is_way or len(label.text) + len(text) > LONGEST_LABEL:
        return label
    return Piece(label.page_ordinal, label.start, line.piece.end, f"{label.text} {text}")


def _is_after(line: Told, name: Fact) -> bool:
    at = line.row.ordinal, line.row.line.end
    return at > (name.page_ordinal, name.end)


def _segments(piece: Piece) -> Iterator[Piece]:
    at = 0
    for found in re.finditer(r"\s*[|•·\t]\s*|\s{3,}", piece.text):
        yield piece.part(at, found.start())
        at = found.end()
    yield piece.part(at, len(piece.text))


def _summary(lines: Sequence[Told]) -> Piece | None:
    if not lines:
        return None
    first = lines[0].piece
    last = next(line.piece for line in reversed(lines) if line.row.ordinal == first.page_ordinal)
    text = "\n".join(line.row.text for line in lines if line.row.ordinal == first.page_ordinal)
    return Piece(first.page_ordinal, first.start, last.end, text[:LONGEST_SUMMARY])
