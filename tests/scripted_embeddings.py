"""An embedding model made of word hashes, for tests that need vectors but no model."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from folioscope.backends.embeddings.port import Vectors


class HashingEmbeddings:
    """Counts words into buckets, so that texts are as alike as the words they share."""

    def __init__(self, dimensions: int = 64, name: str = "hashing") -> None:
        self._dimensions = dimensions
        self._name = name

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimensions(self) -> int:
        return self._dimensions

    @property
    def languages(self) -> None:
        return None

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self._dimensions), np.float32)
        for row, text in enumerate(texts):
            vectors[row] = self.embed_query(text)
        return vectors

    def embed_query(self, text: str) -> NDArray[np.float32]:
        counts = np.zeros(self._dimensions, np.float32)
        for word in re.findall(r"\w+", text.lower()) or [""]:
            counts[self._bucket(word)] += 1
        return counts / np.float32(np.linalg.norm(counts))

    def _bucket(self, word: str) -> int:
        digest = hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=8).digest()
        return int.from_bytes(digest, "big") % self._dimensions
