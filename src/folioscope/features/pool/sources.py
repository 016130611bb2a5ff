"""What an answer from records cites: each place with its number, its passage and exact words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from folioscope.features.grounding.citations import Verified
from folioscope.features.knowledge.sentences import split
from folioscope.features.pool.people import Place
from folioscope.features.pool.repository import Span

LONGEST_QUOTE = 240
NEAR = 160  # characters between a title and the firm


@dataclass
class Sources:
    """The numbers that are given to places, in the order in which they are cited."""

    spans: Mapping[str, Sequence[Span]]
    _numbers: dict[tuple[int, int, int], int] = field(default_factory=dict)
    _cited: list[tuple[Span, Verified]] = field(default_factory=list)

    def cite(self, document_id: str, place: Place, firm: str = "") -> str:
        """The mark of a place and the firm named near it; nothing where no passage holds it."""
        span = _holding(self.spans.get(document_id, ()), place)
        if span is None:
            return ""
        start, end = _in_context(span.text, _with_firm(span.text, _within(span, place), firm))
        key = (span.chunk_id, start, end)
        if key not in self._numbers:
            self._numbers[key] = number = len(self._numbers) + 1
            quote = span.text[start:end]
            self._cited.append((span, Verified(number, start, end, quote, verified=True)))
        return f" [{self._numbers[key]}]"

    def section(self, document_id: str, place: Place) -> str | None:
        """The section of the passage that holds a place, if it is known."""
        span = _holding(self.spans.get(document_id, ()), place)
        return None if span is None else span.section

    def numbers(self, document_id: str) -> list[int]:
        """The numbers of the passages of a document."""
        return [one.number for span, one in self._cited if span.document_id == document_id]

    @property
    def verified(self) -> tuple[Verified, ...]:
        """The words behind each number, from 1."""
        return tuple(verified for _, verified in self._cited)

    @property
    def chunk_ids(self) -> list[int]:
        """The passage behind each number, from 1."""
        return [span.chunk_id for span, _ in self._cited]


def _within(span: Span, place: Place) -> tuple[int, int]:
    return place.start - span.start, min(place.end, span.end) - span.start


def _with_firm(text: str, place: tuple[int, int], firm: str) -> tuple[int, int]:
    """A place made so long that it holds the nearest mention of a firm, if that is near."""
    start, end = place
    after, before = text.find(firm, end, end + NEAR), text.rfind(firm, max(0, start - NEAR), start)
    if not firm or firm in text[start:end] or max(after, before) < 0:
        return place
    return (start, after + len(firm)) if after >= 0 else (before, end)


def _in_context(text: str, place: tuple[int, int]) -> tuple[int, int]:
    """A place widened to the lines or sentences it stands in, where these are short."""
    start, end = place
    around = [span for span in split(text) if span.start < end and span.end > start]
    if not around:
        return place
    first, last = min(start, around[0].start), max(end, around[-1].end)
    if last - first <= LONGEST_QUOTE:
        return first, last
    spare = max(0, LONGEST_QUOTE - (end - start)) // 2
    blank = text.rfind(" ", first, max(first, start - spare) + 1)
    begin = first if start - first <= spare else (blank + 1 if blank >= 0 else start)
    stop = text.rfind(" ", end, min(last, end + spare) + 1)
    return begin, (last if last - end <= spare else stop if stop >= 0 else end)


def _holding(spans: Sequence[Span], place: Place) -> Span | None:
    """The passage that holds a place, or else its beginning."""
    begins = [
        span
        for span in spans
        if span.page_ordinal == place.page_ordinal and span.start <= place.start < span.end
    ]
    return max(begins, key=lambda span: min(span.end, place.end), default=None)
