"""Controls of writing direction that put words in another order than they are stored in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

CONTROL = re.compile("[\u202a-\u202e\u2066-\u2069]")
LEFT_TO_RIGHT = re.compile("[0-9A-Za-z\u00c0-\u024f\u0370-\u052f]")
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")

LEFT_EMBEDDING, RIGHT_EMBEDDING, POP, LEFT_OVERRIDE, RIGHT_OVERRIDE = (
    "\u202a\u202b\u202c\u202d\u202e"
)
LEFT_ISOLATE, RIGHT_ISOLATE, FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2066\u2067\u2068\u2069"
ISOLATES = LEFT_ISOLATE + RIGHT_ISOLATE + FIRST_STRONG_ISOLATE

DEEPEST = 125
MOST_CONTROLS = 200_000
MOST_SHOWN = 20
LONGEST_SHOWN = 300


@dataclass(slots=True)
class _Scope:
    """What stands between a control and the end of its reach."""

    control: str
    start: int
    holds_left: bool = False
    holds_right: bool = False
    turns_back: bool = False

    def reorders(self) -> bool:
        if self.control == RIGHT_OVERRIDE:
            return self.holds_left
        if self.control == LEFT_OVERRIDE:
            return self.holds_right
        is_right = self.control in (RIGHT_EMBEDDING, RIGHT_ISOLATE)
        return is_right and self.turns_back and self.holds_left and not self.holds_right

    def take(self, inner: _Scope) -> None:
        self.holds_left |= inner.holds_left
        self.holds_right |= inner.holds_right
        self.turns_back |= inner.turns_back or inner.control in (LEFT_EMBEDDING, LEFT_ISOLATE)


def reordered(text: str) -> Iterator[tuple[int, str]]:
    """Say which words are shown in another order, and where the first of them are."""
    shown = list(islice(_reordered_scopes(text), MOST_SHOWN))
    if shown:
        pieces = (
            CONTROL.sub("", text[start : min(end, start + LONGEST_SHOWN)]) for start, end in shown
        )
        yield shown[0][0], "shown in another order: " + "; ".join(map(str.strip, pieces))


def _reordered_scopes(text: str) -> Iterator[tuple[int, int]]:
    open_scopes: list[_Scope] = []
    place = 0
    for found in islice(CONTROL.finditer(text), MOST_CONTROLS):
        yield from _read_between(text, place, found.start(), open_scopes)
        place = found.end()
        if found[0] in (POP, POP_ISOLATE):
            yield from _closed(found[0], found.start(), open_scopes)
        elif len(open_scopes) < DEEPEST:
            open_scopes.append(_Scope(found[0], place))
    yield from _read_between(text, place, len(text), open_scopes)
    yield from _close_down_to(0, len(text), open_scopes)


def _read_between(
    text: str, start: int, end: int, open_scopes: list[_Scope]
) -> Iterator[tuple[int, int]]:
    """Note what stands there in the innermost scope; the end of a line closes them all."""
    line_end = text.find("\n", start, end)
    stop = end if line_end < 0 else line_end
    if open_scopes:
        innermost = open_scopes[-1]
        innermost.holds_left |= LEFT_TO_RIGHT.search(text, start, stop) is not None
        innermost.holds_right |= RIGHT_TO_LEFT.search(text, start, stop) is not None
    if line_end >= 0:
        yield from _close_down_to(0, line_end, open_scopes)


def _closed(control: str, place: int, open_scopes: list[_Scope]) -> Iterator[tuple[int, int]]:
    if control == POP:
        closes = bool(open_scopes) and open_scopes[-1].control not in ISOLATES
        depth = len(open_scopes) - closes
    else:
        isolates = (
            n for n in reversed(range(len(open_scopes))) if open_scopes[n].control in ISOLATES
        )
        depth = next(isolates, len(open_scopes))
    yield from _close_down_to(depth, place, open_scopes)


def _close_down_to(depth: int, place: int, open_scopes: list[_Scope]) -> Iterator[tuple[int, int]]:
    while len(open_scopes) > depth:
        scope = open_scopes.pop()
        if open_scopes:
            open_scopes[-1].take(scope)
        if scope.reorders():
            yield scope.start, place
