"""What a Word document carries that no page of it shows: comments and properties."""

from __future__ import annotations

from collections.abc import Iterator

from folioscope.backends.parsers.characters import clean
from folioscope.backends.parsers.docx_xml import Element, name_of
from folioscope.backends.parsers.port import Finding, FindingKind
from folioscope.backends.parsers.remarks import is_worth_telling

LONGEST = 4000
# What Office itself writes there, which is never addressed to anybody.
PASSED_OVER = frozenset({"Template", "TitlesOfParts", "HeadingPairs", "HLinks", "Application"})


def told_comments(part: Element) -> Iterator[Finding]:
    """Report comments that say more than a word or two."""
    for comment in part:
        words = (text.text or "" for text in comment.iter("{*}t"))
        yield from _told("annotation", " ".join("".join(words).split()))


def told_properties(part: Element) -> Iterator[Finding]:
    """Report properties that hold prose; a title, a name or a date is none."""
    for one in part:
        if name_of(one) not in PASSED_OVER:
            yield from _told("metadata", " ".join("".join(one.itertext()).split()))


def _told(kind: FindingKind, text: str) -> Iterator[Finding]:
    if is_worth_telling(text):
        yield Finding(kind, clean(text)[:LONGEST])
