"""FAISS in memory: all vectors compared with a query, or in a large base the likely ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar, Self

import faiss
import numpy as np
from numpy.typing import NDArray

from folioscope.backends.vectors import vector_file
from folioscope.backends.vectors.faiss_lists import LISTED_FROM, flat, listed
from folioscope.backends.vectors.port import Ids, KeptIn, Ranking, Vectors, check, nothing

SWIG: Any = faiss  # its types know nothing of what its Python adds to it


class FaissIndex:
    """Vectors in the order of their ids; FAISS knows them by their places in it.

    Up to ``LISTED_FROM`` all are compared with a query. Of more, those are that lie in the
    inverted lists next to it, but with a filter all that it lets through.
    """

    kept_in: ClassVar[KeptIn] = "memory"

    def __init__(self, ids: Ids, vectors: Vectors, listed_from: int = LISTED_FROM) -> None:
        if np.any(ids[1:] <= ids[:-1]):
            order = np.argsort(ids)
            ids, vectors = ids[order], vectors[order]
        self._ids = ids
        self._index: Any = listed(vectors) if len(ids) >= listed_from else flat(vectors)

    @classmethod
    def open_index(cls, path: Path) -> Self:
        """The index that was saved there; ``VectorIndexUnreadable`` where it is not whole."""
        found = cls.__new__(cls)
        found._ids, found._index = vector_file.read(path)  # noqa: SLF001 - it is our own
        return found

    def save(self, path: Path) -> None:
        """Write it to a file, which takes the place of one that is there as a whole."""
        vector_file.write(path, self._ids, self._index)

    def __len__(self) -> int:
        """How many vectors it holds."""
        return len(self._ids)

    @property
    def dimensions(self) -> int:
        """How many numbers each has."""
        return int(self._index.d)

    def search(
        self, vector: NDArray[np.float32], k: int, allowed: Ids | None, removed: Ids | None = None
    ) -> Ranking:
        """The nearest by inner product."""
        if not len(self):
            return nothing()
        check(vector, self.dimensions)
        kept = self._kept(allowed, removed)
        # One query is the work of one thread; others would only wait for it, and busily.
        faiss.omp_set_num_threads(1)
        count = min(k, len(self) if kept is None else int(np.count_nonzero(kept)))
        if count == 0:
            return nothing()
        options = _Options(self._index, kept, is_exact=allowed is not None)
        found = self._found(vector, count, options)
        if len(found.ids) < count:  # most of what lies next to the query was removed
            options = _Options(self._index, kept, is_exact=True)
            found = self._found(vector, count, options)
        return found

    def _found(self, vector: NDArray[np.float32], count: int, options: _Options) -> Ranking:
        scores, places = self._index.search(vector.reshape(1, -1), count, params=options.given)
        found = places[0] >= 0
        return Ranking(self._ids[places[0][found]], scores[0][found])

    def _kept(self, allowed: Ids | None, removed: Ids | None) -> NDArray[np.bool_] | None:
        """Which places are searched; None stands for all."""
        if allowed is None and (removed is None or not len(removed)):
            return None
        kept = np.full(len(self), allowed is None)
        if allowed is not None:
            kept[self._places(allowed)] = True
        if removed is not None:
            kept[self._places(removed)] = False
        return kept

    def _places(self, ids: Ids) -> NDArray[np.intp]:
        places = np.minimum(np.searchsorted(self._ids, ids), len(self) - 1)
        known: NDArray[np.intp] = places[self._ids[places] == ids]
        return known


class _Options:
    """How FAISS is to search, with what it reads meanwhile and does not keep alive itself."""

    def __init__(self, index: Any, kept: NDArray[np.bool_] | None, *, is_exact: bool) -> None:
        self.given: Any = SWIG.SearchParameters()
        if isinstance(index, faiss.IndexIVF):
            self.given = SWIG.SearchParametersIVF()
            self.given.nprobe = index.nlist if is_exact else index.nprobe
        if kept is not None:
            self._bits = np.packbits(kept, bitorder="little")
            self.given.sel = SWIG.IDSelectorBitmap(self._bits)
