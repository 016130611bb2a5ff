"""Hidden words put together: one finding for what follows each other and is hidden alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from folioscope.backends.parsers.characters import clean, has_words
from folioscope.backends.parsers.pdf_hidden_calls import letters_of
from folioscope.backends.parsers.pdf_hidden_words import Word, around
from folioscope.backends.parsers.port import Finding, FindingKind

LONGEST = 1000
MOST_ON_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters of a text page, from the first to the last, that are hidden alike."""

    kind: FindingKind
    words: Sequence[Word]

    @property
    def indices(self) -> range:
        """The characters, with the spaces between the words."""
        return range(self.words[0].indices.start, self.words[-1].indices.stop)

    def finding(self, text_page: int, page: int) -> Finding:
        """Report it."""
        text = readable("".join(letters_of(text_page, self.indices[: 2 * LONGEST])))
        boxes = [box for word in self.words if (box := word.box)]
        return Finding(self.kind, text, page, around(boxes))


def stretches(
    text_page: int, words: Sequence[Word], kinds: Sequence[FindingKind | None]
) -> Iterator[Stretch]:
    """Put hidden words together that have nothing but space between them."""
    run: list[Word] = []
    before: FindingKind | None = None
    for word, kind in zip(words, kinds, strict=True):
        if run and (kind != before or not _adjoin(text_page, run[-1], word)):
            yield from _told(run, before)
            run = []
        before = kind
        if kind:
            run.append(word)
    yield from _told(run, before)


def readable(text: str) -> str:
    """Answer a text as it can be stored and shown, on one line and not too long."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return " ".join(clean(whole).split())[:LONGEST]


def at_most(findings: Sequence[Finding], most: int) -> tuple[Finding, ...]:
    """Answer the first findings, the last of which says how many more there are."""
    if len(findings) <= most:
        return tuple(findings)
    last = findings[most - 1]
    more = f"and {len(findings) - most + 1} more like these"
    return (*findings[: most - 1], Finding(last.kind, more, last.page))


def _told(run: list[Word], kind: FindingKind | None) -> Iterator[Stretch]:
    if kind and any(has_words(word.letters) for word in run):
        yield Stretch(kind, run)


def _adjoin(text_page: int, before: Word, after: Word) -> bool:
    between = range(before.indices.stop, after.indices.start)
    return len(between) <= 4 and all(map(str.isspace, letters_of(text_page, between)))
