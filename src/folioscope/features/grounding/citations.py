"""Citation marks such as ``[2]``: kept true while text streams, and read in what was said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

_BLANKS = " \t\u00a0\u202f"
_BETWEEN = "-–—‑,;"
_GROUP = re.compile(
    rf"\[[{_BLANKS}]{{0,2}}[0-9]{{1,3}}"
    rf"(?:[{_BLANKS}]{{0,2}}[{_BETWEEN}][{_BLANKS}]{{0,2}}[0-9]{{1,3}}){{0,20}}[{_BLANKS}]{{0,2}}\]"
)
_SPACED_GROUP = re.compile(rf"(?<![{_BLANKS}])[{_BLANKS}]*{_GROUP.pattern}")
_RANGE = re.compile(rf"([0-9]{{1,3}})(?:[{_BLANKS}]*[-–—‑][{_BLANKS}]*([0-9]{{1,3}}))?")
_INSIDE = frozenset("0123456789" + _BLANKS + _BETWEEN)
LONGEST_HELD = 200
WIDEST_RANGE = 100


class Mark(NamedTuple):
    """A number that is cited, and where its group begins in the text."""

    number: int
    position: int


class Group(NamedTuple):
    """``text[start:end]`` is marks and the blanks before them; their numbers, each once."""

    start: int
    end: int
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Verified:
    """What stands behind a number: ``quote`` is ``passage.text[start:end]``, always.

    ``verified`` tells whether the quote bears out what is said with the number.
    """

    number: int
    start: int
    end: int
    quote: str
    verified: bool


class MarkFilter:
    """Lets an answer through and holds back what may become a mark until it is whole.

    A number that points to no passage is left out of its group; a group of which nothing is left
    goes together with the blanks before it. Other text in brackets passes as it is. What comes
    out in all does not depend on how the text was cut, and no more than a few words are held.
    """

    def __init__(self, valid: frozenset[int]) -> None:
        self._valid = valid
        self._blanks = self._group = ""
        self._dropped = self._nested = False

    def feed(self, text: str) -> str:
        """Take a piece and return what is certain by now."""
        return "".join(map(self._step, text))

    def close(self) -> str:
        """Return the rest: nothing more comes."""
        rest = ("" if self._dropped else self._blanks) + self._group
        self._blanks = self._group = ""
        self._dropped = False
        return rest

    def _step(self, letter: str) -> str:
        if self._group:
            return self._step_in_group(letter)
        if letter == "[":
            self._group = letter
            return ""
        if letter in _BLANKS and len(self._blanks) < LONGEST_HELD:
            self._blanks = letter if self._dropped else self._blanks + letter
            self._dropped = False
            return ""
        return self._release(letter)

    def _step_in_group(self, letter: str) -> str:
        group = self._group + letter
        if letter in _INSIDE and len(group) < LONGEST_HELD:
            self._group = group
            return ""
        self._group = ""
        if letter != "]":
            released = self._release(group[:-1])
            self._nested = letter == "["
            return released + self._step(letter)
        # In "[7[9]]" nothing may be left out, or the rest would become a mark.
        kept = _kept(group, self._valid) or ("[]" if self._nested else "")
        self._dropped = self._dropped or not kept
        return self._release(kept) if kept else ""

    def _release(self, text: str) -> str:
        # The blanks before a dropped mark are needed only where words would touch.
        wanted = not self._dropped or text[0].isalnum() or text[0] == "["
        released = (self._blanks if wanted else "") + text
        self._blanks, self._dropped, self._nested = "", False, False
        return released


def marks(text: str) -> tuple[Mark, ...]:
    """Every number cited in a text, in order, with the place of its group."""
    return tuple(
        Mark(number, group.start())
        for group in _GROUP.finditer(text)
        for number in _numbers(group.group())
    )


def groups(text: str) -> Iterator[Group]:
    """Marks with nothing but blanks between them, as one: what they say they say together."""
    start = end = -1
    numbers: dict[int, None] = {}
    for found in _SPACED_GROUP.finditer(text):
        if found.start() != end:
            if numbers:
                yield Group(start, end, tuple(numbers))
            start, numbers = found.start(), {}
        end = found.end()
        numbers |= dict.fromkeys(_numbers(found.group()))
    if numbers:
        yield Group(start, end, tuple(numbers))


def _kept(group: str, valid: frozenset[int]) -> str:
    if not _GROUP.fullmatch(group):
        return group
    numbers = _numbers(group)
    kept = [number for number in numbers if number in valid]
    if len(kept) == len(numbers):
        return group
    return f"[{', '.join(map(str, kept))}]" if kept else ""


def _numbers(group: str) -> list[int]:
    numbers: list[int] = []
    for first, last in _RANGE.findall(group):
        start, stop = int(first), int(last or first)
        wide = not 0 <= stop - start <= WIDEST_RANGE
        numbers.extend((start, stop) if wide else range(start, stop + 1))
    return numbers
