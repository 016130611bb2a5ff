"""What is asked of Chroma, whether it is in this process or a server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from folioscope.backends.vectors.port import Vectors

Metadata = Mapping[str, str | int]
Entry = tuple[str, Metadata]
"""The id of a vector, and its metadata."""
Graph = Mapping[str, str | int]
Near = tuple[Sequence[str], Sequence[float]]
"""Ids and their distances, the nearest first."""


class Collection(Protocol):
    """Vectors with ids. Everything raises ``CollectionGone`` once it was deleted."""

    @property
    def metadata(self) -> Metadata:
        """What was noted about it when it was made."""
        ...

    def put(self, ids: Sequence[str], vectors: Vectors, metadata: Sequence[Metadata]) -> None:
        """Add vectors, or replace those of these ids."""
        ...

    def delete(self, ids: Sequence[str]) -> None:
        """Delete those that are there."""
        ...

    def count(self) -> int:
        """How many there are."""
        ...

    def page(self, start: int, size: int) -> Sequence[Entry]:
        """So many of all entries, in an order of its own."""
        ...

    def read(self, ids: Sequence[str]) -> Sequence[Entry]:
        """The entries of those ids that are there."""
        ...

    def near(self, vector: NDArray[np.float32], count: int, ids: Sequence[str] | None) -> Near:
        """The nearest of all, or of these."""
        ...


class Client(Protocol):
    """A place with collections; opened when something is asked of it."""

    def find(self, name: str) -> Collection:
        """The collection of that name; ``CollectionGone`` if there is none."""
        ...

    def make(self, name: str, metadata: Metadata, graph: Graph) -> Collection:
        """A collection of that name, unless another process has just made it."""
        ...

    def drop(self, name: str) -> None:
        """Delete a collection; ``CollectionGone`` if there is none."""
        ...

    def names(self) -> Sequence[Entry]:
        """The names of all collections, with their metadata."""
        ...

    def close(self) -> None:
        """Leave the place in good order."""
        ...
