"""The searchable state of every base in this process: always as new as the base's row."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable

from folioscope.platform.indexes.changes import Changes
from folioscope.platform.indexes.dense import Dense
from folioscope.platform.indexes.snapshot import Snapshot, build, extend

LoadChanges = Callable[[str, int | None, int], Awaitable[Changes]]
"""(base id, known edition, known revision) → what came since; everything if the edition is new."""


class Indexes:
    """Snapshots by base, swapped as a whole.

    The rows are the truth; what is here is built from them when it is first asked for, and brought
    up to date when a search brings a newer revision than the one in hand.
    """

    def __init__(self, load: LoadChanges, dense: Dense) -> None:
        self.dense = dense
        self._load = load
        self._snapshots: dict[str, Snapshot] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def snapshot(self, base_id: str, edition: int, revision: int) -> Snapshot:
        """The base at that revision or a later one."""
        found = self._snapshots.get(base_id)
        if found is None or (found.edition, found.revision) < (edition, revision):
            async with self._locks[base_id]:
                found = self._snapshots.get(base_id)
                if found is None or (found.edition, found.revision) < (edition, revision):
                    found = await self._renewed(base_id, found)
                    self._snapshots[base_id] = found
        return found

    async def _renewed(self, base_id: str, known: Snapshot | None) -> Snapshot:
        if known is not None:
            changes = await self._load(base_id, known.edition, known.revision)
            if changes.edition == known.edition and not known.is_worn_by(changes):
                return await asyncio.to_thread(extend, known, changes)
        changes = await self._load(base_id, None, 0)
        if known is not None and known.edition != changes.edition:
            self.dense.forget()
        return await asyncio.to_thread(self._built, changes)

    def _built(self, changes: Changes) -> Snapshot:
        return build(changes, self.dense.hold(changes))

    def forget(self, base_id: str) -> None:
        """Let go of a base that is gone."""
        self._snapshots.pop(base_id, None)
        self._locks.pop(base_id, None)
        self.dense.forget()
