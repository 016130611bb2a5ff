"""Following a run: its stored events from any point, then what is added, as it is added."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import suppress
from functools import partial

from folioscope.errors import BackendFailed
from folioscope.platform.database.engine import Database
from folioscope.platform.runs.events import Event
from folioscope.platform.runs.repository import Ledger
from folioscope.platform.runs.wakeups import Wakeups, events_of, woken

POLL_SECONDS = 1.0
PAGE = 500

log = logging.getLogger(__name__)


class Tails:
    """One tail a run and process, which fans out to everyone who follows that run."""

    def __init__(self, database: Database, wakeups: Wakeups) -> None:
        self._database = database
        self._wakeups = wakeups
        self._tails: dict[str, _Tail] = {}
        self._closed = False

    async def follow(self, run_id: str, after: int) -> AsyncGenerator[Event, None]:
        """Yield the events beyond ``after`` in order; end after ``done``, or when closed.

        Holds no database session while it waits.
        """
        if self._closed:
            return
        tail = self._tails.get(run_id)
        if tail is None:
            tail = self._tails[run_id] = _Tail(run_id, after, self._database, self._wakeups)
        tail.followers += 1
        try:
            async for event in self._replayed(run_id, after, tail.start):
                yield event
            async for event in tail.beyond(max(after, tail.start)):
                yield event
        finally:
            tail.followers -= 1
            if not tail.followers:
                self._tails.pop(run_id, None)
                await tail.aclose()

    async def _replayed(self, run_id: str, after: int, up_to: int) -> AsyncIterator[Event]:
        while after < up_to:
            async with self._database.read() as session:
                limit = min(PAGE, up_to - after)
                events = await Ledger(session).events_after(run_id, after, limit)
            for event in events:
                yield event
            after = events[-1].seq if events else up_to

    async def aclose(self) -> None:
        """End every stream; the clients come back to whoever serves next."""
        self._closed = True
        for tail in list(self._tails.values()):
            await tail.aclose()


class _Tail:
    """Reads the rows of one run that come after ``start``, once for all followers."""

    def __init__(self, run_id: str, start: int, database: Database, wakeups: Wakeups) -> None:
        self.start = start
        self.followers = 0
        self._run_id = run_id
        self._database = database
        self._events: list[Event] = []
        self._ended = False
        self._changed = asyncio.Condition()
        self._task = asyncio.create_task(self._read(wakeups))

    async def beyond(self, after: int) -> AsyncIterator[Event]:
        """What comes after a number that is not before ``start``."""
        index = after - self.start
        while True:
            async with self._changed:
                await self._changed.wait_for(partial(self._has_beyond, index))
            if index >= len(self._events):
                return
            for event in self._events[index:]:
                yield event
                index += 1

    def _has_beyond(self, index: int) -> bool:
        return self._ended or index < len(self._events)

    async def _read(self, wakeups: Wakeups) -> None:
        try:
            with wakeups.listening(events_of(self._run_id)) as hint:
                while not self._ended:
                    await self._read_pages()
                    if not self._ended:
                        await woken(hint, POLL_SECONDS)
        finally:
            await self._end()  # whatever ended the reading, nobody waits for it any more

    async def _read_pages(self) -> None:
        try:
            while await self._read_page():
                pass
        except BackendFailed:
            log.warning("the events of run %s wait", self._run_id, exc_info=True)

    async def _read_page(self) -> bool:
        """Read what is there, up to a page; whether there may be more at once."""
        after = self.start + len(self._events)
        async with self._database.read() as session:
            events = await Ledger(session).events_after(self._run_id, after, PAGE)
        if events:
            async with self._changed:
                self._events.extend(events)
                self._ended = events[-1].type == "done"
                self._changed.notify_all()
        return len(events) == PAGE

    async def aclose(self) -> None:
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _end(self) -> None:
        self._ended = True
        async with self._changed:
            self._changed.notify_all()
