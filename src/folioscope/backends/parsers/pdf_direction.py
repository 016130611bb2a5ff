"""Right-to-left text in the order in which it is read, whichever way PDFium gave it.

PDFium turns such text round, believing that it was drawn as it is seen. Where that was not so,
and inside a glyph that stands for several letters, it must be turned back; the boxes of the
letters tell.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import groupby, pairwise

# Without the signs and digits, which keep their places among the words.
LETTERS = (
    "\u0591-\u05f4\u0610-\u061a\u0620-\u065f\u066e-\u06d3\u06d5-\u06ef\u06fa-\u08ff"
    "\ufb1d-\ufdff\ufe70-\ufefc"
)
RIGHT_TO_LEFT = re.compile(f"[{LETTERS}]")
WORD = re.compile(f"[{LETTERS}]+")
# From the first of its words to the last, with the spaces and signs in between.
RUN = re.compile(f"[{LETTERS}](?:[^\\w]*[{LETTERS}])*")
BRACKET = re.compile(r"[()\[\]{}]")
MIRRORED = str.maketrans("()[]{}", ")(][}{")
CLOSING = ")]}"

Span = tuple[float, float]
"""Where a character begins and ends, from left to right."""


def logical(text: str, spans: Sequence[Span]) -> str:
    """Put text of a line that holds right-to-left letters into the order of reading."""
    words = WORD.sub(lambda word: _word(word[0], spans[word.start() : word.end()]), text)
    ordered = RUN.sub(lambda run: _run(run[0], spans[run.start() : run.end()]), words)
    bracket = BRACKET.search(ordered)
    if bracket and bracket[0] in CLOSING:
        ordered = ordered.translate(MIRRORED)
    return unicodedata.normalize("NFKC", ordered)


def _word(word: str, spans: Sequence[Span]) -> str:
    if _rises([sum(span) for span in spans]):
        return word[::-1]
    glyphs = groupby(range(len(word)), key=lambda place: spans[place])
    return "".join(word[place] for _, glyph in glyphs for place in reversed(list(glyph)))


def _run(run: str, spans: Sequence[Span]) -> str:
    found = list(WORD.finditer(run))
    if not _rises([sum(spans[word.start()]) for word in found]):
        return run
    # The capturing group keeps what stands between the words.
    return "".join(reversed(re.split(f"({WORD.pattern})", run)))


def _rises(places: Sequence[float]) -> bool:
    steps = [after - before for before, after in pairwise(places)]
    return sum(step > 0 for step in steps) > sum(step < 0 for step in steps)
