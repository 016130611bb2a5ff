"""The vectors of a base in memory: an immutable index, and beside it what came later."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from folioscope.backends.vectors.port import (
    Ids,
    Ranking,
    VectorIndex,
    VectorIndexBuilder,
    Vectors,
    merged,
)
from folioscope.platform.indexes.changes import Changes

REBUILD_SHARE = 0.05
REBUILD_MINIMUM = 256


@dataclass(frozen=True, slots=True)
class Generation:
    """An index with a delta that is searched exactly, and what was removed since it was built."""

    main: VectorIndex
    delta_ids: Ids
    delta: Vectors
    removed: frozenset[int]

    def nearest(self, vector: NDArray[np.float32], k: int, allowed: Ids | None) -> Ranking:
        """The nearest chunks by inner product: index and delta as one."""
        found = [self._exact(vector, allowed)]
        if len(self.main):
            # Removed ones may be among the best: ask for that many more.
            found.append(self.main.search(vector, k + len(self.removed), allowed))
        if self.removed:
            removed = np.fromiter(self.removed, np.int64)
            found = [_without(part, removed) for part in found]
        return merged(found, k)

    def _exact(self, vector: NDArray[np.float32], allowed: Ids | None) -> Ranking:
        ids, vectors = self.delta_ids, self.delta
        if allowed is not None:
            chosen = np.isin(ids, allowed)
            ids, vectors = ids[chosen], vectors[chosen]
        return Ranking(ids, vectors @ vector if len(ids) else np.empty(0, np.float32))

    def is_worn_by(self, changes: Changes) -> bool:
        """Whether with these so much is added and removed that a new generation pays."""
        added = len(self.delta_ids) + len(changes.ids)
        removed = len(self.removed) + len(changes.removed)
        return added + removed > max(REBUILD_MINIMUM, REBUILD_SHARE * len(self.main))

    def extended(self, changes: Changes) -> Generation:
        """The same index with a longer delta."""
        parts = [part for part in (self.delta, changes.vectors) if len(part)]
        return replace(
            self,
            delta_ids=np.concatenate([self.delta_ids, changes.ids]),
            delta=np.concatenate(parts) if parts else self.delta,
            removed=self.removed | changes.removed,
        )


def begun(changes: Changes, make_index: VectorIndexBuilder) -> Generation:
    """A new generation of all chunks of a base."""
    return Generation(
        main=make_index(changes.ids, changes.vectors),
        delta_ids=changes.ids[:0],
        delta=changes.vectors[:0],
        removed=frozenset(),
    )


def _without(found: Ranking, removed: Ids) -> Ranking:
    kept = ~np.isin(found.ids, removed)
    return Ranking(found.ids[kept], found.scores[kept])
