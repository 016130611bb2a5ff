"""The names of skills in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from folioscope.features.knowledge.fact_keys import (
    ANYWHERE,
    IMPLIED,
    IN_TEXT,
    NAMES_OF,
    SKILLS,
    Name,
    Token,
    Where,
    key_of,
    tokens,
    words_of,
)
from folioscope.features.knowledge.fact_lines import Piece

SHORTEST = 4  # letters of a name that is one in any case
_CLOSE = re.compile(r"\s|[-/–‐‑'’_]|")
_EDGES = " \t\n.,;:–—-•*·'\"“”«»"


class Names:
    """The names by which the skills that a CV lists are found in the rest of its text."""

    def __init__(self) -> None:
        self.known: dict[str, tuple[Name, ...]] = {}
        self.longest: dict[str, int] = {}

    def learn(self, key: str, written: str) -> None:
        """Know a skill by the name it is listed under, and by all others it is known to have."""
        where: Where = "listed" if len(written) < SHORTEST or written.isupper() else "soft"
        own = (Name(key, written, where),)
        for phrase in NAMES_OF.get(key, (words_of(written),)):
            first = phrase.partition(" ")[0]
            self.known[phrase] = SKILLS.get(phrase, own)
            self.longest[first] = max(phrase.count(" ") + 1, self.longest.get(first, 0))


def mentions(piece: Piece, names: Names) -> Iterator[tuple[str, Piece]]:
    """The skills that are named in running text, the longest name counting at each place."""
    words = tokens(piece.text)
    at = 0
    while at < len(words):
        first = words[at].folded
        longest = max(ANYWHERE.get(first, 0), names.longest.get(first, 0), 0)
        step = 1
        for length in range(min(longest, len(words) - at), 0, -1):
            found = words[at : at + length]
            name = _named(piece.text, found, names)
            if name is not None:
                place = piece.part(found[0].start, found[-1].end)
                yield from with_implied(name.key, place)
                step = length
                break
        at += step


def words_known(text: str) -> str | None:
    """The key of a skill that the lexicon has, by any of its names."""
    key = key_of("skill", text)
    return key if key in SKILLS else None


def with_implied(key: str, place: Piece) -> Iterator[tuple[str, Piece]]:
    """A skill, and the one that is part of it."""
    yield key, place
    if key in IMPLIED:
        yield IMPLIED[key], place


def _named(text: str, found: Sequence[Token], names: Names) -> Name | None:
    phrase = " ".join(token.folded for token in found)
    everywhere = (name for name in SKILLS.get(phrase, ()) if name.where in IN_TEXT)
    known = (*names.known.get(phrase, ()), *everywhere)
    if not known or not _is_close(text, found):
        return None
    start, end = found[0].start, found[-1].end
    written = " ".join(text[start:end].split())
    for name in known:
        is_written_so = written == name.written and _stands_alone(text, start, end, name)
        if not name.is_exact or is_written_so:
            return name
    return None


def _is_close(text: str, found: Sequence[Token]) -> bool:
    """Whether words stand side by side, with no more than a hyphen between them."""
    return all(
        _CLOSE.fullmatch(text, before.end, after.start) is not None
        for before, after in pairwise(found)
    )


def _stands_alone(text: str, start: int, end: int, name: Name) -> bool:
    """Whether a short name is no part of something else, and no word that begins a sentence."""
    around = text[max(0, start - 1) : start], text[end : end + 1]
    if len(name.written) <= 2 and (set(around[0]) & set("-.&") or set(around[1]) & set("-'’&")):
        return False
    begins = not text[:start].strip(_EDGES) or re.search(r"[.!?]\s+$", text[:start]) is not None
    return name.where != "cased" or name.written.isupper() or not begins
