"""Vectors that came since an index was built: rows that only grow, seen up to some row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from folioscope.backends.vectors.port import Ids, Ranking, Vectors

ROOM = 64


class _Rows:
    """Room for rows, filled from the beginning; what is filled is not changed any more."""

    def __init__(self, count: int, dimensions: int) -> None:
        self.ids: Ids = np.empty(count, np.int64)
        self.vectors: Vectors = np.empty((count, dimensions), np.float32)
        self.used = 0

    def fill(self, ids: Ids, vectors: Vectors) -> None:
        """Add rows at the end, as exact as an index has them, so that nothing changes places."""
        end = self.used + len(ids)
        self.ids[self.used : end] = ids
        self.vectors[self.used : end] = vectors.astype(np.float16)
        self.used = end


@dataclass(frozen=True, slots=True, eq=False)
class Delta:
    """The first ``count`` rows, without those at the places in ``hidden``."""

    rows: _Rows
    count: int
    hidden: NDArray[np.int64]

    @property
    def ids(self) -> Ids:
        """All ids, also of what is hidden."""
        return self.rows.ids[: self.count]

    @property
    def dimensions(self) -> int:
        """How many numbers each vector has; none are known before the first."""
        return int(self.rows.vectors.shape[1])

    def nearest(self, vector: NDArray[np.float32], k: int, allowed: Ids | None) -> Ranking:
        """The ``k`` nearest by inner product, in no order: every row is compared."""
        if not self.count:
            return Ranking(np.empty(0, np.int64), np.empty(0, np.float32))
        scores = self.rows.vectors[: self.count] @ vector
        scores[self.hidden] = -np.inf
        if allowed is not None:
            scores[~np.isin(self.ids, allowed)] = -np.inf
        best = np.argpartition(scores, -k)[-k:] if k < self.count else np.arange(self.count)
        best = best[np.isfinite(scores[best])]
        return Ranking(self.ids[best], scores[best])

    def longer(self, ids: Ids, vectors: Vectors) -> Delta:
        """With more rows; they are copied only where there is no room for more."""
        if not len(ids):
            return self
        rows, count = self.rows, self.count + len(ids)
        # Another longer one may have been made of this: its rows are its own.
        if rows.used != self.count or count > len(rows.ids):
            rows = _Rows(max(ROOM, count * 3 // 2), vectors.shape[1])
            if self.count:
                rows.fill(self.ids, self.rows.vectors[: self.count])
        rows.fill(ids, vectors)
        return Delta(rows, count, self.hidden)

    def without(self, ids: Ids) -> Delta:
        """With some hidden."""
        places = np.flatnonzero(np.isin(self.ids, ids)) if len(ids) else self.hidden[:0]
        if not len(places):
            return self
        return Delta(self.rows, self.count, np.union1d(self.hidden, places))


EMPTY = Delta(_Rows(0, 0), 0, np.empty(0, np.int64))
