"""Where the sentences and list lines of a text begin and end.

Text out of PDF is wrapped by hand: a line may be a whole heading, a bullet, or a slice of a
sentence. Lines are first joined into runs that read on, then each run is cut into sentences. Both
passes look at every character a bounded number of times, so the time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

BULLETS = "•▪◦‣●■□▸►➢➤✓✔❖⁃·∙○"
_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+|\n")
_BULLET = re.compile(rf"[{BULLETS}\uf000-\uf0ff]\s*|[-–—*](?=\s)\s*")
_INLINE_BULLET = re.compile(rf"(?<=\s)[{BULLETS}\uf000-\uf0ff]")
_NUMBERED = re.compile(r"\(?(?:\d{1,2}|[a-zA-Z])[.)]\s")
_DATED = re.compile(r"(?:\d{1,2}[/.])?(?:19|20)\d\d\b")
# How the points of an English CV begin, whose bullet signs are often lost. In mid-sentence such a
# word is hardly ever written large; those that stand in names are left out.
_ACHIEVED = re.compile(
    r"(?!(?:United|Limited|Related|Advanced|Applied|Embedded|Distributed|Certified|Integrated|"
    r"Accredited|Licensed|Registered|Chartered|Automated|Allied|Associated|Managed|Unified)\b)"
    r"(?:[A-Z][a-z]{2,14}ed|Led|Built|Gave|Ran|Wrote|Made|Taught|Took|Grew|Drove|Oversaw|Brought|"
    r"Kept|Began|Cut|Won)\s"
)
_WORD = re.compile(r"\S+")
_STOP = re.compile(r"(?<![.!?…])[.!?…]++[)\]\"'”’]*(?:\s?»)?(?=\s)|[。！？]")
_OPENING = "«“\"'‘([¿¡"

# After these a full stop never ends a sentence.
_TITLES = frozenset(
    "dr mr mrs ms prof st sr jr mme mlle mgr me m vs no nr fig vol art cf al p pp ex env tél "
    "tel ca approx resp bzw z.b d.h i.e e.g".split()
)
# After an abbreviation only a word like these shows that a new sentence has begun.
_STARTERS = frozenset(
    "the a an he she it they we i you this that these those his her its their our in on at for "
    "from with after before when while as if but and however there le la les un une il elle ils "
    "elles on ce cette ces nous vous je dans pour avec depuis en après avant".split()
)
# Months and kinds of firm: "Sep. 2023", "Acme Inc. (Paris)".
_SHORT_FORMS = frozenset(
    "jan feb mar apr jun jul aug sep sept oct nov dec janv févr avr juil déc "
    "inc ltd co corp dept est etc".split()
)
# A line that ends in one of these reads on in the next.
_CONNECTING = frozenset(
    "a an the and or of to in on at for by with from as is are was were that which into de du des "
    "la le les et ou à au aux en dans pour par sur avec que qui un une d' l' & / - –".split()
)
_LONGEST_WORD = 40
# Share of lines that go on in lower case from which a text counts as wrapped prose.
WRAPPED = 0.15


class Span(NamedTuple):
    """``text[start:end]``: one sentence or list line, without white space around it."""

    start: int
    end: int


def split(text: str) -> tuple[Span, ...]:
    """Return the sentences and list lines of a text, in order and without overlap.

    Spans leave out bullet signs and rules; each holds at least one letter or digit, and every
    letter and digit of the text is in one.
    """
    return tuple(
        span
        for run in _runs(text)
        for span in _sentences(text, run)
        if any(map(str.isalnum, text[span.start : span.end]))
    )


def _runs(text: str) -> Iterator[Span]:
    lines = list(_lines(text))
    width = _width(text, lines)
    begin = 0
    for index in range(1, len(lines) + 1):
        if index == len(lines) or not _reads_on(text, lines[index - 1], lines[index], width):
            yield Span(lines[begin][0], lines[index - 1][1])
            begin = index


def _width(text: str, lines: list[tuple[int, int, bool]]) -> float:
    """The length at which this text was wrapped; beyond all lines where it does not look it."""
    within = [start for start, _, fresh in lines if not fresh]
    going_on = sum(text[start].islower() for start in within)
    if going_on < WRAPPED * len(within):
        return float("inf")
    return max((end - start for start, end, _ in lines), default=0)


def _lines(text: str) -> Iterator[tuple[int, int, bool]]:
    """Lines and pieces between inline bullets; the flag says that something new must begin."""
    fresh, newlines = True, 0
    for match in _LINE.finditer(text):
        if match.group() == "\n":
            newlines += 1
            continue
        inner = _INLINE_BULLET.finditer(text, match.start(), match.end())
        edges = [match.start(), *(bullet.start() for bullet in inner), match.end()]
        for number, edge in enumerate(pairwise(edges)):
            start, end = _stripped(text, *edge)
            bullet = _BULLET.match(text, start, end) if start < end else None
            if bullet:
                start = bullet.end()
            fresh = fresh or newlines > 1 or number > 0 or bullet is not None
            if start < end:
                yield start, end, fresh
                fresh, newlines = False, 0


def _reads_on(
    text: str, line: tuple[int, int, bool], following: tuple[int, int, bool], width: float
) -> bool:
    start, end, _ = line
    begin, stop, fresh = following
    first = _WORD.match(text, begin, stop)
    if fresh or first is None or text[end - 1] in ":：":
        return False
    if _NUMBERED.match(text, begin, stop) or _DATED.match(text, begin, stop):
        return False
    if text[end - 1] in ",&/(-–" or _last_word(text, start, end) in _CONNECTING:
        return True
    length = end - start
    if (text[begin].islower() or text[begin] == "(") and text[end - 1] not in ".!?":
        return length >= 12 and " " in text[start:end]
    # A writer that wraps breaks the line only where the next word no longer fits.
    is_full = length >= 40 and length + 1 + len(first.group()) > 0.92 * width
    return is_full and not _ACHIEVED.match(text, begin, stop)


def _sentences(text: str, run: Span) -> Iterator[Span]:
    start = run.start
    for stop in _STOP.finditer(text, run.start, run.end):
        if stop.end() < run.end and _ends_sentence(text, start, stop, run.end):
            yield Span(*_stripped(text, start, stop.end()))
            start = stop.end()
    yield Span(*_stripped(text, start, run.end))


def _ends_sentence(text: str, start: int, stop: re.Match[str], limit: int) -> bool:
    following = _WORD.search(text, stop.end(), limit)
    if following is None or stop.group()[0] in "。！？":
        return True
    opener = following.group()[0]
    if opener.islower() or not (opener.isalnum() or opener in _OPENING):
        return False
    before = _last_word(text, start, stop.start())
    if stop.group() != "." or not (before in _TITLES or _is_short_form(before)):
        return True
    starter = following.group().strip(_OPENING + ",").lower()
    return before not in _TITLES and starter in _STARTERS


def _is_short_form(word: str) -> bool:
    """Whether a full stop belongs to this word: an initial, an ordinal, "B.Sc", "U.S"."""
    if not word or word in _SHORT_FORMS:
        return True
    if "." in word:
        return all(len(part) <= 3 for part in word.split("."))
    return len(word) == 1 or (word.isdigit() and len(word) < 3)


def _last_word(text: str, start: int, end: int) -> str:
    # Bounded, so that a megabyte without a space stays linear.
    words = text[max(start, end - _LONGEST_WORD) : end].split()
    return words[-1].lstrip(_OPENING).lower() if words else ""


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
