"""The text of an entry as the things it says: items of a list whose bullets are not text, too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from folioscope.features.knowledge.fact_lines import Told

FARTHER = 1.1  # times the least distance of two lines, from which something new begins
LOOSE = 1.6  # times the height of a line: no two lines of one sentence are set so far apart
_ENDS = (".", "!", "?", ";", ":")
# What no sentence ends with, so that the next line goes on however it is written.
_OPEN_END = re.compile(
    r"(?:[,&+/(-]|\b(?:and|or|of|the|a|an|in|on|at|to|for|from|with|by|using|into|et|ou|de|du|des|la|le"
    r"|les|un|une|en|à|au|aux|pour|par|avec|sur|dans|y|o|el|los|las|del|con|para|por|e|di|da|il|per"
    r"|und|oder|mit|für|von|zu|der|die|das|den|dem|des|im|am|bei|auf))\s*$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_a-zß-ÿ][^\W\d_A-ZÀ-Þ]+(?!\w)")
# Nouns are capitals there, so that a capital begins nothing.
_GERMAN = re.compile(r"\b(?:und|oder|der|die|das|den|dem|für|mit|von|zur?|im|bei)\b")


def paragraphs(lines: Sequence[Told]) -> Iterator[list[Told]]:
    """The lines, those together of which one goes on with the one before."""
    steps = [step for one, two in pairwise(lines) if (step := _step(one, two)) is not None]
    least = min(steps, default=0.0)
    longest = max((_length(line) for line in lines), default=0.0)
    capitals_tell = not _GERMAN.search(" ".join(line.row.text for line in lines))
    group: list[Told] = []
    for line in lines:
        if group and (
            (capitals_tell and _begins(group[-1], line))
            or not _goes_on(group[-1], line, least, longest)
        ):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _begins(before: Told, line: Told) -> bool:
    """Whether a capital begins a line after one that is not left open: not that of a name."""
    word = _WORD.match(line.row.text.strip())
    return word is not None and not _OPEN_END.search(before.row.text)


def _goes_on(before: Told, line: Told, least: float, longest: float) -> bool:
    step = _step(before, line)
    if line.row.is_item or line.row.opens or (step is not None and step > FARTHER * least):
        return False
    text = line.row.text.lstrip()
    if text[:1].islower():
        return True
    if _is_apart(line, step):
        return False
    word = len(text.split()[0]) + 1
    letter = _length(line) / len(line.row.text)
    was_full = _length(before) + word * letter > longest
    return was_full and not before.row.text.rstrip().endswith(_ENDS)


def _is_apart(line: Told, step: float | None) -> bool:
    """Whether a line is as far from the one before as items are, none of which was broken."""
    box = line.row.line.box
    return step is not None and box is not None and step > LOOSE * (box[3] - box[1])


def _step(before: Told, line: Told) -> float | None:
    """How far down the next line is, in points; None where that is not known."""
    one, two = before.row.line.box, line.row.line.box
    if one is None or two is None or before.row.ordinal != line.row.ordinal or two[1] <= one[1]:
        return None
    return two[1] - one[1]


def _length(line: Told) -> float:
    box = line.row.line.box
    return box[2] - box[0] if box else float(len(line.row.text))
