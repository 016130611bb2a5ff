"""Passages of several documents that say the same, as one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from folioscope.features.search.hits import Hit

ALIKE = 0.9  # the share of all their words that two texts of the same content have in common
WORTH_A_LOOK = 0.6  # the same of words with whatever sticks to them, which is quick to tell
LONGEST_HEADING = 80
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class _Read:
    """A hit as it is compared."""

    hit: Hit

    @cached_property
    def roughly(self) -> frozenset[str]:
        """What stands between white space."""
        return frozenset(self.hit.text.casefold().split())

    @cached_property
    def spelled(self) -> frozenset[str]:
        """Its words as they are written."""
        return frozenset(WORD.findall(unicodedata.normalize("NFKC", self.hit.text)))

    @cached_property
    def words(self) -> frozenset[str]:
        """Its words, large letters or small."""
        return frozenset(word.casefold() for word in self.spelled)

    @cached_property
    def heading(self) -> frozenset[str]:
        """The words that say whose or of what it is: its context, else how the text begins."""
        told = self.hit.context or self.hit.text.strip().partition("\n")[0][:LONGEST_HEADING]
        return frozenset(map(str.casefold, WORD.findall(unicodedata.normalize("NFKC", told))))


def fold(hits: Iterable[Hit]) -> list[Hit]:
    """The hits, in order; what says the same as one before it becomes one of its duplicates.

    Passages of one document are never folded, nor is anything under another heading: the same
    line in two people's CVs is two facts.
    """
    kept: list[_Read] = []
    folded: list[list[Hit]] = []
    for hit in hits:
        read = _Read(hit)
        same = next((at for at, other in enumerate(kept) if _says_the_same(read, other)), None)
        if same is None:
            kept.append(read)
            folded.append([])
        else:
            folded[same].append(hit)
    return [
        replace(read.hit, duplicates=tuple(hit.as_duplicate() for hit in others))
        if others
        else read.hit
        for read, others in zip(kept, folded, strict=True)
    ]


def _says_the_same(one: _Read, other: _Read) -> bool:
    return (
        one.hit.document_id != other.hit.document_id
        and _is_under_the_same(one.heading, other.heading)
        and _share(one.roughly, other.roughly) >= WORTH_A_LOOK
        and _is_alike(one, other)
    )


def _is_alike(one: _Read, other: _Read) -> bool:
    """Whether nearly all words are the same, and what differs are no names and no figures."""
    if _share(one.words, other.words) < ALIKE:
        return False
    differing = {*_only_in(one, other), *_only_in(other, one)}
    return not any(word[0].isupper() or not word.isalpha() for word in differing)


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of all that two sets have is in both."""
    common = len(one & other)
    every = len(one) + len(other) - common
    return common / every if every else 1.0


def _only_in(one: _Read, other: _Read) -> Iterable[str]:
    return (word for word in one.spelled if word.casefold() not in other.words)


def _is_under_the_same(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether one heading says all that the other does: that may know the file's name besides."""
    return one <= other or other <= one
