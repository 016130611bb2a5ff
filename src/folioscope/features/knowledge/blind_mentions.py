"""Where a name stands in a text: whole, in parts, with initials, spaced out, as a handle."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from folioscope.features.knowledge.blind_hints import LONG_ENOUGH, PARTICLES, TITLES
from folioscope.features.knowledge.blind_names import MONTHS, Called, may_be_name
from folioscope.features.knowledge.blind_sheets import Sheet, any_of, segments
from folioscope.features.knowledge.blind_spans import Span

_GLUE = "[\u0300-\u036f\u00ad\u200b-\u200d]*"
_DIGITS_AFTER = re.compile(
    r"\.?,?[^\S\n]{0,2}(?:\d{1,2}(?!\d)[^\S\n]?[,.]?[^\S\n]?)?(?:19|20)?\d\d"
)
_DIGITS_BEFORE = re.compile(r"\d[.,]?(?:er|st|nd|rd|th)?[^\S\n]{0,2}(?:de[^\S\n]+)?$")
_INITIALS_BEFORE = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.?[^\S\n-]?-?){1,3}$")
_INITIALS_AFTER = re.compile(r"[^\S\n]+(?:[^\W\d_]\.[^\S\n]?){1,2}(?!\w)")
_PARTICLES = re.compile(
    rf"[^\S\n]+(?:(?:{'|'.join(sorted(map(re.escape, PARTICLES), key=len, reverse=True))})"
    r"(?:[^\S\n]+|['’])){1,3}"
)
_TITLED = re.compile(
    rf"(?:{any_of([title.rstrip('.') for title in sorted(TITLES) if title != 'ing.'])})\.?[^\S\n]+"
)
_NAME_AFTER = re.compile(
    r"(?:[^\W\d_]\.[^\S\n]?){0,2}[^\W\d_]+(?:[-'’][^\W\d_]+)*"
    r"(?:[^\S\n]+(?:(?:de|van|von|der|la|del|da)[^\S\n]+)?[^\W\d_]+(?:[-'’][^\W\d_]+)*){0,2}"
)


def mentions(sheet: Sheet, name: Called) -> Iterator[Span]:
    """Every place where a word of a name stands, with initials beside it and particles between."""
    if not name.words:
        return
    before: Span | None = None
    for found in _pattern(name.words).finditer(sheet.folded):
        if not _is_meant(sheet, *found.span(), found[0], name):
            continue
        span = _widened(sheet.text, *found.span())
        yield span
        if before and _PARTICLES.fullmatch(sheet.folded, before.end, span.start):
            yield Span(before.start, span.end, "name")
        before = span


def handles(sheet: Sheet, name: Called) -> Iterator[Span]:
    """Words that are made of a name: “mariedupont”, “mdupont”, “dupontm”, “Marie_Dupont”."""
    long = [word for word in name.plain if len(word) >= LONG_ENOUGH]
    if not long:
        return
    others = [*(word for word in name.words), *{word[0] for word in name.words}]
    either = "|".join(map(re.escape, sorted(others, key=len, reverse=True)))
    core = "|".join(map(re.escape, sorted(long, key=len, reverse=True)))
    made = re.compile(
        rf"(?<![^\W_])(?:(?:{either})[._-]?(?:{core})|(?:{core})[._-]?(?:{either}))[\d_.-]{{0,6}}(?![^\W_])"
    )
    for found in made.finditer(sheet.folded):
        yield Span(*found.span(), "name")


def titled(sheet: Sheet) -> Iterator[Span]:
    """Other people, who are named with their title, and those who are named as references."""
    for found in _TITLED.finditer(sheet.folded):
        after = _NAME_AFTER.match(sheet.text, found.end())
        if sheet.text[found.start()].isupper() and after and after[0][0].isupper():
            words = [word for word in after[0].split() if word[0].isupper()]
            if words and not (len(found[0].strip()) > 1 and found[0].strip(" .").isupper()):
                yield Span(after.start(), after.start() + len(_capitals(after[0])), "name")
    for start, end in sheet.lines("references"):
        for first, last in segments(sheet.text, start, end):
            head = re.split(r"[,–—:(]", sheet.text[first:last])[0]
            if may_be_name(head):
                yield Span(first, first + len(head.rstrip()), "name")


def _capitals(text: str) -> str:
    """The beginning of a text, up to the last of its words with a capital."""
    last = max(
        (found.end() for found in re.finditer(r"(?<![^\s'’-])[^\W\d_a-z][^\s]*", text)),
        default=len(text),
    )
    return text[:last]


@lru_cache(maxsize=64)
def _pattern(words: frozenset[str]) -> re.Pattern[str]:
    """Any of the words, also spaced out, for folded text."""
    each = []
    for word in sorted(words, key=lambda one: (-len(one), one)):
        whole = _GLUE.join(map(re.escape, word))
        spaced = r"[^\S\n]".join(map(re.escape, word))
        each.append(whole)
        if len(word) >= LONG_ENOUGH:
            each.append(spaced)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(each)})(?:['’]s)?(?![^\W_])")


def _is_meant(sheet: Sheet, start: int, end: int, word: str, name: Called) -> bool:
    """Whether it is the name, and not a word or a month that is written like it."""
    written = sheet.text[start:end]
    if word in MONTHS and _is_date(sheet.folded, start, end):
        return False
    return word in name.plain or written[:1].isupper() or not written.isascii()


def _is_date(text: str, start: int, end: int) -> bool:
    after = _DIGITS_AFTER.match(text, end)
    return after is not None or _DIGITS_BEFORE.search(text, max(0, start - 12), start) is not None


def _widened(text: str, start: int, end: int) -> Span:
    """A word of a name with the initials on both sides of it."""
    before = _INITIALS_BEFORE.search(text, max(0, start - 16), start)
    if before is not None and before[0].strip().isupper() and "." in before[0]:
        start = before.start()
    after = _INITIALS_AFTER.match(text, end)
    if after is not None and after[0].strip().isupper():
        end = after.start() + len(after[0].rstrip())
    return Span(start, end, "name")


def all_mentions(sheet: Sheet, name: Called) -> Sequence[Span]:
    """The spans of a name in all its forms."""
    return [*mentions(sheet, name), *handles(sheet, name)]
