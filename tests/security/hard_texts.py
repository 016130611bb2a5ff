"""Texts that are hard for a regular expression, made from what it is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

# No stubs know what re is made of.
codes: Any = import_module("re._constants")
parser: Any = import_module("re._parser")
MOST_TRIED = 6  # repeats of one pattern
MISSES = ("\x00", "\n!")
REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)


def attacks(pattern: re.Pattern[Any], size: int) -> Iterator[Any]:
    """Texts that begin well, go on for long with what a repeat takes, and then fail."""
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    for before, again in list(_repeats(tree, ""))[:MOST_TRIED]:
        for unit in dict.fromkeys((again, f"{again} ")):
            for miss in MISSES:
                if unit:
                    text = f"{before}{unit * (size // len(unit))}{miss}"
                    yield text.encode("utf-8", "replace") if _is_bytes(pattern) else text


def _is_bytes(pattern: re.Pattern[Any]) -> bool:
    return isinstance(pattern.pattern, bytes)


def _repeats(tree: Any, before: str) -> Iterator[tuple[str, str]]:
    """Each repeat with a text that leads up to it, and what it takes once."""
    for code, value in tree:
        if code in REPEATS and value[1] > 8:
            yield before, _sample(value[2])
        for inner in _inside(code, value):
            yield from _repeats(inner, before)
        if code in REPEATS:
            before += _sample(value[2]) * min(value[0], 100)
        else:
            before += _sample([(code, value)])


def _inside(code: Any, value: Any) -> Iterator[Any]:
    """The parts of a part."""
    if code in REPEATS:
        yield value[2]
    elif code is codes.SUBPATTERN:
        yield value[3]
    elif code is codes.BRANCH:
        yield from value[1]
    elif code in (codes.ASSERT, codes.ASSERT_NOT):
        yield value[1]
    elif code is codes.ATOMIC_GROUP:
        yield value


def _sample(tree: Any) -> str:
    """A text that a part of a pattern takes."""
    return "".join(_sample_of(code, value) for code, value in tree)


def _sample_of(code: Any, value: Any) -> str:  # noqa: PLR0911
    if code is codes.LITERAL:
        return chr(value)
    if code is codes.NOT_LITERAL:
        return "b" if value == ord("a") else "a"
    if code is codes.ANY:
        return "a"
    if code is codes.IN:
        return _one_of(value)
    if code in REPEATS:
        return _sample(value[2]) * min(max(int(value[0]), 1), 100)
    if code is codes.SUBPATTERN:
        return _sample(value[3])
    if code is codes.BRANCH:
        return _sample(value[1][0])
    return _sample(value) if code is codes.ATOMIC_GROUP else ""


def _one_of(options: Any) -> str:
    """A letter of a class, or one that is not among those it leaves out."""
    is_negated = bool(options) and options[0][0] is codes.NEGATE
    if is_negated:
        taken = re.compile("[" + "".join(_class_text(option) for option in options[1:]) + "]")
        return next(letter for letter in "a1 -.,;é\n漢" if not taken.match(letter))
    code, value = options[0]
    if code is codes.LITERAL:
        return chr(value)
    if code is codes.RANGE:
        return chr(value[0])
    return {codes.CATEGORY_DIGIT: "1", codes.CATEGORY_SPACE: " "}.get(value, "a")


def _class_text(option: Any) -> str:
    code, value = option
    if code is codes.LITERAL:
        return re.escape(chr(value))
    if code is codes.RANGE:
        return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    names = {"CATEGORY_DIGIT": r"\d", "CATEGORY_SPACE": r"\s", "CATEGORY_WORD": r"\w"}
    names |= {"CATEGORY_NOT_DIGIT": r"\D", "CATEGORY_NOT_SPACE": r"\S", "CATEGORY_NOT_WORD": r"\W"}
    return names[str(value)]
