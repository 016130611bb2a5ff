"""What the rows of a base tell its indexes."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterator
from dataclasses import dataclass

from folioscope.backends.vectors.port import Ids, Vectors


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened to a base up to a revision: chunks with their vectors, and removed ids.

    Much comes in several slices, all of one revision, the first of which says what was removed;
    ``total`` is how many chunks all of them bring. ``model`` made all vectors of the edition. They
    have no numbers where they stay in the database. ``languages`` are those of the texts, one each,
    None where unknown.
    """

    base_id: str
    model: str
    edition: int
    revision: int
    ids: Ids
    vectors: Vectors
    texts: tuple[str, ...]
    languages: tuple[str | None, ...]
    removed: frozenset[int]
    total: int = 0

    def chunks(self) -> Iterator[tuple[int, str, str | None]]:
        """What came, for an index of words: id, text and its language."""
        return zip(self.ids.tolist(), self.texts, self.languages, strict=True)


LoadChanges = Callable[[str, int | None, int], AsyncGenerator[Changes, None]]
"""(base id, known edition, known revision) → what came since; everything if the edition is new.

There is always one slice at least. A chunk that goes between two slices may be missing: that it
went is among the changes after this revision.
"""
