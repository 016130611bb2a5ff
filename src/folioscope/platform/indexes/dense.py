"""The order of chunks by meaning: of vectors in memory, in the database, or in collections."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from folioscope.backends.vectors.port import (
    Ranking,
    Scope,
    StoredVectors,
    VectorIndexes,
    merged,
)
from folioscope.platform.database.engine import Database, driver_connection
from folioscope.platform.indexes.generation import Gathering, Generation, begun
from folioscope.platform.indexes.held import Filling, Held
from folioscope.platform.indexes.snapshot import Seen


class Dense(Protocol):
    """Where the vectors of all bases are compared."""

    def gather(self) -> Filling | None:
        """What takes all vectors of a base in; None where they stay in the database."""
        ...

    def reopened(self, path: Path) -> Held | None:
        """The vectors of a base that were cached in this file; None where none are cached."""
        ...

    async def nearest(self, seen: Sequence[Seen], vector: NDArray[np.float32], k: int) -> Ranking:
        """The ``k`` nearest chunks of snapshots whose model made the vector."""
        ...

    def forget(self) -> None:
        """Free what was kept for editions that are gone."""
        ...

    async def purge(self, base_id: str) -> None:
        """Hold no vectors of a base any more but those that rows have."""
        ...

    async def aclose(self) -> None:
        """Stop what is being done in the background."""
        ...


class DenseInMemory:
    """Each snapshot has its vectors with it."""

    def __init__(self, indexes: VectorIndexes) -> None:
        self._indexes = indexes

    def gather(self) -> Gathering:
        """All of them, to be indexed."""
        return Gathering(self._indexes)

    def reopened(self, path: Path) -> Generation:
        """A generation as it was saved."""
        return begun(self._indexes.open_index(path))

    async def nearest(self, seen: Sequence[Seen], vector: NDArray[np.float32], k: int) -> Ranking:
        """The nearest of every generation as one order."""
        return await asyncio.to_thread(nearest_of_all, seen, vector, k)

    def forget(self) -> None:
        """Nothing: a generation goes with its snapshot."""

    async def purge(self, base_id: str) -> None:
        """Nothing: a generation goes with its snapshot."""

    async def aclose(self) -> None:
        """Nothing is done in the background."""


def nearest_of_all(seen: Sequence[Seen], vector: NDArray[np.float32], k: int) -> Ranking:
    """The ``k`` nearest of all snapshots that hold vectors."""
    parts = [
        one.snapshot.generation.nearest(vector, k, one.allowed)
        for one in seen
        if one.snapshot.generation is not None
    ]
    return merged(parts, k)


class DenseInDatabase:
    """Vectors stay beside their chunks, and no process holds any."""

    def __init__(self, database: Database, stored: StoredVectors) -> None:
        self._database = database
        self._stored = stored

    def gather(self) -> None:
        """Nothing is taken in."""

    def reopened(self, path: Path) -> None:
        """Nothing is cached."""

    async def nearest(self, seen: Sequence[Seen], vector: NDArray[np.float32], k: int) -> Ranking:
        """The nearest as one statement finds them, in the editions that the snapshots show."""
        scopes = [
            Scope(of.base_id, of.edition, of.revision, of.size, one.allowed)
            for one in seen
            for of in (one.snapshot,)
        ]
        async with self._database.read() as session:
            connection = await driver_connection(session)
            return await self._stored.nearest(connection, scopes, vector, k)

    def forget(self) -> None:
        """Drop indexes that nobody needs any more."""
        self._stored.forget()

    async def purge(self, base_id: str) -> None:
        """Nothing: they are deleted with their rows."""

    async def aclose(self) -> None:
        """Leave an index that is being made."""
        await self._stored.aclose()
