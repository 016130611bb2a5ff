"""The port for rerankers: query and passages in, how well each passage answers it out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Reranker(Protocol):
    """Judges passages one by one beside the query, which costs far more than comparing vectors.

    ``scores`` is a plain function that may take long: call it off the event loop. An instance may
    be called from several threads at once.
    """

    @property
    def name(self) -> str:
        """What made the scores, as people may look it up."""
        ...

    def scores(self, query: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """One score a passage, in the order given; higher is better, only their order counts."""
        ...
