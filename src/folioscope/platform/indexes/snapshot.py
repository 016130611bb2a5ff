"""What one search sees of a base: an immutable generation, a delta beside it, nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from folioscope.backends.vectors.port import Ids, Nearest, VectorIndex, VectorIndexBuilder, Vectors
from folioscope.platform.indexes.keywords import KeywordIndex, KeywordView

REBUILD_SHARE = 0.05
REBUILD_MINIMUM = 256


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened to a base up to a revision: chunks with their vectors, and removed ids."""

    edition: int
    revision: int
    ids: Ids
    vectors: Vectors
    texts: tuple[str, ...]
    removed: frozenset[int]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A base as of one revision of one edition; never changed, only replaced."""

    edition: int
    revision: int
    main: VectorIndex
    delta_ids: Ids
    delta: Vectors
    removed: frozenset[int]
    keywords: KeywordIndex
    view: KeywordView

    def nearest(self, vector: NDArray[np.float32], k: int, allowed: Ids | None) -> Nearest:
        """The nearest chunks by inner product: generation and delta as one."""
        found = [self._exact(vector, allowed)]
        if len(self.main):
            # Removed ones may be among the best: ask for that many more.
            found.append(self.main.search(vector, k + len(self.removed), allowed))
        ids = np.concatenate([part.ids for part in found])
        scores = np.concatenate([part.scores for part in found])
        if self.removed:
            kept = ~np.isin(ids, np.fromiter(self.removed, np.int64))
            ids, scores = ids[kept], scores[kept]
        order = np.argsort(-scores, kind="stable")[:k]
        return Nearest(ids[order], scores[order])

    def _exact(self, vector: NDArray[np.float32], allowed: Ids | None) -> Nearest:
        ids, vectors = self.delta_ids, self.delta
        if allowed is not None:
            chosen = np.isin(ids, allowed)
            ids, vectors = ids[chosen], vectors[chosen]
        return Nearest(ids, vectors @ vector if len(ids) else np.empty(0, np.float32))

    def is_worn_by(self, changes: Changes) -> bool:
        """Whether with these so much is added and removed that a new generation pays."""
        added = len(self.delta_ids) + len(changes.ids)
        removed = len(self.removed) + len(changes.removed)
        return added + removed > max(REBUILD_MINIMUM, REBUILD_SHARE * len(self.main))


def build(changes: Changes, make_index: VectorIndexBuilder) -> Snapshot:
    """A new generation of all chunks of a base."""
    keywords = KeywordIndex()
    view = keywords.change(zip(changes.ids.tolist(), changes.texts, strict=True), ())
    return Snapshot(
        edition=changes.edition,
        revision=changes.revision,
        main=make_index(changes.ids, changes.vectors),
        delta_ids=changes.ids[:0],
        delta=changes.vectors[:0],
        removed=frozenset(),
        keywords=keywords,
        view=view,
    )


def extend(snapshot: Snapshot, changes: Changes) -> Snapshot:
    """The same generation with a longer delta."""
    added = zip(changes.ids.tolist(), changes.texts, strict=True)
    view = snapshot.keywords.change(added, sorted(changes.removed))
    parts = [part for part in (snapshot.delta, changes.vectors) if len(part)]
    delta = np.concatenate(parts) if parts else snapshot.delta
    return replace(
        snapshot,
        revision=changes.revision,
        delta_ids=np.concatenate([snapshot.delta_ids, changes.ids]),
        delta=delta,
        removed=snapshot.removed | changes.removed,
        view=view,
    )
