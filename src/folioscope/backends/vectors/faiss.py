"""FAISS: an exact scan over half-precision vectors, the best choice up to some 500,000."""

from __future__ import annotations

from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from folioscope.backends.vectors.port import Ids, Ranking, Vectors


class FaissIndex:
    """``IndexIDMap2`` over a scalar quantiser of 16-bit floats, by inner product."""

    def __init__(self, ids: Ids, vectors: Vectors) -> None:
        flat = faiss.IndexScalarQuantizer(
            vectors.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
        )
        self._index: Any = faiss.IndexIDMap2(flat)
        self._index.add_with_ids(np.ascontiguousarray(vectors), ids)

    def __len__(self) -> int:
        """How many vectors it holds."""
        return int(self._index.ntotal)

    def search(self, vector: NDArray[np.float32], k: int, allowed: Ids | None) -> Ranking:
        """The nearest by inner product."""
        options = None
        if allowed is not None:
            selector = faiss.IDSelectorBatch(allowed)  # the parameters do not keep it alive
            options = faiss.SearchParameters()
            options.sel = selector
        scores, ids = self._index.search(vector.reshape(1, -1), min(k, len(self)), params=options)
        found = ids[0] >= 0  # fewer than k were allowed
        return Ranking(ids[0][found], scores[0][found])
