"""What a server of embeddings answers, read with distrust: counts, order, numbers, lengths."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
from numpy.typing import NDArray

from folioscope.backends.embeddings.port import Vectors
from folioscope.errors import BackendFailed


class EmbeddingsInvalid(BackendFailed):
    """A server of embeddings answered what are no vectors of the texts it was sent."""

    code = "embeddings_invalid"


def vectors_of(reply: Any, count: int, server: str) -> Vectors:
    """The vectors in the order of the texts, each of length one."""
    data = reply.get("data") if isinstance(reply, dict) else None
    if not isinstance(data, list) or not all(isinstance(one, dict) for one in data):
        raise EmbeddingsInvalid(f"{server} sent something that is no list of embeddings.")
    if len(data) != count:
        raise EmbeddingsInvalid(f"{server} sent {len(data)} vectors for {count} texts.")
    rows = [_numbers(one.get("embedding"), server) for one in _in_order(data, server)]
    lengths = sorted({len(row) for row in rows})
    if len(lengths) > 1:
        told = " and ".join(map(str, lengths))
        raise EmbeddingsInvalid(f"{server} sent vectors of {told} dimensions in one answer.")
    return _of_length_one(np.stack(rows), server)


def _in_order(data: list[dict[str, Any]], server: str) -> list[dict[str, Any]]:
    """By ``index``; some servers leave it out, and then the order is that of the texts."""
    indexes = [one.get("index") for one in data]
    if all(index is None for index in indexes):
        return data
    if not all(type(index) is int for index in indexes) or set(indexes) != set(range(len(data))):
        raise EmbeddingsInvalid(f"{server} does not say which vector is of which text.")
    return sorted(data, key=lambda one: int(one["index"]))


def _numbers(embedding: Any, server: str) -> NDArray[np.float64]:
    try:
        if isinstance(embedding, str):
            row = np.frombuffer(base64.b64decode(embedding, validate=True), "<f4")
        else:
            row = np.asarray(embedding, np.float64)
    except (ValueError, TypeError, OverflowError):
        row = np.empty((0, 0))
    if row.ndim != 1 or not row.size:
        raise EmbeddingsInvalid(f"{server} sent something that is no vector.")
    return row.astype(np.float64)


def _of_length_one(vectors: NDArray[np.float64], server: str) -> Vectors:
    if not np.isfinite(vectors).all():
        raise EmbeddingsInvalid(f"{server} sent vectors with numbers that are none (NaN or inf).")
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not (np.isfinite(lengths).all() and lengths.all()):
        raise EmbeddingsInvalid(f"{server} sent a vector of zeros, which points nowhere.")
    unit: Vectors = (vectors / lengths).astype(np.float32)
    return unit
