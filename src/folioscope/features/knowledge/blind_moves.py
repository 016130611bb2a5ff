"""Putting masks into a document: its text, and all that says where something stands in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from folioscope.backends.parsers.port import Entry, Line, Masked, Page, Parsed, Part
from folioscope.features.knowledge.blind_spans import WORDS, Span, joined


@dataclass(frozen=True, slots=True)
class Moves:
    """A text with masks in it, and where its places have gone."""

    text: str
    masks: tuple[Span, ...]
    """Where the masks stand in the new text."""
    hidden: tuple[Span, ...]
    """What they stand for in the old one."""

    def __call__(self, place: int) -> int:
        """Where a place is now; the end of the mask if it was within what is masked."""
        at = bisect_right(self.hidden, place, key=lambda span: span.start) - 1
        if at < 0:
            return place
        was, now = self.hidden[at], self.masks[at]
        if place == was.start:
            return now.start
        return now.end + max(place - was.end, 0)


def moves(text: str, spans: Sequence[Span]) -> Moves:
    """The text with a mask in place of each span."""
    hidden = joined(spans, text)
    pieces: list[str] = []
    masks: list[Span] = []
    done = length = 0
    for span in hidden:
        kept, word = text[done : span.start], WORDS[span.kind]
        pieces += [kept, word]
        length += len(kept) + len(word)
        masks.append(Span(length - len(word), length, span.kind))
        done = span.end
    return Moves("".join([*pieces, text[done:]]), tuple(masks), tuple(hidden))


def with_masks(
    document: Parsed, spans: Sequence[Sequence[Span]], say: Callable[[str], str]
) -> Parsed:
    """The document with the spans of each of its pages masked.

    ``say`` masks what stands in no page: the names of entries, and texts that were found hidden.
    """
    moved = [moves(page.text, of) for page, of in zip(document.pages, spans, strict=True)]
    pages = tuple(
        _page(page, of, say) if of.masks else _named(page, say)
        for page, of in zip(document.pages, moved, strict=True)
    )
    parts = document.parts and tuple(
        _part(part, moved[part.page_ordinal], say) for part in document.parts
    )
    return replace(
        document,
        pages=pages,
        parts=parts,
        findings=tuple(replace(found, text=say(found.text)) for found in document.findings),
        masks=tuple(_masks(document, moved)),
    )


def _masks(document: Parsed, moved: Sequence[Moves]) -> list[Masked]:
    """All masks of a document: those that it had, where they are now, and the new ones."""
    before = [
        replace(
            mask, start=moved[mask.page_ordinal](mask.start), end=moved[mask.page_ordinal](mask.end)
        )
        for mask in document.masks
    ]
    new = [
        Masked(mask.kind, ordinal, mask.start, mask.end)
        for ordinal, of in enumerate(moved)
        for mask in of.masks
    ]
    kept = [
        mask
        for mask in before
        if not any(
            one.page_ordinal == mask.page_ordinal and one.start < mask.end and mask.start < one.end
            for one in new
        )
    ]
    return sorted([*kept, *new], key=lambda mask: (mask.page_ordinal, mask.start))


def _page(page: Page, moved: Moves, say: Callable[[str], str]) -> Page:
    edge = max((line.box[2] for line in page.lines if line.box), default=0.0)
    lines = tuple(_line(line, moved, edge) for line in page.lines)
    return replace(_named(page, say), text=moved.text, lines=lines)


def _named(page: Page, say: Callable[[str], str]) -> Page:
    anchor = None if page.anchor is None else say(page.anchor)
    return replace(page, anchor=anchor, entry=_entry(page.entry, say))


def _line(line: Line, moved: Moves, edge: float) -> Line:
    """A line with a mask goes to the edge of the page's text: its width would tell of what was."""
    box = line.box
    if box and any(span.start < line.end and line.start < span.end for span in moved.hidden):
        box = (box[0], box[1], edge, box[3])
    return replace(line, start=moved(line.start), end=moved(line.end), box=box)


def _part(part: Part, moved: Moves, say: Callable[[str], str]) -> Part:
    return replace(
        part, start=moved(part.start), end=moved(part.end), entry=_entry(part.entry, say)
    )


def _entry(entry: Entry | None, say: Callable[[str], str]) -> Entry | None:
    return entry and Entry(say(entry.organization), say(entry.position), say(entry.dates))
