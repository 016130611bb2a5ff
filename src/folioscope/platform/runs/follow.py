"""Following a run: its stored events from any point, then what is added, as it is added."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress
from functools import partial

from folioscope.errors import BackendFailed
from folioscope.platform.database.engine import Database
from folioscope.platform.runs.event_repository import StoredEvents
from folioscope.platform.runs.events import Event
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

    @property
    def is_closed(self) -> bool:
        """Whether streams end because the process stops."""
        return self._closed

    async def follow(self, run_id: str, after: int) -> AsyncGenerator[Event, None]:
        """Yield the events beyond ``after`` in order; end after ``done``, or when closed.

        A run that has ended is only read; one that was deleted ends the stream without ``done``.
        Holds no database session while it waits.
        """
        while not self._closed and not self._has_tail(run_id, after):
            async with self._database.read() as session:
                page = await StoredEvents(session).page(run_id, after, PAGE)
            for event in page.events:
                yield event
                after = event.seq
            if page.is_last:
                return
            is_caught_up = len(page.events) < PAGE and run_id not in self._tails
            if is_caught_up and not self._closed:  # it may have been, during the reading
                start = min(after, page.written)
                self._tails[run_id] = _Tail(run_id, start, self._database, self._wakeups)
        if self._closed:
            return
        async with self._tail(run_id) as tail, aclosing(tail.beyond(after)) as added:
            async for event in added:
                yield event

    def _has_tail(self, run_id: str, after: int) -> bool:
        """Whether a tail of the run holds all that comes after a number."""
        return run_id in self._tails and self._tails[run_id].start <= after

    @asynccontextmanager
    async def _tail(self, run_id: str) -> AsyncIterator[_Tail]:
        tail = self._tails[run_id]
        tail.followers += 1
        try:
            yield tail
        finally:
            tail.followers -= 1
            if not tail.followers:
                self._tails.pop(run_id, None)
                await tail.aclose()

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

    async def beyond(self, after: int) -> AsyncGenerator[Event, None]:
        """What comes after a number that is not before ``start``."""
        index = 0
        while True:
            async with self._changed:
                await self._changed.wait_for(partial(self._has_beyond, index))
            if index >= len(self._events):
                return
            for event in self._events[index:]:
                index += 1
                if event.seq > after:
                    yield event

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
        except BackendFailed as error:
            log.warning("the events of run %s wait: %s", self._run_id, error)

    async def _read_page(self) -> bool:
        """Read what is there, up to a page; whether there may be more at once."""
        after = self._events[-1].seq if self._events else self.start
        async with self._database.read() as session:
            page = await StoredEvents(session).page(self._run_id, after, PAGE)
        if page.events or page.is_last:
            async with self._changed:
                self._events.extend(page.events)
                self._ended = page.is_last
                self._changed.notify_all()
        return len(page.events) == PAGE and not page.is_last

    async def aclose(self) -> None:
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _end(self) -> None:
        self._ended = True
        async with self._changed:
            self._changed.notify_all()
