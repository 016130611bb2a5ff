"""Caches of indexes, each held against the rows before it is believed."""

from __future__ import annotations

import asyncio
from pathlib import Path

from folioscope.backends.vectors.port import VectorIndexUnreadable
from folioscope.platform.indexes.cache_files import VECTORS, CacheUnusable, Facts, stated
from folioscope.platform.indexes.caches import Caches, Draft
from folioscope.platform.indexes.dense import Dense
from folioscope.platform.indexes.generation import Generation
from folioscope.platform.indexes.held import Held
from folioscope.platform.indexes.keywords import KeywordIndexUnreadable
from folioscope.platform.indexes.marks import LoadMark
from folioscope.platform.indexes.private_folders import PrivateFolder
from folioscope.platform.indexes.snapshot import Snapshot, Words


class Cached:
    """What of a base lies on disk, and whether it is what the rows say."""

    def __init__(self, caches: Caches, load_mark: LoadMark) -> None:
        self._caches = caches
        self._load_mark = load_mark

    def private_folder(self, base_id: str, chunks: int, failed: int) -> PrivateFolder | None:
        """Where the words of a large base may lie while this process has it open."""
        return self._caches.private_folder(base_id, chunks, failed)

    def begin(self, snapshot: Snapshot) -> Draft | None:
        """Put the words aside before they change; None for a base that needs no cache."""
        return self._caches.begin(snapshot)

    async def keep(self, draft: Draft) -> None:
        """Write the rest, unless the base is another one by now."""
        snapshot = draft.snapshot
        mark = await self._load_mark(snapshot.base_id, snapshot.revision)
        if mark is not None and mark.edition == snapshot.edition:
            await asyncio.to_thread(self._caches.keep, draft, mark.digest)
        else:
            await asyncio.to_thread(draft.folder.close)

    async def reopened(self, base_id: str, dense: Dense) -> Snapshot | None:
        """The base as it was when it was last cached; None where that is not to be had."""
        found = await asyncio.to_thread(self._caches.checked, base_id)
        if found is None:
            return None
        path, facts = found
        mark = await self._load_mark(base_id, facts.revision)
        if mark is None or (mark.edition, mark.digest) != (facts.edition, facts.mark):
            why = f"{path.name} is not what the rows of {base_id} say"
            await asyncio.to_thread(self._caches.throw_away, path, why)
            return None
        return await asyncio.to_thread(self._opened, path, facts, dense)

    def _opened(self, path: Path, facts: Facts, dense: Dense) -> Snapshot | None:
        try:
            generation = _vectors(path, facts, dense)
            words = self._caches.words(path, facts)
            snapshot = _snapshot(facts, generation, words)
        except (CacheUnusable, VectorIndexUnreadable, KeywordIndexUnreadable, OSError) as error:
            self._caches.throw_away(path, error)
            return None
        return snapshot

    async def is_whole(self, snapshot: Snapshot) -> bool:
        """Whether a snapshot has as many chunks as there are rows."""
        mark = await self._load_mark(snapshot.base_id, snapshot.revision)
        return mark is not None and (mark.edition, mark.count) == (snapshot.edition, snapshot.size)

    async def distrust(self, base_id: str) -> None:
        """Throw away what opens to something else than the rows say."""
        for path in self._caches.of(base_id):
            why = f"{path.name} lacks some of {base_id}, or has too many"
            await asyncio.to_thread(self._caches.throw_away, path, why)

    async def tidy(self) -> list[str]:
        """Throw away what holds removed chunks, or is of bases that are gone; of which bases."""
        rid: list[str] = []
        for base_id in await asyncio.to_thread(lambda: list(self._caches.bases())):
            if await self.is_gone(base_id):
                await self.forget(base_id)
            elif not await self._is_current(base_id):
                rid.append(base_id)
        return rid

    async def is_gone(self, base_id: str) -> bool:
        """Whether there is no such base any more."""
        return await self._load_mark(base_id, None) is None

    async def _is_current(self, base_id: str) -> bool:
        for path in self._caches.of(base_id):
            edition, revision, chunks = stated(path)
            mark = await self._load_mark(base_id, revision)
            if mark is None or (mark.edition, mark.count) != (edition, chunks):
                why = f"{path.name} of {base_id} holds what was removed"
                await asyncio.to_thread(self._caches.throw_away, path, why)
                return False
        return True

    async def forget(self, base_id: str) -> None:
        """Remove what there is of a base."""
        await asyncio.to_thread(self._caches.forget, base_id)


def _vectors(path: Path, facts: Facts, dense: Dense) -> Held | None:
    """The vectors of a cache; ``CacheUnusable`` where they are kept somewhere else by now."""
    generation = dense.reopened(path / VECTORS) if facts.has_vectors else None
    if generation is None and (facts.has_vectors or dense.gather() is not None):
        raise CacheUnusable(f"The cache {path.name} was made for vectors that are kept elsewhere.")
    return generation


def _snapshot(facts: Facts, generation: Held | None, words: Words) -> Snapshot:
    """What was cached; ``CacheUnusable`` where its parts do not belong together."""
    snapshot = Snapshot(
        base_id=facts.base_id,
        model=facts.model,
        edition=facts.edition,
        revision=facts.revision,
        generation=generation,
        words=words,
        view=words.index.view(),
    )
    vectors = len(generation.main) if isinstance(generation, Generation) else facts.chunks
    if (vectors, snapshot.size) != (facts.chunks, facts.chunks):
        raise CacheUnusable(f"It has {vectors} vectors, {snapshot.size} texts, not {facts.chunks}.")
    return snapshot
