"""The searchable state of every base in this process: always as new as the base's row."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import aclosing
from functools import partial

from folioscope.platform.indexes.behind import Behind
from folioscope.platform.indexes.cached import Cached
from folioscope.platform.indexes.changes import LoadChanges
from folioscope.platform.indexes.dense import Dense
from folioscope.platform.indexes.snapshot import Building, Snapshot, extend


class Indexes:
    """Snapshots by base, swapped as a whole.

    The rows are the truth; what is here is built from them when it is first asked for, or opened
    from a cache, and brought up to date when a search brings a newer revision than the one in hand.
    A snapshot that has changed much is built anew behind the searches, which go on with it.
    """

    def __init__(self, load: LoadChanges, dense: Dense, cached: Cached | None = None) -> None:
        self.dense = dense
        self._load = load
        self._cached = cached
        self._snapshots: dict[str, Snapshot] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._behind = Behind()

    async def snapshot(self, base_id: str, edition: int, revision: int) -> Snapshot:
        """The base at that revision or a later one."""
        found = self._snapshots.get(base_id)
        if found is None or (found.edition, found.revision) < (edition, revision):
            async with self._locks[base_id]:
                found = self._snapshots.get(base_id)
                if found is None or (found.edition, found.revision) < (edition, revision):
                    found = await self._renewed(base_id, found)
                    self._snapshots[base_id] = found
        if found.is_worn:
            self._behind.begin(f"new indexes of {base_id}", partial(self._renew, base_id))
        return found

    async def _renewed(self, base_id: str, known: Snapshot | None) -> Snapshot:
        newer = await (self._reopened(base_id) if known is None else self._extended(known))
        if newer is None:
            newer = await self._built(base_id)
            if known is not None and known.edition != newer.edition:
                self.dense.forget()
        return newer

    async def _reopened(self, base_id: str) -> Snapshot | None:
        """From the cache, with all that came since; None where that is not to be had."""
        if self._cached is None:
            return None
        opened = await self._cached.reopened(base_id, self.dense)
        newer = None if opened is None else await self._extended(opened)
        if newer is None or not await self._cached.is_whole(newer):
            return None
        return newer

    async def _extended(self, known: Snapshot) -> Snapshot | None:
        """With all that came since; None where it is as much work to build it anew."""
        newer = known
        async with aclosing(self._load(known.base_id, known.edition, known.revision)) as slices:
            async for changes in slices:
                if changes.edition != known.edition or changes.total > known.size:
                    return None
                newer = await asyncio.to_thread(extend, newer, changes)
        return newer

    async def _built(self, base_id: str) -> Snapshot:
        """All of it, from rows."""
        async with aclosing(self._load(base_id, None, 0)) as slices:
            changes = await anext(slices)
            cached = self._cached
            folder = cached.private_folder(base_id, changes.total) if cached else None
            building = Building(self.dense.gather(), folder)
            await asyncio.to_thread(building.add, changes)
            async for changes in slices:
                await asyncio.to_thread(building.add, changes)
        built = await asyncio.to_thread(building.done, changes)
        draft = await asyncio.to_thread(cached.begin, built) if cached else None
        if cached and draft:
            self._behind.begin(f"a cache of {base_id}", partial(cached.keep, draft))
        return built

    async def _renew(self, base_id: str) -> None:
        """Build a snapshot anew while searches go on with the one in hand."""
        fresh = await self._built(base_id)
        async with self._locks[base_id]:
            newer = await self._extended(fresh)
            if newer is not None and base_id in self._snapshots:
                self._snapshots[base_id] = newer

    async def tidy(self) -> None:
        """Throw caches away that hold what was removed, and make new ones of bases in use."""
        for base_id in await self._cached.tidy() if self._cached else ():
            if base_id in self._snapshots:
                self._behind.begin(f"new indexes of {base_id}", partial(self._renew, base_id))

    def forget(self, base_id: str) -> None:
        """Let go of a base that is gone."""
        self._snapshots.pop(base_id, None)
        self._locks.pop(base_id, None)
        self.dense.forget()
        if self._cached:
            self._behind.begin(f"an end of {base_id}", partial(self._cached.forget, base_id))

    async def settled(self) -> None:
        """Wait until nothing is left to be done behind searches."""
        await self._behind.settled()

    async def aclose(self) -> None:
        """Stop what is being done in the background."""
        await self._behind.aclose()
        await self.dense.aclose()
