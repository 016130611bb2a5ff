"""Following folders in the background: who is looked at when, and by what."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass

from folioscope.features.watches.hints import Hints
from folioscope.features.watches.scan import look_at
from folioscope.features.watches.scan_repository import Looks
from folioscope.features.watches.setting import Wanted
from folioscope.features.watches.target import Looked, Looking
from folioscope.platform.runs.rounds import in_rounds

TICK_SECONDS = 0.5
SOON_SECONDS = 2.0  # the least between two looks at one folder
REST = 10  # times as long as a look took, a folder rests that has nothing to be taken in
LIST_SECONDS = 5.0  # in which another process may have had a folder watched
PATIENCE_SECONDS = 10.0  # with looks that are under way when the process ends
THREADS = 4

log = logging.getLogger(__name__)


@dataclass
class Turn:
    """When a folder is looked at again: at ``due``, or after a hint, but not before ``rested``."""

    path: str
    due: float = 0.0
    rested: float = 0.0
    hinted: bool = False
    is_looking: bool = False
    root: str | None = None

    def is_now(self, now: float) -> bool:
        """Whether the folder is to be looked at."""
        return not self.is_looking and now >= self.rested and (self.hinted or now >= self.due)

    def begin(self) -> None:
        """The look begins."""
        self.is_looking, self.hinted, self.due = True, False, float("inf")

    def end(self, looked: Looked | None, began: float, now: float, seconds: float) -> None:
        """The look has ended; ``None`` when it broke off."""
        took = now - began
        outcome = looked.outcome if looked else "unreachable"
        is_settled = outcome in ("done", "unreachable")
        goes_on = outcome in ("started", "more", "waits")
        self.is_looking = False
        self.due = now + seconds if is_settled else now
        self.rested = now + (SOON_SECONDS if goes_on else max(SOON_SECONDS, REST * took))
        if looked and outcome not in ("waits", "busy"):
            self.root = looked.root


class Watcher:
    """Looks at watched folders: at one when asked, and at all again and again while it runs."""

    def __init__(self, looking: Looking, wanted: Wanted, seconds: float) -> None:
        self._looking = looking
        self._wanted = wanted
        self.seconds = seconds
        self.is_running = False
        self._turns: dict[str, Turn] = {}
        self._under_way: set[asyncio.Task[None]] = set()
        self._listed = float("-inf")
        self._hints = Hints(looking.shelf.extensions, self._hint)
        self._heard: frozenset[tuple[str, str | None]] = frozenset()

    async def look(self, watch_id: str) -> Looked:
        """Look at a folder now."""
        return await look_at(self._looking, watch_id)

    def poke(self) -> None:
        """There is a new watch, or one that is begun anew."""
        self._listed = float("-inf")
        for turn in self._turns.values():
            turn.hinted = True

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Follow all folders meanwhile."""
        if self._looking.database.is_sqlite:
            async with self._looking.database.write() as session:
                await Looks(session).expire_leases()
        self.is_running = True
        try:
            async with in_rounds(self._tick, TICK_SECONDS):
                yield
        finally:
            self.is_running = False
            await self._hints.aclose()
            await self._end()

    def close(self) -> None:
        """Let go of the threads; one that waits for a drive that hangs is not waited for."""
        self._looking.threads.shutdown(wait=False, cancel_futures=True)

    async def _end(self) -> None:
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=PATIENCE_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _tick(self) -> None:
        if time.monotonic() >= self._listed + LIST_SECONDS:
            await self._list()
        now = time.monotonic()
        for watch_id, turn in self._turns.items():
            if turn.is_now(now):
                turn.begin()
                task = asyncio.create_task(self._take_turn(watch_id, turn))
                self._under_way.add(task)
                task.add_done_callback(self._ended)
        self._listen()

    async def _list(self) -> None:
        self._listed = time.monotonic()
        await self._wanted.settle(self._looking.database)
        async with self._looking.database.read() as session:
            watches = await Looks(session).watches()
        self._turns = {
            watch_id: self._turns.get(watch_id) or Turn(path) for watch_id, path in watches
        }

    async def _take_turn(self, watch_id: str, turn: Turn) -> None:
        began, looked = time.monotonic(), None
        try:
            looked = await self.look(watch_id)
        finally:
            turn.end(looked, began, time.monotonic(), self.seconds)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a look at a watched folder broke off", exc_info=error)

    def _hint(self, folders: set[str]) -> None:
        for turn in self._turns.values():
            turn.hinted = turn.hinted or turn.path in folders

    def _listen(self) -> None:
        """Listen to the folders that are there; to another one at the same place anew."""
        there = frozenset((turn.path, turn.root) for turn in self._turns.values() if turn.root)
        if there != self._heard:
            self._heard = there
            self._hints.listen(path for path, _ in there)


def new_threads() -> ThreadPoolExecutor:
    """Threads that look at folders, and do nothing else."""
    return ThreadPoolExecutor(THREADS, thread_name_prefix="watch")
