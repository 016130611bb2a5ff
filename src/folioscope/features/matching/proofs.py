"""What bears out a verdict: the line of a CV, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from folioscope.features.grounding.shown import boxes
from folioscope.features.resumes.profile import Place

LONGEST = 400  # letters of a quote


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A page of a document as it is stored: ``lines`` are start, end and, if known, the box."""

    number: int | None
    text: str
    lines: Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class Proof:
    """Words of a CV: ``pages[page_ordinal].text[start:end]`` is ``quote``.

    What its owner said and no document shows has a ``pointer`` into the profile and no place.
    """

    quote: str
    pointer: str | None = None
    page: int | None = None
    page_ordinal: int | None = None
    start: int | None = None
    end: int | None = None
    boxes: tuple[tuple[float, float, float, float], ...] = ()

    @property
    def is_placed(self) -> bool:
        """Whether a document shows it."""
        return self.page_ordinal is not None


def proof_at(pages: Sequence[SourcePage], place: Place, pointer: str | None) -> Proof | None:
    """The lines of a document that hold a place; None where there is no such place."""
    if not 0 <= place.page_ordinal < len(pages):
        return None
    page = pages[place.page_ordinal]
    if not 0 <= place.start < place.end <= len(page.text):
        return None
    start, end = _lines_around(page.text, place.start, place.end)
    drawn = tuple((box[0], box[1], box[2], box[3]) for box in boxes(page.lines, start, end))
    ordinal = place.page_ordinal
    return Proof(page.text[start:end], pointer, page.number, ordinal, start, end, drawn)


def _lines_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The whole lines, as long as they are no longer than a quote may be."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    last = len(text) if last < 0 else last
    first, last = max(first, end - LONGEST, 0), min(last, start + LONGEST)
    first, last = min(first, start), min(max(last, end), start + LONGEST)
    first += len(text[first:last]) - len(text[first:last].lstrip())
    last = first + len(text[first:last].rstrip())
    return first, max(last, first + 1)
