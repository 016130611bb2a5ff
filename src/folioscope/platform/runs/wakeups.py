"""Hints that something was written. The tables are the truth; losing a hint only costs time."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial

from folioscope.backends.wakeups.port import Relay
from folioscope.platform.database.engine import Session, after_commit

RUNS = "runs"
"""Topic of those who execute: a run was queued, or is to be cancelled."""


def events_of(run_id: str) -> str:
    """Topic of those who follow one run."""
    return f"run:{run_id}"


class Wakeups:
    """Signals inside one process and, through a relay, to all others.

    With ``enabled=False`` everyone falls back to polling.
    """

    def __init__(self, *, enabled: bool = True, relay: Relay | None = None) -> None:
        self._enabled = enabled
        self._relay = relay if enabled else None
        self._listeners: defaultdict[str, set[asyncio.Event]] = defaultdict(set)

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

    @asynccontextmanager
    async def relayed(self) -> AsyncIterator[None]:
        """Exchange hints with the other processes, if there can be any."""
        if self._relay is None:
            yield
        else:
            async with self._relay.listening(self._wake):
                yield

    def _wake(self, topic: str | None) -> None:
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
