"""Forms whose lines begin with what they tell: “Employer Acme Ltd”, “Zeitraum 04/2020 – heute”."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from folioscope.features.sections.entry_fields import Kind
from folioscope.features.sections.folding import fold
from folioscope.features.sections.typography import Row
from folioscope.late_patterns import late_pattern

FEWEST_KINDS = 2  # of labels, for lines to be those of a form
_LEXICON = tomllib.loads(
    (Path(__file__).parent / "lexicon" / "forms.toml").read_text(encoding="utf-8")
)


def _label(listed: str) -> re.Pattern[str]:
    words = sorted((fold(word.strip()) for word in listed.split(",")), key=len, reverse=True)
    return late_pattern(rf"\s*(?:{'|'.join(map(re.escape, words))})(?:\s*:\s*|\t\s*|\s+)(?=\S)")


_LABELS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("", _label(_LEXICON["dates"])),
    ("position", _label(_LEXICON["position"])),
    ("organization", _label(_LEXICON["organization"])),
)


@dataclass(frozen=True, slots=True)
class Unlabelled:
    """Lines without their labels, and what these said, line by line."""

    rows: Sequence[Row]
    kinds: Sequence[Kind]


def unlabelled(rows: Sequence[Row]) -> Unlabelled:
    """The lines of a form without its labels; of no form the lines as they are.

    A line loses its place on the page with its label: labels are set flush right at times.
    """
    found = {place: told for place, row in enumerate(rows) if (told := _told(row.text))}
    if len({kind for kind, _ in found.values()}) < FEWEST_KINDS:
        return Unlabelled(rows, [""] * len(rows))
    bare = [
        replace(row, text=row.text[found[place][1] :], line=replace(row.line, box=None))
        if place in found
        else row
        for place, row in enumerate(rows)
    ]
    return Unlabelled(
        bare, [found[place][0] if place in found else "" for place in range(len(rows))]
    )


def _told(text: str) -> tuple[Kind, int] | None:
    """What the label of a line says it is, and where the line begins after it."""
    folded = fold(text)
    for kind, label in _LABELS:
        if begins := label.match(folded):
            return kind, begins.end()
    return None
