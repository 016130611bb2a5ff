"""What a text that is no CV asks for: the skills and the fields of knowledge that it names.

A dictionary finds what it has. Besides, a name is known by what leads to it (“experience with”), by
the list that it stands in, and by how it is written (“CI/CD”, “React.js”).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from folioscope.features.knowledge.fact_keys import (
    LANGUAGES,
    SKILLS,
    key_of,
    lexicon,
    listed,
    tokens,
)
from folioscope.features.sections.folding import fold

MOST_WORDS = 4  # of a term that no dictionary has
LONGEST_TEXT = 200_000
SHORTEST = 2
_WORDS = lexicon("terms")


def _any_of(name: str, after: str) -> re.Pattern[str]:
    phrases = sorted(map(re.escape, listed(_WORDS[name])), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})(?!\w){after}")


_LEADS = _any_of("leads", r"[:\s]+")
_TAILS = _any_of("tails", "")
_STOPS = frozenset(listed(_WORDS["stops"]))
_FILLERS = frozenset(listed(_WORDS["fillers"]))
_HEADS = frozenset(listed(_WORDS["heads"]))
_NO_TERMS = frozenset(listed(_WORDS["no_terms"]))
_END = re.compile(r"[.;:!?\n()\[\]<>•|]|\s[–—-]\s")
_APART = re.compile(
    r"\s*(?:,|/|&|\band/or\b|\band\b|\bor\b|\bet\b|\bou\b|\bund\b|\boder\b|\by\b)\s*"
)
_SHAPED = re.compile(
    r"(?<![\w.@/-])(?:[A-Z]{2,6}(?:[/&-][A-Z]{2,6})*\d{0,2}s?|[A-Za-z]*[a-z][A-Z]\w*|[A-Z][a-z]+\.[a-z]{2,4}"
    r"|[A-Za-z]+[+#]{1,2}|[a-z]+(?:-[a-z]+)*\.js|[A-Z]\d[A-Z])(?![\w@])"
)


def _dictionary() -> Mapping[str, frozenset[int]]:
    firsts: dict[str, set[int]] = {}
    for phrase in (*SKILLS, *LANGUAGES):
        first, *rest = phrase.split()
        firsts.setdefault(first, set()).add(1 + len(rest))
    return MappingProxyType({first: frozenset(of) for first, of in firsts.items()})


_NAMES = _dictionary()


@dataclass(frozen=True, slots=True)
class Term:
    """``text[start:end]`` names a skill or a field of knowledge, whose key is as of facts."""

    start: int
    end: int
    key: str


def terms(text: str) -> list[Term]:
    """The terms of a text in their order, none within another."""
    shown = text[:LONGEST_TEXT]
    found = sorted(
        {*_known(shown), *_shaped(shown), *_led_to(shown), *_of_heads(shown)},
        key=lambda span: (span[0] - span[1], span[0]),
    )
    taken: list[tuple[int, int]] = []
    free = bytearray(len(shown) + 1)
    for start, end in found:
        if not any(free[start:end]):
            free[start:end] = b"\1" * (end - start)
            taken.append((start, end))
    return [Term(start, end, key_of("skill", shown[start:end])) for start, end in sorted(taken)]


def _known(text: str) -> Iterator[tuple[int, int]]:
    """What the dictionary has, the longest name at each place."""
    words = tokens(text)
    at = 0
    while at < len(words):
        step = 1
        for length in sorted(_NAMES.get(words[at].folded, ()), reverse=True):
            of = words[at : at + length]
            phrase = " ".join(word.folded for word in of)
            if phrase in LANGUAGES or (
                phrase in SKILLS and _is_name(text, of[0].start, of[-1].end)
            ):
                yield of[0].start, of[-1].end
                step = length
                break
        at += step


def _is_name(text: str, start: int, end: int) -> bool:
    """Whether words that may be those of everyday are written as a name."""
    written = text[start:end]
    folded = " ".join(token.folded for token in tokens(written))
    names = SKILLS[folded]
    everyday = all(name.where in {"cased", "listed"} for name in names)
    return not everyday or any(name.written == written for name in names)


def _shaped(text: str) -> Iterator[tuple[int, int]]:
    """What is written as names of techniques are."""
    for found in _SHAPED.finditer(text):
        if found[0].rstrip("s") not in _NO_TERMS:
            yield found.span()


def _led_to(text: str) -> Iterator[tuple[int, int]]:
    """The list that follows words such as “knowledge of”, or goes before “is a plus”."""
    folded = fold(text)
    for lead in _LEADS.finditer(folded):
        end = _END.search(folded, lead.end())
        yield from _listed(text, lead.end(), end.start() if end else len(text))
    for tail in _TAILS.finditer(folded):
        starts = [
            found.end() for found in _END.finditer(folded, max(0, tail.start() - 120), tail.start())
        ]
        yield from _listed(text, starts[-1] if starts else max(0, tail.start() - 60), tail.start())


def _listed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for apart in [*_APART.finditer(text, start, end), None]:
        stop = apart.start() if apart else end
        if (span := _phrase(text, at, stop)) is None:
            return
        if span[0] < span[1]:
            yield span
        at = apart.end() if apart else end


def _phrase(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The words of one thing, up to where it is said what is done with it; None past the list."""
    words = tokens(text[start:end])
    while words and words[0].folded in _FILLERS:
        words = words[1:]
    kept = []
    for word in words:
        if word.folded in _STOPS:
            break
        kept.append(word)
    if not kept or len(kept) > MOST_WORDS:
        return None if len(kept) > MOST_WORDS else (start, start)
    if all(len(word.folded) < SHORTEST for word in kept):
        return start, start
    return start + kept[0].start, start + kept[-1].end


def _of_heads(text: str) -> Iterator[tuple[int, int]]:
    """“corporate finance”, “cell biology”: a word that names a field, with the one before it."""
    words = tokens(text)
    for at, word in enumerate(words):
        if word.folded not in _HEADS:
            continue
        before = words[at - 1] if at else None
        is_close = before is not None and text[before.end : word.start] == " "
        if before and is_close and before.folded not in _STOPS | _FILLERS:
            yield before.start, word.end
        else:
            yield word.start, word.end
