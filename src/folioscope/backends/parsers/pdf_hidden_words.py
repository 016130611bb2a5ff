"""The words of suspect texts of a PDF page: a few letters that are seen together, or are not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from folioscope.backends.parsers.pdf_frame import Frame
from folioscope.backends.parsers.pdf_hidden_calls import (
    Quad,
    character_boxes,
    letters_of,
    owners,
)
from folioscope.backends.parsers.pdf_hidden_survey import is_tiny
from folioscope.backends.parsers.pdf_hidden_texts import Look, Text
from folioscope.backends.parsers.port import Box

MOST_LETTERS = 8
"""Longer words are judged in pieces, lest one letter that is seen vouches for a page of others."""


@dataclass(frozen=True, slots=True)
class Word:
    """Letters that follow each other and look the same; ``indices`` are those of the text page.

    ``place`` is its box on the page, and ``boxes`` those of its letters as they are seen.
    """

    text: Text
    indices: range
    place: Quad
    boxes: tuple[Box, ...]
    letters: str

    @property
    def box(self) -> Box | None:
        """Where it is seen; None if nowhere."""
        return around(self.boxes)

    @property
    def is_tiny(self) -> bool:
        """Whether it is too small to be read."""
        return is_tiny(self.text) and any(map(str.isalnum, self.letters))


def words_of(text_page: int, characters: int, texts: dict[int, Text], frame: Frame) -> list[Word]:
    """Gather the words of these text objects, in the order of the text page."""
    owned = owners(text_page, range(characters))
    indices = [index for index, owner in enumerate(owned) if owner in texts]
    letters = letters_of(text_page, indices)
    boxes = character_boxes(text_page, indices)
    looks = [texts[owned[index]].look for index in indices]
    words = []
    for run in _runs(indices, letters, looks):
        first, last = run[0], run[-1]
        places = boxes[first : last + 1]
        seen = (frame.seen(left, top, right, bottom) for left, right, bottom, top in places)
        words.append(
            Word(
                texts[owned[indices[first]]],
                range(indices[first], indices[last] + 1),
                _joined(places),
                tuple(box for box in seen if box),
                "".join(letters[first : last + 1]),
            )
        )
    return words


def _joined(places: Sequence[Quad]) -> Quad:
    lefts, rights, bottoms, tops = zip(*places, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def around(boxes: Sequence[Box]) -> Box | None:
    """Answer the box around others."""
    if not boxes:
        return None
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _runs(
    indices: Sequence[int], letters: Sequence[str], looks: Sequence[Look]
) -> Iterator[list[int]]:
    run: list[int] = []
    for place, index in enumerate(indices):
        follows = run and indices[run[-1]] + 1 == index and looks[run[-1]] == looks[place]
        if run and (not follows or len(run) == MOST_LETTERS):
            yield run
            run = []
        if not letters[place].isspace():
            run.append(place)
    if run:
        yield run
