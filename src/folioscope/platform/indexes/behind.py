"""Work that goes on behind searches, one piece at a time, and whose failing harms nothing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from time import monotonic

from folioscope.errors import FolioscopeError

REST_SECONDS = 30.0

log = logging.getLogger(__name__)


class Behind:
    """Does each piece of work once at a time; what failed is left alone for a while."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._resting: dict[str, float] = {}
        self._turn = asyncio.Lock()

    def begin(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Do it some time soon, unless it is being done."""
        if name not in self._tasks and monotonic() >= self._resting.get(name, 0):
            task = asyncio.create_task(self._done(work))
            self._tasks[name] = task
            task.add_done_callback(partial(self._ended, name))

    async def settled(self) -> None:
        """Wait until nothing is left to be done."""
        while self._tasks:
            await asyncio.wait(self._tasks.values())

    async def aclose(self) -> None:
        """Stop it all."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _done(self, work: Callable[[], Awaitable[None]]) -> None:
        async with self._turn:
            await work()

    def _ended(self, name: str, task: asyncio.Task[None]) -> None:
        del self._tasks[name]
        error = None if task.cancelled() else task.exception()
        if error is None:
            return
        self._resting[name] = monotonic() + REST_SECONDS
        is_foreseen = isinstance(error, FolioscopeError | OSError)
        # What an unforeseen error says may be what somebody wrote.
        told = error if is_foreseen else type(error).__name__
        log.warning("%s waits: %s", name, told, exc_info=None if is_foreseen else error)
