"""A second look, by other rules, at a text that was masked, for what is still there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from folioscope.features.knowledge.blind_contacts import links, mails, phones
from folioscope.features.knowledge.blind_hints import LONG_ENOUGH
from folioscope.features.knowledge.blind_names import MONTHS, Called
from folioscope.features.knowledge.blind_sheets import Sheet
from folioscope.features.knowledge.blind_spans import MASKED, MaskKind, Span

SHORTEST = 5  # letters or digits of what is looked for with all between letters left out
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Secrets:
    """What must not be in a masked document: the words of a name, and values as they were."""

    name: Called
    values: frozenset[tuple[str, MaskKind]]
    """Squeezed, each with its kind."""


def leaks(sheet: Sheet, secrets: Secrets) -> Iterator[Span]:
    """What is still there of what must not be, outside of masks."""
    masks = [found.span() for found in MASKED.finditer(sheet.text)]
    for span in (*_words(sheet, secrets), *_squeezed(sheet, secrets), *_reached(sheet)):
        if not any(start <= span.start and span.end <= end for start, end in masks):
            yield span


def _words(sheet: Sheet, secrets: Secrets) -> Iterator[Span]:
    """Words of the name, in small letters or large ones."""
    for found in _WORD.finditer(sheet.folded):
        word, written = found[0], sheet.text[found.start() : found.end()]
        is_name = word in secrets.name.plain
        is_common = word in secrets.name.words - MONTHS and written[:1].isupper()
        if is_name or is_common:
            yield Span(*found.span(), "name")


def _squeezed(sheet: Sheet, secrets: Secrets) -> Iterator[Span]:
    """Values and whole names with whatever stands between their letters."""
    places = [at for at, letter in enumerate(sheet.folded) if letter.isalnum()]
    text = "".join(sheet.folded[at] for at in places)
    words = sorted(secrets.name.plain)
    pairs = {first + last for first in words for last in words if first != last}
    values = {(value, kind) for value, kind in secrets.values if len(value) >= SHORTEST}
    for value, kind in sorted(values | _named(pairs)):
        at = text.find(value)
        while len(value) >= LONG_ENOUGH and at >= 0:
            yield Span(places[at], places[at + len(value) - 1] + 1, kind)
            at = text.find(value, at + len(value))


def _named(pairs: Collection[str]) -> set[tuple[str, MaskKind]]:
    return {(pair, "name") for pair in pairs}


def _reached(sheet: Sheet) -> Sequence[Span]:
    return [*mails(sheet), *links(sheet), *phones(sheet)]
