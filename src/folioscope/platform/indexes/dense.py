"""The order of chunks by meaning: of vectors in memory, or of those in the database."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from folioscope.backends.vectors.port import (
    Ranking,
    Scope,
    StoredVectors,
    VectorIndexBuilder,
    merged,
)
from folioscope.platform.database.engine import Database, driver_connection
from folioscope.platform.indexes.changes import Changes
from folioscope.platform.indexes.generation import Generation, begun
from folioscope.platform.indexes.snapshot import Seen


class Dense(Protocol):
    """Where the vectors of all bases are compared."""

    def hold(self, changes: Changes) -> Generation | None:
        """What is kept in memory of all vectors of a base."""
        ...

    async def nearest(self, seen: Sequence[Seen], vector: NDArray[np.float32], k: int) -> Ranking:
        """The ``k`` nearest chunks of snapshots whose model made the vector."""
        ...

    def forget(self) -> None:
        """Free what was kept for editions that are gone."""
        ...

    async def aclose(self) -> None:
        """Stop what is being done in the background."""
        ...


class DenseInMemory:
    """Each snapshot has its vectors with it."""

    def __init__(self, make_index: VectorIndexBuilder) -> None:
        self._make_index = make_index

    def hold(self, changes: Changes) -> Generation:
        """All of them, indexed."""
        return begun(changes, self._make_index)

    async def nearest(self, seen: Sequence[Seen], vector: NDArray[np.float32], k: int) -> Ranking:
        """The nearest of every generation as one order."""
        return await asyncio.to_thread(_nearest, seen, vector, k)

    def forget(self) -> None:
        """Nothing: a generation goes with its snapshot."""

    async def aclose(self) -> None:
        """Nothing is done in the background."""


def _nearest(seen: Sequence[Seen], vector: NDArray[np.float32], k: int) -> Ranking:
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

    def hold(self, changes: Changes) -> None:
        """Nothing."""

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

    async def aclose(self) -> None:
        """Leave an index that is being made."""
        await self._stored.aclose()
