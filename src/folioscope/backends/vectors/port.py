"""The ports for vectors: which chunks are nearest to this one.

An index in memory is built from vectors. Vectors that are stored in a database are compared there
instead, and then no process holds them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from folioscope.errors import BackendBusy

Ids = NDArray[np.int64]
Vectors = NDArray[np.float32]


class VectorsUnavailable(BackendBusy):
    """The database that holds the vectors did not compare them."""

    code = "vectors_unavailable"


@dataclass(frozen=True, slots=True)
class Ranking:
    """Ids with their inner products, best first."""

    ids: Ids
    scores: NDArray[np.float32]


def merged(parts: Sequence[Ranking], k: int) -> Ranking:
    """The ``k`` best of several; of equals, the smaller id comes first."""
    if not parts:
        return Ranking(np.empty(0, np.int64), np.empty(0, np.float32))
    ids = np.concatenate([part.ids for part in parts])
    scores = np.concatenate([part.scores for part in parts])
    order = np.lexsort((ids, -scores))[:k]
    return Ranking(ids[order], scores[order])


class VectorIndex(Protocol):
    """An immutable index: built once from unit vectors, then only searched, from any thread."""

    def __len__(self) -> int:
        """How many vectors it holds."""
        ...

    def search(self, vector: NDArray[np.float32], k: int, allowed: Ids | None) -> Ranking:
        """The ``k`` nearest by inner product; with ``allowed``, the nearest among those ids."""
        ...


class VectorIndexBuilder(Protocol):
    """Makes an index of vectors of shape (n, dimensions) under the given ids."""

    def __call__(self, ids: Ids, vectors: Vectors) -> VectorIndex: ...


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """What a search may see of a base: the chunks of one edition up to one revision.

    ``size`` is about how many these are; with ``allowed``, only those ids.
    """

    base_id: str
    edition: int
    revision: int
    size: int
    allowed: Ids | None


class StoredVectors(Protocol):
    """Compares vectors where they are stored."""

    async def nearest(
        self, connection: Any, scopes: Sequence[Scope], vector: NDArray[np.float32], k: int
    ) -> Ranking:
        """The ``k`` nearest of all scopes, whose vectors have as many numbers as this one.

        ``connection`` is the driver's own, in the midst of a transaction that only reads.
        """
        ...

    def forget(self) -> None:
        """Free, some time soon, what was kept for editions that are gone."""
        ...

    async def aclose(self) -> None:
        """Stop what is being done in the background."""
        ...
