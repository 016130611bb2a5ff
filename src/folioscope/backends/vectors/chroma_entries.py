"""The entries of a collection of Chroma: which vectors they are, and their way in and out."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from folioscope.backends.vectors.chroma_collection import Collection, Entry
from folioscope.backends.vectors.port import Ids, Vectors

BATCH = 1_000
PAGE = 10_000


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """What is in a collection, by ascending ids: checksums of the vectors, and since when."""

    ids: Ids
    checks: NDArray[np.int64]
    revisions: NDArray[np.int64]

    @classmethod
    def of(cls, collection: Collection) -> Self:
        """All of them, without their vectors."""
        starts = range(0, collection.count(), PAGE)
        pages = (collection.page(start, PAGE) for start in starts)
        return cls._read(pages)

    @classmethod
    def among(cls, collection: Collection, ids: Ids) -> Self:
        """Those of these ids."""
        starts = range(0, len(ids), BATCH)
        pages = (collection.read(named(ids[at : at + BATCH])) for at in starts)
        return cls._read(pages)

    @classmethod
    def _read(cls, pages: Iterable[Sequence[Entry]]) -> Self:
        read = [
            (int(name), int(given.get("check", -1)), int(given.get("revision", -1)))
            for page in pages
            for name, given in page
        ]
        rows = np.array(sorted(read), np.int64).reshape(-1, 3)
        return cls(rows[:, 0], rows[:, 1], rows[:, 2])

    def have(self, ids: Ids, checks: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of these vectors are there under their ids."""
        if not len(self.ids):
            return np.zeros(len(ids), np.bool_)
        places = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        same: NDArray[np.bool_] = (self.ids[places] == ids) & (self.checks[places] == checks)
        return same


def put(collection: Collection, revision: int, ids: Ids, vectors: Vectors) -> None:
    """Add entries, or replace those of the same ids."""
    for start in range(0, len(ids), BATCH):
        some, numbers = ids[start : start + BATCH], vectors[start : start + BATCH]
        checks = checks_of(numbers).tolist()
        metadata = [{"check": check, "revision": revision} for check in checks]
        collection.put(named(some), numbers, metadata)


def delete(collection: Collection, ids: Ids) -> None:
    """Take entries away, if they are there."""
    for start in range(0, len(ids), BATCH):
        collection.delete(named(ids[start : start + BATCH]))


def named(ids: Ids) -> list[str]:
    """Ids as Chroma has them."""
    return [str(each) for each in ids.tolist()]


def checks_of(vectors: Vectors) -> NDArray[np.int64]:
    """A checksum for each vector."""
    return np.fromiter((zlib.crc32(vector) for vector in vectors), np.int64, len(vectors))
