"""The hint that some credential is good no more, for whoever keeps what they are good for."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from folioscope.platform.database.engine import Session, after_commit
from folioscope.platform.runs.wakeups import RUNS, Wakeups

TOPIC = "credentials"


class Revocations:
    """Tells this process at once and the others soon. Losing a hint costs the time of a look."""

    def __init__(self, wakeups: Wakeups) -> None:
        self._wakeups = wakeups
        self._hearing = wakeups.listening(TOPIC)
        self._heard = self._hearing.__enter__()  # as long as the process
        self._count = 0
        self._watchers: set[asyncio.Event] = set()

    def tell_after(self, session: Session) -> None:
        """Tell, once the session's transaction is committed."""
        after_commit(session, self.tell)

    def stop_after(self, session: Session) -> None:
        """Tell those who execute runs, after the commit, that some are to end."""
        self._wakeups.notify_after(session, RUNS)

    def tell(self) -> None:
        """Tell now: something was revoked, suspended or given another role."""
        self._count += 1
        for watcher in self._watchers:
            watcher.set()
        self._wakeups.notify(TOPIC)

    def count(self) -> int:
        """How often it was told, here or by others: what was kept before is to be read anew."""
        if self._heard.is_set():
            self._heard.clear()
            self._count += 1
        return self._count

    @contextmanager
    def watching(self) -> Iterator[asyncio.Event]:
        """An event that is set when this process tells; for connections that stay open."""
        watcher = asyncio.Event()
        self._watchers.add(watcher)
        try:
            yield watcher
        finally:
            self._watchers.discard(watcher)
