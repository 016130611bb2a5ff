"""The vectors of bases in collections outside of the database, kept as new as the rows.

A collection may hold more than a snapshot shows: what another process just added, what nobody
deleted yet. So a snapshot knows its ids, and passes over others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from folioscope.backends.vectors.port import (
    CollectionGone,
    Collections,
    Ids,
    Ranking,
    Stand,
    check,
    nothing,
)
from folioscope.platform.indexes.changes import Changes

SPARE = 16
GROWTH = 8


@dataclass(frozen=True, slots=True, eq=False)
class Collected:
    """What a snapshot shows of a collection: these ids, ascending, as of a revision."""

    collections: Collections
    stand: Stand
    dimensions: int
    ids: Ids

    def nearest(self, vector: NDArray[np.float32], k: int, allowed: Ids | None) -> Ranking:
        """The nearest that are there and that the snapshot shows."""
        if not len(self.ids):
            return nothing()
        check(vector, self.dimensions)
        if allowed is not None:
            among = np.intersect1d(allowed, self.ids)
            return self.collections.search(self.stand, vector, min(k, len(among)), among)
        wanted = min(k, len(self.ids))
        asked = wanted + SPARE
        while True:
            found = self.collections.search(self.stand, vector, asked, None)
            shown = np.isin(found.ids, self.ids)
            if np.count_nonzero(shown) >= wanted or len(found.ids) < asked:
                return Ranking(found.ids[shown][:k], found.scores[shown][:k])
            asked *= GROWTH

    @property
    def is_worn(self) -> bool:
        """Never: entries are added and deleted one by one."""
        return False

    def extended(self, changes: Changes) -> Collected:
        """The same collection after these changes, which another process may have made already."""
        stand = replace(self.stand, revision=changes.revision)
        dimensions = self.dimensions
        if len(changes.ids):
            dimensions = self.dimensions or changes.vectors.shape[1]
            check(changes.vectors, dimensions)
        removed = np.fromiter(changes.removed, np.int64, len(changes.removed))
        self._change(stand, changes, removed)
        left = np.setdiff1d(np.union1d(self.ids, changes.ids), removed)
        return replace(self, stand=stand, dimensions=dimensions, ids=left)

    def _change(self, stand: Stand, changes: Changes, removed: Ids) -> None:
        try:
            if len(self.ids):
                self.collections.change(stand, changes.ids, changes.vectors, removed)
            elif len(changes.ids):
                self.collections.fill(stand, changes.ids, changes.vectors)
        except CollectionGone:
            return  # whoever searches it finds that out, and has all of it filled again


class Collecting:
    """A collection that is being filled."""

    def __init__(self, collections: Collections) -> None:
        self._collections = collections
        self._parts: list[Ids] = []
        self._stand = Stand("", 0, 0)
        self._dimensions = 0

    def add(self, changes: Changes) -> None:
        """See that what the slice brings is there."""
        self._stand = Stand(changes.base_id, changes.edition, changes.revision)
        if len(changes.ids):
            self._dimensions = self._dimensions or changes.vectors.shape[1]
            check(changes.vectors, self._dimensions)
            self._collections.fill(self._stand, changes.ids, changes.vectors)
            self._parts.append(changes.ids)

    def done(self) -> Collected:
        """See that nothing else is there."""
        ids = np.unique(np.concatenate([*self._parts, np.empty(0, np.int64)]))
        if len(ids):
            self._collections.keep(self._stand, ids)
        return Collected(self._collections, self._stand, self._dimensions, ids)
