"""The port for vector indexes: which vectors are nearest to this one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Nearest:
    """Ids with their inner products, best first."""

    ids: Ids
    scores: NDArray[np.float32]


class VectorIndex(Protocol):
    """An immutable index: built once from unit vectors, then only searched, from any thread."""

    def __len__(self) -> int:
        """How many vectors it holds."""
        ...

    def search(self, vector: NDArray[np.float32], k: int, allowed: Ids | None) -> Nearest:
        """The ``k`` nearest by inner product; with ``allowed``, the nearest among those ids."""
        ...


class VectorIndexBuilder(Protocol):
    """Makes an index of vectors of shape (n, dimensions) under the given ids."""

    def __call__(self, ids: Ids, vectors: Vectors) -> VectorIndex: ...
