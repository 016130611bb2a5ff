"""The port for embedding models: text in, unit vectors out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from folioscope.errors import BackendFailed

Vectors = NDArray[np.float32]
"""Row-major matrix of shape (texts, dimensions); every row has length one."""


SERVED = "openai:"
"""What the name of a model begins with that a server runs."""


class DimensionsChanged(BackendFailed):
    """A model of that name whose vectors have become longer or shorter."""

    code = "embedding_dimensions_changed"


class EmbeddingModel(Protocol):
    """A model that turns texts into vectors whose inner product is their likeness.

    All methods are plain functions that may take long: call them off the event loop. An instance
    may be called from several threads at once.
    """

    @property
    def name(self) -> str:
        """The name under which a knowledge base pins this model."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of each vector."""
        ...

    @property
    def languages(self) -> frozenset[str] | None:
        """The languages it understands, as ISO 639-1 names them; None if it is meant for many."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts to be found, in the order given; ``(0, dimensions)`` for none."""
        ...

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Vector of shape ``(dimensions,)`` of a text that searches."""
        ...
