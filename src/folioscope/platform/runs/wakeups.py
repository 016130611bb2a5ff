"""Hints that something was written. The tables are the truth; losing a hint only costs time."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from itertools import groupby
from operator import attrgetter

from folioscope.backends.wakeups.port import Relay
from folioscope.platform.database.engine import Session, after_commit
from folioscope.platform.runs.events import Event
from folioscope.platform.runs.ledger_repository import written_in

RUNS = "runs"
"""Topic of those who execute: a run was queued, or is to be cancelled."""

RUN = "run:"


def events_of(run_id: str) -> str:
    """Topic of those who follow one run."""
    return RUN + run_id


Observer = Callable[[str | None, Sequence[Event]], None]
"""Told of a run whose events were added, or None if it may be any, and the events if known."""


class Wakeups:
    """Signals inside one process and, through a relay, to all others.

    With ``enabled=False`` everyone falls back to polling.
    """

    def __init__(self, *, enabled: bool = True, relay: Relay | None = None) -> None:
        self._enabled = enabled
        self._relay = relay if enabled else None
        self._listeners: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._observers: list[Observer] = []

    def notify(self, topic: str) -> None:
        """Wake all who listen to the topic. Call it after the commit, never before."""
        if self._enabled:
            self._wake(topic)
        if self._relay is not None:
            self._relay.publish(topic)

    def notify_after(self, session: Session, *topics: str) -> None:
        """Notify the topics once the session's transaction is committed."""
        for topic in topics:
            after_commit(session, partial(self.notify, topic))

    def announce_after(self, session: Session, *topics: str) -> None:
        """Tell of the events that were written in the session's transaction, once committed.

        Whoever follows their runs in this process is handed the events themselves.
        """
        after_commit(session, partial(self._announce, written_in(session)))
        self.notify_after(session, *topics)

    def _announce(self, events: Sequence[Event]) -> None:
        for run_id, added in groupby(events, key=attrgetter("run_id")):
            if self._enabled:
                self._tell(run_id, list(added))
            if self._relay is not None:
                self._relay.publish(events_of(run_id))

    def _tell(self, run_id: str | None, added: Sequence[Event]) -> None:
        for observer in self._observers:
            observer(run_id, added)

    @contextmanager
    def observed_by(self, observer: Observer) -> Iterator[None]:
        """Have the observer told of events that are added to runs. It must not wait."""
        self._observers.append(observer)
        try:
            yield
        finally:
            self._observers.remove(observer)

    @asynccontextmanager
    async def relayed(self) -> AsyncIterator[None]:
        """Exchange hints with the other processes, if there can be any."""
        if self._relay is None:
            yield
        else:
            async with self._relay.listening(self._wake):
                yield

    def _wake(self, topic: str | None) -> None:
        if topic is None:
            self._tell(None, ())
        elif topic.startswith(RUN):
            self._tell(topic.removeprefix(RUN), ())
        for woken in [topic] if topic is not None else list(self._listeners):
            for listener in self._listeners.get(woken, ()):
                listener.set()

    @contextmanager
    def listening(self, topic: str) -> Iterator[asyncio.Event]:
        """An event that is set at each hint. Clear it *before* reading, so that none is missed."""
        listener = asyncio.Event()
        self._listeners[topic].add(listener)
        try:
            yield listener
        finally:
            self._listeners[topic].discard(listener)
            if not self._listeners[topic]:
                del self._listeners[topic]


async def woken(listener: asyncio.Event, timeout: float) -> None:
    """Wait for a hint, or for the safety poll that makes hints dispensable."""
    try:
        async with asyncio.timeout(timeout):
            await listener.wait()
    except TimeoutError:
        pass
    listener.clear()
