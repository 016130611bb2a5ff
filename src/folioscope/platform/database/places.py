"""As many transactions at a time as there are connections; and the end of the last of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from folioscope.errors import BackendBusy
from folioscope.platform.database.failures import WAIT_SECONDS, DatabaseUnavailable


class DatabaseClosed(BackendBusy):
    """The program is ending and begins no more transactions."""

    code = "database_closed"


class Places:
    """One place for each connection of a pool, which therefore never keeps anybody waiting.

    Whoever waits here may leave at once. To leave later, while a connection is opened or begins
    its transaction, takes until that is done.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._free = asyncio.Semaphore(count)
        self._closed = False
        self.used = 0
        self.waiting = 0

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        """A place, kept until the connection is given back."""
        if self._closed:
            msg = "The database is closed: the program is ending."
            raise DatabaseClosed(msg)
        self.waiting += 1
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await self._free.acquire()
        except TimeoutError as error:
            msg = f"The database was busy for {WAIT_SECONDS} s."
            raise DatabaseUnavailable(msg) from error
        finally:
            self.waiting -= 1
        self.used += 1
        try:
            yield
        finally:
            self.used -= 1
            self._free.release()

    async def close(self) -> None:
        """Let nobody in any more, and wait until all have left.

        A connection that came back to a closed pool would stay open.
        """
        if self._closed:
            return
        self._closed = True
        with suppress(TimeoutError):
            async with asyncio.timeout(WAIT_SECONDS):
                for _ in range(self._count):
                    await self._free.acquire()
