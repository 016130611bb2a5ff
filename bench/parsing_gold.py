"""Files with what other readers found in them, and how well a reading agrees with that.

The lists come from three other engines: words that at least two of them found, seven words that
run on across the end of a line, words that stand on one page alone. They count words of three
letters and more; so does this.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

WORD = re.compile(r"[^\W\d_][\w’']{2,}")
LONG_WORD = re.compile(r"[^\W\d_]{3}")
STATUS_OF_CODE = {
    "no_text": "no-text",
    "encrypted": "encrypted",
    "damaged": "corrupt",
    "empty_file": "corrupt",
    "not_this_format": "corrupt",
    "zip_bomb": "hostile",
    "timed_out": "hostile",
    "out_of_memory": "hostile",
    "crashed": "hostile",
    "too_large": "hostile",
    "too_many_pages": "hostile",
}
"""What the lists call the reasons for which this program refuses a file."""


@dataclass(frozen=True, slots=True)
class Gold:
    """A file, and what is to be found in it."""

    file: Path
    status: str
    need: Sequence[str]
    phrases: Sequence[str]
    page_marks: Sequence[tuple[int, Sequence[str]]]
    deleted_only: Sequence[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The texts of the pages that a reader found, or the status of a file that it refused.

    ``numbered`` is whether the pages are told apart.
    """

    pages: Sequence[tuple[int | None, str]] = ()
    refused: str = ""
    numbered: bool = True

    @property
    def text(self) -> str:
        """All pages."""
        return "\n".join(text for _, text in self.pages)

    @property
    def status(self) -> str:
        """What became of the file, in the words of the lists."""
        return self.refused or ("ok" if LONG_WORD.search(self.text) else "no-text")


@dataclass(slots=True)
class Share:
    """How many of so many."""

    found: int = 0
    of: int = 0

    def add(self, found: int, of: int) -> None:
        """Count more."""
        self.found += found
        self.of += of

    @property
    def percent(self) -> float:
        """All is 100, and so is all of nothing."""
        return 100 * self.found / self.of if self.of else 100.0


@dataclass(slots=True)
class Score:
    """How well readings of files agree with the lists, and where they do not."""

    status: Share = field(default_factory=Share)
    need: Share = field(default_factory=Share)
    phrases: Share = field(default_factory=Share)
    page_marks: Share = field(default_factory=Share)
    deleted_only: Share = field(default_factory=Share)
    misses: list[str] = field(default_factory=list)

    def add(self, gold: Gold, outcome: Outcome) -> None:
        """Count one file."""
        found = WORD.findall(outcome.text.lower())
        words, running = frozenset(found), f" {' '.join(found)} "
        self._count(gold, "status", [gold.status], {outcome.status})
        self._count(gold, "need", gold.need, words)
        unbroken = {phrase for phrase in gold.phrases if f" {phrase} " in running}
        self._count(gold, "phrases", gold.phrases, unbroken)
        self._count(gold, "deleted_only", gold.deleted_only, set(gold.deleted_only) - words)
        if outcome.numbered:
            marks = [f"{mark} on {page}" for page, marks in gold.page_marks for mark in marks]
            self._count(gold, "page_marks", marks, set(_marks(gold, outcome)))

    def _count(
        self, gold: Gold, kind: str, wanted: Sequence[str], found: set[str] | frozenset[str]
    ) -> None:
        missed = [one for one in wanted if one not in found]
        getattr(self, kind).add(len(wanted) - len(missed), len(wanted))
        self.misses += [f"{gold.file.name}: {kind}: {one}" for one in missed]


def _marks(gold: Gold, outcome: Outcome) -> Iterator[str]:
    """Find the words that stand on their page and on no other."""
    pages = [(number, set(WORD.findall(text.lower()))) for number, text in outcome.pages]
    for page, marks in gold.page_marks:
        for mark in marks:
            if [number for number, words in pages if mark in words] == [page]:
                yield f"{mark} on {page}"


def golds_in(folder: Path) -> dict[str, list[Gold]]:
    """Read every list in a folder; the files stand in folders beside, named like the lists."""
    return {
        listing.name.removesuffix(".gold.jsonl"): [
            _gold(listing.with_name(listing.name.removesuffix(".gold.jsonl")), json.loads(line))
            for line in listing.read_text(encoding="utf-8").splitlines()
        ]
        for listing in sorted(folder.glob("*.gold.jsonl"))
    }


def _gold(folder: Path, entry: dict[str, Any]) -> Gold:
    return Gold(
        file=folder / entry["file"],
        status=entry["status"],
        need=entry.get("need", []),
        phrases=entry.get("phrases", []),
        page_marks=[(page, marks) for page, marks in entry.get("page_marks", [])],
        deleted_only=entry.get("deleted_only", []),
    )
