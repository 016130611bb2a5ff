"""A page of a document as masks are looked for in it: its text, and which part of a CV is where."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from folioscope.backends.parsers.port import Parsed, Part
from folioscope.features.knowledge.fact_keys import lexicon, listed
from folioscope.features.sections.folding import fold

LEXICON = lexicon("blind")
SEGMENT_END = r"|•·●▪;\t\n"
_SEGMENT = re.compile(rf"(?:(?!\s{{3}})[^{SEGMENT_END}])+")


@dataclass(frozen=True)
class Sheet:
    """A page. ``is_resume`` is whether the document is a CV, ``language`` what it is written in."""

    text: str
    parts: Sequence[Part]
    is_resume: bool
    language: str | None

    @cached_property
    def folded(self) -> str:
        """The text as it is compared, letter for letter."""
        return fold(self.text)

    def within(self, *sections: str) -> list[tuple[int, int]]:
        """Where the sections are."""
        return [(part.start, part.end) for part in self.parts if part.section in sections]

    def is_within(self, place: int, *sections: str) -> bool:
        """Whether a place is in one of the sections."""
        return any(start <= place < end for start, end in self.within(*sections))

    def lines(self, *sections: str) -> Iterator[tuple[int, int]]:
        """The lines of sections that are not blank."""
        for start, end in self.within(*sections):
            for found in re.finditer(r"[^\n]*\S[^\n]*", self.text[start:end]):
                yield start + found.start(), start + found.end()


def sheets_of(document: Parsed) -> list[Sheet]:
    """The pages of a document."""
    parts = document.parts or ()
    return [
        Sheet(
            page.text,
            [part for part in parts if part.page_ordinal == ordinal],
            bool(parts),
            document.language,
        )
        for ordinal, page in enumerate(document.pages)
    ]


def loose(text: str, document: Parsed) -> Sheet:
    """Words that stand on no page, such as the name of an employer."""
    return Sheet(text, (), bool(document.parts), document.language)


def segments(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """What stands between separators, without the white space around it."""
    for found in _SEGMENT.finditer(text, start, end):
        words = found[0]
        first = found.start() + len(words) - len(words.lstrip())
        if words.strip():
            yield first, first + len(words.strip())


def phrases(words: str) -> list[str]:
    """The phrases of a list, folded, the longest ones first."""
    return sorted({fold(phrase) for phrase in listed(words)}, key=lambda one: (-len(one), one))


def any_of(words: Collection[str]) -> str:
    """A pattern of any of the phrases as whole words, for folded text."""
    return rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)"
