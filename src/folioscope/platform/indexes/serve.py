"""The searchable state of every base in this process: always as new as the base's row."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from contextlib import aclosing
from functools import partial

from folioscope.platform.database.whole_operations import whole
from folioscope.platform.indexes.behind import Behind
from folioscope.platform.indexes.cached import Cached
from folioscope.platform.indexes.caches import PLACES
from folioscope.platform.indexes.changes import LoadChanges
from folioscope.platform.indexes.dense import Dense
from folioscope.platform.indexes.keywords import KeywordIndexUnreadable, KeywordIndexUnwritable
from folioscope.platform.indexes.snapshot import Building, Snapshot, extend

LOOKS = 3  # at a cache: while one is looked at, chunks may go that it seems to have too many

log = logging.getLogger(__name__)


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
        self._renewing: set[asyncio.Task[Snapshot]] = set()

    @property
    def open_bases(self) -> int:
        """How many bases are open."""
        return len(self._snapshots)

    @property
    def open_passages(self) -> int:
        """How many passages can be found in them."""
        return sum(snapshot.size for snapshot in self._snapshots.values())

    async def snapshot(self, base_id: str, edition: int, revision: int) -> Snapshot:
        """The base at that revision or a later one."""
        found = self._snapshots.get(base_id)
        if found is None or (found.edition, found.revision) < (edition, revision):
            # It goes on when whoever asked has left: else those who do not wait long enough for a
            # large base would begin it again and again.
            renewing = asyncio.create_task(self._newest(base_id, (edition, revision)))
            self._renewing.add(renewing)
            renewing.add_done_callback(self._renewed_or_not)
            found = await asyncio.shield(renewing)
        if found.is_worn:
            self._behind.begin(f"new indexes of {base_id}", partial(self._renew, base_id))
        return found

    async def _newest(self, base_id: str, wanted: tuple[int, int]) -> Snapshot:
        lock = self._locks[base_id]
        async with lock:
            found = self._snapshots.get(base_id)
            if found is None or (found.edition, found.revision) < wanted:
                found = await self._renewed(base_id, found)
                if self._locks.get(base_id) is lock:  # else the base has gone meanwhile
                    self._snapshots[base_id] = found
            return found

    def _renewed_or_not(self, task: asyncio.Task[Snapshot]) -> None:
        self._renewing.discard(task)
        if not task.cancelled():
            task.exception()  # whoever would have heard of it may have left

    async def _renewed(self, base_id: str, known: Snapshot | None) -> Snapshot:
        try:
            newer = await (self._reopened(base_id) if known is None else self._extended(known))
        except (KeywordIndexUnwritable, KeywordIndexUnreadable) as error:
            log.warning("the words of %s are made anew: %s", base_id, error)
            newer = None
        if newer is None:
            newer = await self._built(base_id)
            if known is not None and known.edition != newer.edition:
                self.dense.forget()
        return newer

    async def _reopened(self, base_id: str) -> Snapshot | None:
        """From the cache, with all that came since; None where that is not to be had."""
        if self._cached is None:
            return None
        newer = await self._cached.reopened(base_id, self.dense)
        for _ in range(LOOKS):
            newer = newer and await self._extended(newer)
            if newer is None or await self._cached.is_whole(newer):
                return newer
        await self._cached.distrust(base_id)
        return None

    async def _extended(self, known: Snapshot) -> Snapshot | None:
        """With all that came since; None where it is as much work to build it anew."""
        newer = known
        async with aclosing(self._load(known.base_id, known.edition, known.revision)) as slices:
            async for changes in slices:
                if changes.edition != known.edition or changes.total > known.size:
                    return None
                # To its end: whoever is next would change the same words at the same time.
                newer = await whole(asyncio.to_thread(extend, newer, changes))
        return newer

    async def _built(self, base_id: str) -> Snapshot:
        """All of it, from rows, and what comes of it is cached some time soon."""
        for failed in range(PLACES):
            try:
                built = await self._filled(base_id, failed)
                break
            except (KeywordIndexUnwritable, KeywordIndexUnreadable) as error:
                log.warning("the words of %s do not fit: %s", base_id, error)
        else:
            built = await self._filled(base_id, PLACES)
        cached = self._cached
        draft = await asyncio.to_thread(cached.begin, built) if cached else None
        if cached and draft:
            self._behind.begin(f"a cache of {base_id}", partial(cached.keep, draft))
        return built

    async def _filled(self, base_id: str, failed: int) -> Snapshot:
        """All of it, with the words elsewhere than in so many places where they did not fit."""
        async with aclosing(self._load(base_id, None, 0)) as slices:
            changes = await anext(slices)
            choose = partial(self._cached.private_folder, base_id) if self._cached else None
            folder = await asyncio.to_thread(choose, changes.total, failed) if choose else None
            building = Building(self.dense.gather(), folder)
            await asyncio.to_thread(building.add, changes)
            async for changes in slices:
                await asyncio.to_thread(building.add, changes)
        return await asyncio.to_thread(building.done, changes)

    async def _renew(self, base_id: str) -> None:
        """Build a snapshot anew while searches go on with the one in hand."""
        fresh = await self._built(base_id)
        async with self._locks[base_id]:
            newer = await self._extended(fresh)
            if newer is not None and base_id in self._snapshots:
                self._snapshots[base_id] = newer

    async def tidy(self) -> None:
        """Throw caches away that hold what was removed, and make new ones of bases in use.

        Bases that another process has deleted are let go of.
        """
        if self._cached is None:
            return
        for base_id in list(self._snapshots):
            if await self._cached.is_gone(base_id):
                self.forget(base_id)
        for base_id in await self._cached.tidy():
            if base_id in self._snapshots:
                self._behind.begin(f"new indexes of {base_id}", partial(self._renew, base_id))

    def forget(self, base_id: str) -> None:
        """Let go of a base that is gone."""
        self._snapshots.pop(base_id, None)
        self._locks.pop(base_id, None)
        self.dense.forget()
        if self._cached:
            self._behind.begin(f"an end of {base_id}", partial(self._cached.forget, base_id))

    async def purge(self, base_id: str) -> None:
        """Hold nothing of a base any more, in memory or on disk; who searches it builds it anew."""
        async with self._locks[base_id]:
            self._snapshots.pop(base_id, None)
        await self._behind.settled()  # what is being cached may be of before
        if self._cached:
            await self._cached.forget(base_id)
        await self.dense.purge(base_id)

    async def settled(self) -> None:
        """Wait until nothing is left to be done behind searches."""
        await self._behind.settled()

    async def aclose(self) -> None:
        """Stop what is being done in the background."""
        for task in self._renewing:
            task.cancel()
        await asyncio.gather(*self._renewing, return_exceptions=True)
        await self._behind.aclose()
        await self.dense.aclose()
