"""What a process has at hand of the vectors of a base, wherever they are compared."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from folioscope.backends.vectors.port import Ids, Ranking
from folioscope.platform.indexes.changes import Changes


class Held(Protocol):
    """The vectors of an edition as of a revision; never changed, only replaced."""

    def nearest(self, vector: NDArray[np.float32], k: int, allowed: Ids | None) -> Ranking:
        """The ``k`` nearest chunks by inner product, of those that are allowed."""
        ...

    @property
    def is_worn(self) -> bool:
        """Whether so much was added and removed that it is better filled anew."""
        ...

    def extended(self, changes: Changes) -> Held:
        """The same with what came later."""
        ...


class Filling(Protocol):
    """All vectors of a base on their way in."""

    def add(self, changes: Changes) -> None:
        """Take a slice."""
        ...

    def done(self) -> Held:
        """What all of them came to."""
        ...
