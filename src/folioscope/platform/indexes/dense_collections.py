"""The order of chunks by meaning, of vectors in collections that rows keep up to date."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from folioscope.backends.vectors.port import (
    CollectionGone,
    Collections,
    Ranking,
    VectorsUnavailable,
)
from folioscope.errors import BackendFailed
from folioscope.platform.indexes.changes import LoadChanges
from folioscope.platform.indexes.collected import Collecting
from folioscope.platform.indexes.dense import nearest_of_all
from folioscope.platform.indexes.snapshot import Seen

PATIENCE = 30.0
CurrentEditions = Callable[[], Awaitable[Mapping[str, int]]]
"""The edition of every base."""

log = logging.getLogger(__name__)


class DenseInCollections:
    """A store outside of the database has the vectors; rows can fill it again at any time."""

    def __init__(
        self, collections: Collections, load: LoadChanges, editions: CurrentEditions
    ) -> None:
        self._collections = collections
        self._load = load
        self._editions = editions
        self._sweep: asyncio.Task[None] | None = None
        self._refilling = asyncio.Lock()
        self._refills = 0

    def gather(self) -> Collecting:
        """All of them, to be put there where they are not."""
        return Collecting(self._collections)

    def reopened(self, path: Path) -> None:
        """Nothing is cached: what is in a collection is held against the rows."""

    async def nearest(self, seen: Sequence[Seen], vector: NDArray[np.float32], k: int) -> Ranking:
        """The nearest of every collection as one order; a lost one is filled before."""
        async with self._refilling:
            refills = self._refills
        try:
            found = await self._asked(seen, vector, k)
        except CollectionGone:
            async with self._refilling:  # the next who misses it finds it filled
                self._refills += 1
                seen = [one for one in seen if await self._refilled(one)]
        else:
            if refills == self._refills:
                return found
            async with self._refilling:
                pass  # it may have been only half filled when it was asked
        return await self._asked(seen, vector, k)

    async def _asked(self, seen: Sequence[Seen], vector: NDArray[np.float32], k: int) -> Ranking:
        try:
            async with asyncio.timeout(PATIENCE):
                return await asyncio.to_thread(nearest_of_all, seen, vector, k)
        except TimeoutError as error:
            msg = f"The store of vectors did not answer within {PATIENCE:.0f} seconds."
            raise VectorsUnavailable(msg) from error

    async def _refilled(self, one: Seen) -> bool:
        """Whether the edition is still there, and its collection is again."""
        filling, edition = self.gather(), None
        async for changes in self._load(one.snapshot.base_id, None, 0):
            edition = changes.edition
            await asyncio.to_thread(filling.add, changes)
        await asyncio.to_thread(filling.done)
        return edition == one.snapshot.edition

    def forget(self) -> None:
        """Delete collections of editions that are gone, in the background."""
        if self._sweep is None or self._sweep.done():
            self._sweep = asyncio.create_task(self._swept())

    async def purge(self, base_id: str) -> None:
        """Drop the collections of a base; the next search fills the one it needs."""
        for other_id, edition in await asyncio.to_thread(self._collections.editions):
            if other_id == base_id:
                await asyncio.to_thread(self._collections.drop, base_id, edition)

    async def _swept(self) -> None:
        try:
            # In this order: what is there by now was current once, and is no more if not now.
            there = await asyncio.to_thread(self._collections.editions)
            current = await self._editions()
            for base_id, edition in there - set(current.items()):
                await asyncio.to_thread(self._collections.drop, base_id, edition)
        except BackendFailed as error:
            log.warning("collections that nobody needs stay for now: %s", error.message)

    async def aclose(self) -> None:
        """Finish deleting, and leave the store in good order."""
        if self._sweep is not None:
            await asyncio.gather(self._sweep, return_exceptions=True)
        await asyncio.to_thread(self._collections.close)
