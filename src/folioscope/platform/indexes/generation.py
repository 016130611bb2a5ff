"""The vectors of a base in memory: an immutable index, and beside it what came later."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from folioscope.backends.vectors.port import (
    Ids,
    Ranking,
    VectorIndex,
    VectorIndexes,
    check,
    merged,
)
from folioscope.platform.indexes.changes import Changes
from folioscope.platform.indexes.delta import EMPTY, Delta

REBUILD_SHARE = 0.1
REBUILD_MINIMUM = 4096


@dataclass(frozen=True, slots=True, eq=False)
class Generation:
    """An index with a delta that is searched exactly, and what was removed since it was built."""

    main: VectorIndex
    delta: Delta
    removed: Ids

    def nearest(self, vector: NDArray[np.float32], k: int, allowed: Ids | None) -> Ranking:
        """The nearest chunks by inner product: index and delta as one."""
        if self._dimensions:
            check(vector, self._dimensions)
        found = [self.delta.nearest(vector, k, allowed)]
        if len(self.main):
            found.append(self.main.search(vector, k, allowed, self.removed))
        return merged(found, k)

    @property
    def is_worn(self) -> bool:
        """Whether so much was added and removed that a new generation pays."""
        changed = self.delta.count + len(self.removed)
        return changed > max(REBUILD_MINIMUM, REBUILD_SHARE * len(self.main))

    def extended(self, changes: Changes) -> Generation:
        """The same index with a longer delta."""
        if len(changes.ids):
            check(changes.vectors, self._dimensions or changes.vectors.shape[1])
        removed = np.fromiter(sorted(changes.removed), np.int64, len(changes.removed))
        return replace(
            self,
            delta=self.delta.without(removed).longer(changes.ids, changes.vectors),
            removed=np.union1d(self.removed, removed) if len(removed) else self.removed,
        )

    @property
    def _dimensions(self) -> int:
        return self.main.dimensions if len(self.main) else self.delta.dimensions


class Gathering:
    """The vectors of a base as they are read, in half of their size."""

    def __init__(self, make_index: VectorIndexes) -> None:
        self._make_index = make_index
        self._ids: Ids = np.empty(0, np.int64)
        self._vectors: NDArray[np.float16] = np.empty((0, 0), np.float16)
        self._count = 0

    def add(self, changes: Changes) -> None:
        """Take a slice."""
        end = self._count + len(changes.ids)
        if not self._count:
            room = max(changes.total, end)
            self._ids = np.empty(room, np.int64)
            self._vectors = np.empty((room, changes.vectors.shape[1]), np.float16)
        if not len(changes.ids):  # all that was in the slice has gone meanwhile
            return
        check(changes.vectors, self._vectors.shape[1])
        self._ids[self._count : end] = changes.ids
        self._vectors[self._count : end] = changes.vectors
        self._count = end

    def done(self) -> Generation:
        """All of them, indexed."""
        ids, vectors = self._ids[: self._count], self._vectors[: self._count]
        return begun(self._make_index(ids, vectors))


def begun(main: VectorIndex) -> Generation:
    """A generation to which nothing has come since."""
    return Generation(main, EMPTY, np.empty(0, np.int64))
