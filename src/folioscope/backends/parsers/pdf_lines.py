"""The pieces of the lines of a PDF page: what stands together, in PDFium's order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from folioscope.backends.parsers.pdf_characters import Characters
from folioscope.backends.parsers.pdf_cuts import LIST_SIGNS, cuts
from folioscope.backends.parsers.pdf_frame import Frame
from folioscope.backends.parsers.pdf_letters import Letters, letters_at
from folioscope.backends.parsers.pdf_words import cleaned, spaces_in, words
from folioscope.backends.parsers.port import Box

# PDFium writes one of the first two where a hyphen breaks a word at the end of a line.
LINE = re.compile(r"([^\x02\ufffe\r\n]+)([\x02\ufffe\r\n]*)")
BREAKS = ("\x02", "\ufffe")
SOFT_HYPHEN = "\xad"
# The controls from 1B on are ligatures of TeX.
SPACES = frozenset(map(chr, (*range(0x1B), 0x20, 0xA0)))


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand together on a line.

    ``turns`` is how often they are turned to the left as seen, ``height`` that of their type.
    ``broken`` is set if the last word goes on in the next line, ``leftwards`` if any of it is read
    from the right. ``numbers`` are PDFium's of some of the characters.
    """

    text: str
    box: Box | None
    turns: int
    height: float
    broken: bool = False
    leftwards: bool = False
    numbers: tuple[int, ...] = ()


def read_pieces(characters: Characters, frame: Frame) -> Iterator[Piece]:
    """Gather what stands together on a page."""
    text = characters.text
    for match in LINE.finditer(text):
        start, end = match.span(1)
        if text[start:end].strip(LIST_SIGNS):
            places = [place for place in range(start, end) if text[place] not in SPACES]
            pieces = list(_pieces(characters, places, frame))
            is_broken = match[2][:1] in BREAKS
            yield from _ended(pieces) if is_broken and pieces else pieces


def _pieces(characters: Characters, places: Sequence[int], frame: Frame) -> Iterator[Piece]:
    if not places:
        return
    letters = letters_at(characters, places)
    spaces = spaces_in(letters)
    for start, end in pairwise([0, *cuts(letters), len(places)]):
        written = words(letters, start, end, spaces)
        text = cleaned(written)
        if text:
            own = places[start:end]
            samples = (own[len(own) * part // 4] for part in (1, 2, 3))
            yield Piece(
                text,
                _box(letters, slice(start, end), frame),
                frame.turns(letters.turns),
                letters.height,
                written.endswith(SOFT_HYPHEN),
                letters.leftwards,
                tuple(characters.numbers[place] for place in samples),
            )


def _ended(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Answer the pieces of a line whose last word is broken."""
    *others, last = pieces
    yield from others
    yield replace(last, broken=True)


def _box(letters: Letters, part: slice, frame: Frame) -> Box | None:
    return frame.seen(
        min(letters.lefts[part]),
        max(letters.tops[part]),
        max(letters.rights[part]),
        min(letters.bottoms[part]),
    )
