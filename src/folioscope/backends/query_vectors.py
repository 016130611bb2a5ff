"""The vectors of the queries that were asked last: who asks again need not wait for the model."""

from __future__ import annotations

import sys
import threading
from collections import OrderedDict
from concurrent.futures import Future

import numpy as np
from numpy.typing import NDArray

from folioscope.backends.embeddings.port import EmbeddingModel

Vector = NDArray[np.float32]

MOST_QUERIES = 1000
MOST_BYTES = 4 * 1024 * 1024
"""Of the texts; the vectors are bounded by their number."""


class QueryVectors:
    """The query vectors of one loaded model, which go with it.

    Only the very same text is the same query: what a model makes of spaces and letter case is its
    own affair. Who asks for a vector that is just being computed waits for that one.
    """

    def __init__(
        self, model: EmbeddingModel, most: int = MOST_QUERIES, most_bytes: int = MOST_BYTES
    ) -> None:
        self._model = model
        self._most = most
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[str, Future[Vector]] = OrderedDict()
        self._lock = threading.Lock()

    def vector(self, text: str) -> Vector:
        """The vector of a query, for the caller to keep."""
        with self._lock:
            known = self._kept.get(text)
            if known is not None:
                self._kept.move_to_end(text)
            asked = known or self._enter(text)
        vector = self._computed(text, asked) if known is None else known.result()
        return vector.copy()

    def _enter(self, text: str) -> Future[Vector]:
        """Note that the text is being computed, and drop what was asked longest ago."""
        asked: Future[Vector] = Future()
        self._kept[text] = asked
        self._bytes += sys.getsizeof(text)
        while len(self._kept) > self._most or self._bytes > self._most_bytes:
            dropped, _ = self._kept.popitem(last=False)
            self._bytes -= sys.getsizeof(dropped)
        return asked

    def _computed(self, text: str, asked: Future[Vector]) -> Vector:
        try:
            vector = self._model.embed_query(text)
        except BaseException as error:
            with self._lock:
                if self._kept.get(text) is asked:
                    del self._kept[text]
                    self._bytes -= sys.getsizeof(text)
            asked.set_exception(error)
            raise
        asked.set_result(vector)
        return vector
