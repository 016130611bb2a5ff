"""The ports for vectors: which chunks are nearest to this one.

Rows have all vectors; a backend makes them quick to compare, in one of three places, which its
class names in ``kept_in``. In memory: an index that is built from vectors (``VectorIndex``). In
the database: where they are stored, so that no process holds them (``StoredVectors``). In
collections: a store of its own that is brought up to date from rows (``Collections``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from folioscope.errors import BackendBusy, BackendFailed, Conflict, Invalid

Ids = NDArray[np.int64]
Vectors = NDArray[np.float32]
KeptIn = Literal["memory", "database", "collections"]
"""Where a backend has vectors at hand: see above."""


class VectorsUnavailable(BackendBusy):
    """The database that holds the vectors did not compare them."""

    code = "vectors_unavailable"


class VectorIndexUnreadable(BackendFailed):
    """A file of an index is cut off, damaged, of a newer version or something else."""

    code = "vector_index_unreadable"


class CollectionGone(BackendBusy):
    """A collection that was filled is not there any more; the rows can fill it again."""

    code = "collection_gone"


class DimensionsDiffer(Conflict):
    """Vectors that have not as many numbers as those they are compared with."""

    code = "dimensions_differ"


class VectorsNotFinite(Invalid):
    """Vectors with a number that is none, or infinite."""

    code = "vectors_not_finite"


@dataclass(frozen=True, slots=True)
class Ranking:
    """Ids with their inner products, best first."""

    ids: Ids
    scores: NDArray[np.float32]


def nothing() -> Ranking:
    """Nobody is near."""
    return Ranking(np.empty(0, np.int64), np.empty(0, np.float32))


def merged(parts: Sequence[Ranking], k: int) -> Ranking:
    """The ``k`` best of several; of equals, the smaller id comes first."""
    if not parts:
        return nothing()
    ids = np.concatenate([part.ids for part in parts])
    scores = np.concatenate([part.scores for part in parts])
    order = np.lexsort((ids, -scores))[:k]
    return Ranking(ids[order], scores[order])


def check(vectors: NDArray[np.floating[Any]], dimensions: int) -> None:
    """Refuse vectors, or a query, that cannot be compared with ones of so many numbers."""
    if vectors.shape[-1] != dimensions:
        msg = f"The vectors have {vectors.shape[-1]} numbers, and the others {dimensions}."
        raise DimensionsDiffer(msg)
    # A sum is finite where all its terms are, and takes no memory for the answers to each.
    if not np.isfinite(vectors.sum(dtype=np.float64)):
        msg = "There are vectors with numbers that are none, or infinite."
        raise VectorsNotFinite(msg)


class VectorIndex(Protocol):
    """An immutable index: built once from unit vectors, then only searched, from any thread."""

    def __len__(self) -> int:
        """How many vectors it holds."""
        ...

    @property
    def dimensions(self) -> int:
        """How many numbers each has; none are known of an empty one."""
        ...

    def search(
        self, vector: NDArray[np.float32], k: int, allowed: Ids | None, removed: Ids | None = None
    ) -> Ranking:
        """The ``k`` nearest by inner product, of all but the ``removed``.

        With ``allowed``, the nearest among those ids.
        """
        ...

    def save(self, path: Path) -> None:
        """Write it to a file, which takes the place of one that is there as a whole."""
        ...


class VectorIndexes(Protocol):
    """Makes an index of vectors of shape (n, dimensions) under the given ids, or opens one."""

    def __call__(self, ids: Ids, vectors: Vectors | NDArray[np.float16]) -> VectorIndex: ...

    def open_index(self, path: Path) -> VectorIndex:
        """The index that was saved there; ``VectorIndexUnreadable`` if it is not what it was."""
        ...


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


@dataclass(frozen=True, slots=True)
class Place:
    """Where collections may be: a folder of their own, or the server at ``url``.

    ``owner`` tells them from those of other databases on the same server.
    """

    folder: Path
    url: str | None
    owner: str


@dataclass(frozen=True, slots=True)
class Stand:
    """An edition of a base, as of a revision."""

    base_id: str
    edition: int
    revision: int


class Collections(Protocol):
    """Vectors by id, a collection an edition, in a store outside of the database.

    May be called from any thread. Every process that opened the same place fills the same ones;
    whatever is in them, a search is told only what its caller knows from rows.
    """

    def fill(self, stand: Stand, ids: Ids, vectors: Vectors) -> None:
        """Make it hold these, among others; make it if it is not there."""
        ...

    def keep(self, stand: Stand, ids: Ids) -> None:
        """Delete all others that were put there up to that revision."""
        ...

    def change(self, stand: Stand, ids: Ids, vectors: Vectors, removed: Ids) -> None:
        """Add and remove; each may have been done already. ``CollectionGone`` if it is."""
        ...

    def search(
        self, stand: Stand, vector: NDArray[np.float32], k: int, allowed: Ids | None
    ) -> Ranking:
        """The ``k`` nearest that are there, or of the allowed. ``CollectionGone`` if it is."""
        ...

    def editions(self) -> set[tuple[str, int]]:
        """Base and edition of every collection of this owner."""
        ...

    def drop(self, base_id: str, edition: int) -> None:
        """Delete a collection, if it is there."""
        ...

    def close(self) -> None:
        """Leave the place in good order."""
        ...
