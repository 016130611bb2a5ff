"""Following a run: its stored events from any point, then what is added, as it is added."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from contextvars import Context

from folioscope.errors import BackendFailed
from folioscope.platform.database.engine import Database
from folioscope.platform.runs.event_repository import StoredEvents
from folioscope.platform.runs.events import Event
from folioscope.platform.runs.wakeups import Wakeups, woken
from folioscope.telemetry.instruments import SILENT, Telemetry

POLL_SECONDS = 1.0
PAGE = 500
AT_ONCE = 5000

log = logging.getLogger(__name__)


class Tails:
    """One tail a run and process, which fans out to everyone who follows that run.

    One reader brings all of them up to date: those that a hint was about, and each second all.
    What this process has committed itself it is handed; only with a gap it has to be read.
    """

    def __init__(self, database: Database, wakeups: Wakeups, telemetry: Telemetry = SILENT) -> None:
        self._database = database
        self._wakeups = wakeups
        self._telemetry = telemetry
        self._polled: frozenset[str] = frozenset()
        self._tails: dict[str, _Tail] = {}
        self._behind: set[str] = set()
        self._wake = asyncio.Event()
        self._reader: asyncio.Task[None] | None = None
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
                self._begin(run_id, min(after, page.written))
        if self._closed:
            return
        async with self._tail(run_id) as tail, aclosing(tail.beyond(after)) as added:
            async for event in added:
                yield event

    def _has_tail(self, run_id: str, after: int) -> bool:
        """Whether a tail of the run holds all that comes after a number."""
        return run_id in self._tails and self._tails[run_id].start <= after

    def _begin(self, run_id: str, start: int) -> None:
        self._tails[run_id] = _Tail(start)
        if self._reader is None:
            # It reads for everybody, so it is no part of the request that came first.
            self._reader = asyncio.create_task(self._read(), context=Context())
        self._hear(run_id, ())  # of what came since the page was read

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

    async def aclose(self) -> None:
        """End every stream; the clients come back to whoever serves next."""
        self._closed = True
        self._wake.set()
        if self._reader is not None:
            await asyncio.wait({self._reader})

    def _hear(self, run_id: str | None, added: Sequence[Event]) -> None:
        if run_id is None:
            self._behind.update(self._tails)
        elif run_id not in self._tails or self._tails[run_id].continues_with(added):
            return
        else:
            self._behind.add(run_id)
        self._wake.set()

    async def _read(self) -> None:
        loop = asyncio.get_running_loop()
        polled = 0.0
        with self._wakeups.observed_by(self._hear):
            while not self._closed:
                try:
                    if loop.time() - polled >= POLL_SECONDS:
                        polled = loop.time()
                        await self._poll()
                    await self._catch_up()
                except BackendFailed as error:
                    log.warning("events wait to be read: %s", error)
                await woken(self._wake, max(0.0, polled + POLL_SECONDS - loop.time()))
        self._end(self._tails)

    async def _poll(self) -> None:
        """Hints may be lost, and a run that is deleted gives none."""
        followed = set(self._tails)
        if followed:
            async with self._database.read() as session:
                remaining = await StoredEvents(session).remaining(followed)
            self._polled = frozenset(remaining - self._behind)
            self._behind |= remaining
            self._end(followed - remaining)

    async def _catch_up(self) -> None:
        while self._behind:
            # Taken before the reading: a hint that comes meanwhile is about what comes after.
            behind, self._behind = self._behind, set()
            cursors = {id_: self._tails[id_].last for id_ in behind if id_ in self._tails}
            try:
                added = await self._beyond(cursors)
            except BackendFailed:
                self._behind |= behind
                raise
            self._hand_on(added)
            if len(added) == AT_ONCE:
                self._behind |= behind

    def _hand_on(self, added: Sequence[Event]) -> None:
        """Give events to their tails; count those no hint told of, and those never to be seen."""
        polled, self._polled = self._polled, frozenset()
        for event in added:
            tail = self._tails.get(event.run_id)
            if tail is None or event.seq <= tail.last:
                continue
            if event.run_id in polled:
                self._telemetry.count("hint_misses")
            if event.seq != tail.last + 1:
                self._telemetry.count("event_gaps", event.seq - tail.last - 1)
            tail.add(event)

    async def _beyond(self, cursors: Mapping[str, int]) -> list[Event]:
        if not cursors:
            return []
        async with self._database.read() as session:
            return await StoredEvents(session).beyond(cursors, AT_ONCE)

    def _end(self, run_ids: Iterable[str]) -> None:
        for run_id in run_ids:
            if run_id in self._tails:
                self._tails[run_id].end()


class _Tail:
    """The events of one run that come after ``start``, once for all followers."""

    def __init__(self, start: int) -> None:
        self.start = self.last = start
        self.followers = 0
        self._events: list[Event] = []
        self._ended = False
        self._changed = asyncio.Event()

    async def beyond(self, after: int) -> AsyncGenerator[Event, None]:
        """What comes after a number that is not before ``start``."""
        index = 0
        while True:
            changed = self._changed
            for event in self._events[index:]:
                index += 1
                if event.seq > after:
                    yield event
            if index == len(self._events):
                if self._ended:
                    return
                await changed.wait()

    def continues_with(self, added: Sequence[Event]) -> bool:
        """Whether these are the very next events; if so, they are added."""
        if not added or added[0].seq != self.last + 1:
            return False
        for event in added:
            self.add(event)
        return True

    def add(self, event: Event) -> None:
        """Add an event unless it is there."""
        if event.seq > self.last:
            self._events.append(event)
            self.last = event.seq
            self._ended = self._ended or event.type == "done"
            self._tell()

    def end(self) -> None:
        """Add no more."""
        self._ended = True
        self._tell()

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
