"""Where the library “limits” counts: in this process, or in the database for several of them."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import timedelta

from limits.aio.storage import Storage

from folioscope.platform.api.window_repository import Windows
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Database

MOST_WINDOWS = 100_000
Clock = Callable[[], float]


class WindowsInMemory(Storage):
    """Counters of this process, as many as there may be: beyond that the oldest is forgotten.

    The library has one that walks through all of its keys again and again, and has no bound.
    """

    def __init__(self, clock: Clock = time.time, most: int = MOST_WINDOWS) -> None:
        super().__init__()
        self._clock = clock
        self._most = most
        self._open: OrderedDict[str, tuple[int, float]] = OrderedDict()  # the oldest first

    @property
    def base_exceptions(self) -> type[Exception]:
        """What may go wrong here: nothing does."""
        return ValueError

    async def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count, in a window that begins now where none is open."""
        used, until = self._find(key)
        if not until:
            self._open.pop(key, None)
            until = self._clock() + expiry
        self._open[key] = (used + amount, until)
        while len(self._open) > self._most:
            self._open.popitem(last=False)
        return used + amount

    async def get(self, key: str) -> int:
        """How much was counted."""
        return self._find(key)[0]

    async def get_expiry(self, key: str) -> float:
        """When the window is over; now where none is open."""
        return self._find(key)[1] or self._clock()

    async def check(self) -> bool:
        """Whether it can be reached."""
        return True

    async def reset(self) -> int:
        """Forget everything."""
        count = len(self._open)
        self._open.clear()
        return count

    async def clear(self, key: str) -> None:
        """Forget one window."""
        self._open.pop(key, None)

    def _find(self, key: str) -> tuple[int, float]:
        used, until = self._open.get(key, (0, 0.0))
        return (used, until) if until > self._clock() else (0, 0.0)


class WindowsInDatabase(Storage):
    """Counters that all processes of one database share."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self._database = database

    @property
    def base_exceptions(self) -> type[Exception]:
        """Errors of the database have names of their own by now."""
        return ValueError

    async def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count, in a window that begins now where none is open."""
        async with self._database.write() as session:
            windows = Windows(session)
            await windows.hurry()
            return (await windows.count(key, amount, now() + timedelta(seconds=expiry))).used

    async def get(self, key: str) -> int:
        """How much was counted."""
        async with self._database.read() as session:
            window = await Windows(session).find(key)
        return 0 if window is None else window.used

    async def get_expiry(self, key: str) -> float:
        """When the window is over; now where none is open."""
        async with self._database.read() as session:
            window = await Windows(session).find(key)
        return (now() if window is None else window.expires_at).timestamp()

    async def check(self) -> bool:
        """Whether it can be reached; its errors say why not."""
        await self._database.check()
        return True

    async def reset(self) -> int:
        """Forget what is over: what is not may be of others."""
        async with self._database.write() as session:
            return await Windows(session).forget()

    async def clear(self, key: str) -> None:
        """Forget one window."""
        async with self._database.write() as session:
            await Windows(session).forget(key)


async def forget_over(database: Database) -> None:
    """Delete the windows of everybody that are over."""
    async with database.write() as session:
        await Windows(session).forget()
