"""Operations that nobody can leave in the middle, and an SQLite connection made of them."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Any, Self, TypeVar

import aiosqlite
from typing_extensions import override

from folioscope.platform.database.whole_statements import WholeStatements

FETCHED_AT_ONCE = 64

T = TypeVar("T")


async def whole(operation: Awaitable[T]) -> T:
    """Wait for the end of an operation; a cancellation goes on after that.

    A request whose client vanished is cancelled over and over until it is gone, so each of these
    waits must bear more than one cancellation.
    """
    going = asyncio.ensure_future(operation)
    try:
        return await asyncio.shield(going)
    except asyncio.CancelledError:
        while not going.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait({going})
        if not going.cancelled():
            going.exception()  # whoever would have heard of it has left
        raise


class WholeOperations(aiosqlite.Connection):
    """Whoever is cancelled while it waits leaves once the operation is done and rolled back.

    The thread of a connection goes on with what it was told to do. To leave before it is done
    would be to leave the write lock with a transaction that nobody can end any more, or to lose a
    connection that is just being opened or closed.
    """

    def __init__(self, path: str, **options: Any) -> None:
        super().__init__(partial(sqlite3.connect, path, **options), FETCHED_AT_ONCE)
        self._thread.daemon = True
        self._end: asyncio.Future[Any] | None = None

    @override
    async def _connect(self) -> Self:
        try:
            await whole(self._told(self._open))
        except BaseException:
            await self.close()
            raise
        return self

    @override
    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if not self._running or self._connection is None:
            msg = "Connection closed"  # SQLAlchemy knows it by these words
            raise ValueError(msg)
        try:
            return await whole(self._told(partial(fn, *args, **kwargs)))
        except asyncio.CancelledError:
            if self._running:
                await whole(self._told(self._roll_back))
            raise

    @override
    def cursor(self) -> WholeStatements:  # type: ignore[override]  # what SQLAlchemy needs of it
        return WholeStatements(self._execute, self._conn)

    @override
    async def close(self) -> None:
        """Close it after what it was told before."""
        end = self.stop()
        if end is not None:
            await whole(end)

    @override
    def stop(self) -> asyncio.Future[Any] | None:
        """Have it closed, without waiting. The thread answers once: all who ask wait for that."""
        if self._running:
            self._end = super().stop()
        return self._end

    def _told(self, function: Callable[[], Any]) -> asyncio.Future[Any]:
        answer = asyncio.get_running_loop().create_future()
        self._tx.put_nowait((answer, function))
        return answer

    def _open(self) -> None:
        # Kept by the thread: if nobody waits for it any more, it is there to be closed.
        self._connection = self._connector()

    def _roll_back(self) -> None:
        if self._connection is not None:
            with suppress(sqlite3.Error):  # whoever uses the connection next hears of it
                self._connection.rollback()
