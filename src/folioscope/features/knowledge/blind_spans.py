"""What a blind base masks, and the words that stand there instead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

MaskKind = Literal[
    "name",
    "email",
    "phone",
    "link",
    "address",
    "birth",
    "age",
    "gender",
    "nationality",
    "family",
    "contact",
    "school",
    "year",
    "metadata",
]
MASK_KINDS: tuple[MaskKind, ...] = get_args(MaskKind)
WORDS: Mapping[MaskKind, str] = MappingProxyType(
    {
        "name": "[name]",
        "email": "[email]",
        "phone": "[phone]",
        "link": "[link]",
        "address": "[address]",
        "birth": "[birth date]",
        "age": "[age]",
        "gender": "[gender]",
        "nationality": "[nationality]",
        "family": "[marital status]",
        "contact": "[contact]",
        "school": "[school]",
        "year": "[year]",
        "metadata": "[metadata]",
    }
)
"""The same whatever was there: a mask tells neither its length nor, of a pronoun, which it was."""

MASKED = re.compile("|".join(map(re.escape, WORDS.values())))
_BETWEEN = re.compile(r"[^\S\n]*[.,'’&/–-]?[^\S\n]*")
_LINES = re.compile(r"[^\n]*[^\s][^\n]*")


@dataclass(frozen=True, slots=True)
class Span:
    """``text[start:end]`` of a page is to be masked."""

    start: int
    end: int
    kind: MaskKind


def joined(spans: Iterable[Span], text: str) -> list[Span]:
    """The spans in order, no two of which touch, each on one line.

    Of those that overlap the first one names the whole. Neighbours of one kind become one, so that
    nobody counts the words of a name.
    """
    together: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        last = together[-1] if together else None
        if last is not None and _is_one(last, span, text):
            together[-1] = Span(last.start, max(last.end, span.end), last.kind)
        elif span.start < span.end:
            together.append(span)
    return [piece for span in together for piece in _lines_of(span, text)]


def _is_one(last: Span, span: Span, text: str) -> bool:
    if span.start < last.end:
        return True
    is_near = _BETWEEN.fullmatch(text, last.end, span.start) is not None
    return span.start == last.end or (is_near and span.kind == last.kind)


def _lines_of(span: Span, text: str) -> Iterator[Span]:
    """What a span has of each line, without the white space around it."""
    for found in _LINES.finditer(text, span.start, span.end):
        words = found[0]
        start = found.start() + len(words) - len(words.lstrip())
        yield Span(start, start + len(words.strip()), span.kind)
