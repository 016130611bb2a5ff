"""The port between embedding models and late interaction: texts token by token."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class TextTokens:
    """A vector of length one for each token of a text, and how much each of them tells.

    The rarer a token is in general, the more it tells.
    """

    vectors: Floats
    weights: Floats


@runtime_checkable
class TokenVectors(Protocol):
    """What an embedding model may do besides making one vector of a text."""

    @property
    def languages(self) -> frozenset[str] | None:
        """The languages it understands, as ISO 639-1 names them; None if it is meant for many."""
        ...

    def token_vectors(self, texts: Sequence[str]) -> list[TextTokens]:
        """The tokens of each text, but for those that the model itself puts around it."""
        ...
