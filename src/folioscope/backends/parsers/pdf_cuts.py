"""Where a line of a PDF page falls into pieces that may belong to different columns or cells."""

from __future__ import annotations

import math
from collections.abc import Iterator

from folioscope.backends.parsers.pdf_direction import RIGHT_TO_LEFT
from folioscope.backends.parsers.pdf_letters import Letters

# Drawn apart from their text by many makers: alone they say nothing.
LIST_SIGNS = "•▪◦‣●■□▸►➢➤❖⁃·∙○\uf0b7 "
# As multiples of the height of the line. A gap is wider than the spaces between words, unless
# they were stretched to fill a line.
WIDE_GAP = 0.7
STEP = 0.35
LEAP = 2.0


def cuts(letters: Letters) -> list[int]:
    """Answer with which letters a new piece begins, but not after a mere list sign."""
    found: list[int] = []
    start = 0
    for place in sorted({*_wide_gaps(letters), *_leaps(letters), *_steps(letters)}):
        if letters.text(start, place).strip(LIST_SIGNS):
            found.append(place)
            start = place
    return found


def _wide_gaps(letters: Letters) -> Iterator[int]:
    widest = WIDE_GAP * letters.height
    if letters.leftwards:
        # Words of both directions alternate, so that neighbours need not stand side by side.
        cells = _cells(letters, widest)
        yield from (place for place in range(1, len(cells)) if cells[place] != cells[place - 1])
    elif letters.gaps and max(letters.gaps) > widest:
        yield from (place for place, gap in enumerate(letters.gaps, start=1) if gap > widest)


def _cells(letters: Letters, widest: float) -> list[int]:
    """Answer for each letter of a line how many wide gaps are to the left of it."""
    cells = [0] * len(letters.near)
    reached, cell = math.inf, 0
    for place in sorted(range(len(cells)), key=letters.near.__getitem__):
        cell += letters.near[place] - reached > widest
        far = letters.far[place]
        reached = far if reached == math.inf else max(reached, far)
        cells[place] = cell
    return cells


def _leaps(letters: Letters) -> Iterator[int]:
    """Find where the line goes on further back."""
    furthest = -LEAP * letters.height
    if letters.gaps and min(letters.gaps) < furthest:
        for place, gap in enumerate(letters.gaps, start=1):
            around = letters.text(place - 1, place), letters.text(place, place + 1)
            if gap < furthest and not any(map(RIGHT_TO_LEFT.match, around)):
                yield place


def _steps(letters: Letters) -> Iterator[int]:
    """Find where the line goes on higher or lower; raised and lowered signs are smaller."""
    if letters.turns % 2 or letters.leftwards:
        return
    tops, bottoms, most = letters.tops, letters.bottoms, STEP * letters.height
    if max(bottoms) - min(bottoms) <= most:
        return
    for place in range(1, len(tops) - 1):
        lows, highs = bottoms[place - 1 : place + 2], tops[place - 1 : place + 2]
        steps = [side[at] - side[0] for side in (lows, highs) for at in (1, 2)]
        if min(steps) > most or max(steps) < -most:
            yield place
