"""The languages that somebody speaks, and how well."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from folioscope.features.knowledge.fact_keys import LANGUAGES, LEVELS
from folioscope.features.knowledge.fact_lines import Piece, Told, blocks, lines_of
from folioscope.features.knowledge.facts import Fact
from folioscope.features.sections.folding import fold


def _any_of(words: Sequence[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


_NAME = re.compile(rf"(?<![\w])(?:{_any_of(list(LANGUAGES))})(?![\w])")
_LEVEL = re.compile(rf"(?<![\w])(?:{_any_of(list(LEVELS))})(?![\w])")
_FRAME = re.compile(r"(?<![a-z0-9])([abc][12])(?![a-z0-9])")
_BOTH = re.compile(r"\s*(?:,|/|&|\band\b|\bet\b|\bund\b|\by\b|\be\b|\bou\b)\s*")


def languages(lines: Sequence[Told]) -> Iterator[Fact]:
    """A fact for each language in the lists of languages, and for those among the skills."""
    seen: set[str] = set()
    pieces = list(blocks(lines_of(lines, "languages")))
    for piece in (*pieces, *_among_skills(lines)):
        for found, level in spoken_in(piece.text):
            place = piece.part(found.start(), found.end())
            key = LANGUAGES[fold(place.words)]
            if key not in seen:
                seen.add(key)
                at = place.page_ordinal, place.start, place.end
                yield Fact("language", key, place.words, *at, level=level)


def spoken_in(text: str) -> Iterator[tuple[re.Match[str], str | None]]:
    """The names of languages in a text, each with its level, which stands after or before it."""
    folded = re.sub(r"\s", " ", fold(text))
    found = list(_NAME.finditer(folded))
    carried: str | None = None
    before = 0
    for at, name in enumerate(found):
        after = found[at + 1].start() if at + 1 < len(found) else len(folded)
        follows = folded[name.end() : after]
        leads = folded[before : name.start()]
        level = _level(follows) if not _leads(found, folded) else None
        level = level or _level(leads)
        if level is None and at and _BOTH.fullmatch(leads):
            level = carried
        yield name, level
        carried, before = level, name.end()


def names_language(text: str) -> bool:
    """Whether a few words are a language, perhaps with how well it is spoken."""
    folded = re.sub(r"\s", " ", fold(text))
    name = _NAME.search(folded)
    if name is None:
        return False
    rest = folded[: name.start()] + " " + folded[name.end() :]
    rest = _FRAME.sub(" ", _LEVEL.sub(" ", rest))
    return not re.search(
        r"[^\W\d_]{3,}", re.sub(r"\b(?:level|niveau|in|speaker|spoken)\b", " ", rest)
    )


def is_grade(text: str) -> bool:
    """Whether words only say how well something is mastered: “basics”, “advanced level”, “B1”."""
    folded = re.sub(r"\s", " ", fold(text))
    rest = re.sub(r"\b(?:expert|niveau|level|user|very|tres)\b", " ", _LEVEL.sub(" ", folded))
    return not re.search(r"\w", _FRAME.sub(" ", rest))


def _leads(found: Sequence[re.Match[str]], folded: str) -> bool:
    """Whether levels stand before the languages: “Native Spanish, fluent English”."""
    first, last = found[0], found[-1]
    return _level(folded[: first.start()]) is not None and _level(folded[last.end() :]) is None


def _level(text: str) -> str | None:
    if frame := _FRAME.search(text):
        return frame[1].upper()
    word = _LEVEL.search(text)
    return LEVELS[word[0]] if word else None


def _among_skills(lines: Sequence[Told]) -> Iterator[Piece]:
    """Lines of other sections that begin by saying that languages follow, or are one."""
    for piece in blocks(lines_of(lines, "skills", "summary", "interests", "contact")):
        folded = fold(piece.text)
        label = re.match(
            r"\W*(?:(?:spoken |foreign )?languages?(?: spoken)?|langues?(?: parlees| etrangeres)?|"
            r"sprachen|idiomas|lingue)\s*[:–-]",
            folded,
        )
        if label or (len(folded) < 40 and names_language(piece.text)):
            yield piece
