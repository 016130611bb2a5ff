"""The bytes of a file do not outlive the last document, of anybody, that came of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Sequence
from functools import partial

from folioscope.backends.blobs.port import Blobs
from folioscope.errors import FolioscopeError
from folioscope.features.knowledge.repository import Files, unnamed_digests
from folioscope.platform.database.engine import Database, Session, after_commit
from folioscope.platform.principal import Principal

log = logging.getLogger(__name__)


class UnneededFiles:
    """Deletes bytes that no row names, beside the event loop and the requests.

    What is left to do when the process dies, the next ``sweep`` of any process does.
    """

    def __init__(self, database: Database, blobs: Blobs) -> None:
        self._database = database
        self._blobs = blobs
        self._under_way: set[asyncio.Task[None]] = set()

    def forget(self, session: Session, digests: Sequence[str]) -> None:
        """Delete bytes once the transaction is committed that took away their last row."""
        if digests:
            after_commit(session, partial(self._begin, digests))

    async def forget_unneeded(self, session: Session, principal: Principal) -> None:
        """Forget the files of the principal that no document needs, rows and bytes."""
        self.forget(session, await Files(session, principal).remove_unused())

    async def forget_unnamed(self, digests: Collection[str]) -> None:
        """Delete those of the bytes that no row names: what named them was not committed."""
        try:
            async with self._database.read() as session:
                unnamed = await unnamed_digests(session, digests)
            is_named = partial(self._is_named, asyncio.get_running_loop())
            for digest in unnamed:
                await asyncio.to_thread(self._blobs.remove, digest, is_named)
        except FolioscopeError as error:
            log.warning("files that nobody needs stay for now: %s", error.message)

    async def sweep(self, *, even_all: bool = False) -> None:
        """Delete all bytes that no row names and nobody is about to name, and what else was left.

        If no file at all is named, only with ``even_all``: an empty database beside files is a
        restore that is not done, or the wrong database.
        """
        await asyncio.to_thread(self._blobs.tidy)
        digests = await asyncio.to_thread(self._blobs.digests)
        async with self._database.read() as session:
            unnamed = await unnamed_digests(session, digests)
        if even_all or len(unnamed) < len(digests):
            await self.forget_unnamed(unnamed)

    async def aclose(self) -> None:
        """Wait for what is under way."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    def _begin(self, digests: Sequence[str]) -> None:
        task = asyncio.create_task(self.forget_unnamed(digests))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    def _is_named(self, loop: asyncio.AbstractEventLoop, digest: str) -> bool:
        """Asked from another thread, which holds the file meanwhile."""
        return asyncio.run_coroutine_threadsafe(self._ask(digest), loop).result()

    async def _ask(self, digest: str) -> bool:
        async with self._database.read() as session:
            return not await unnamed_digests(session, [digest])
