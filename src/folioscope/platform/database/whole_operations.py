"""An SQLite connection that nobody can leave in the middle of an operation."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import aiosqlite
from typing_extensions import override

FETCHED_AT_ONCE = 64


class WholeOperations(aiosqlite.Connection):
    """Whoever is cancelled while it waits leaves once the operation is done and rolled back.

    The thread of a connection goes on with what it was told to do. To leave before it is done
    would be to leave the write lock with a transaction that nobody can end any more.
    """

    def __init__(self, path: str, **options: Any) -> None:
        super().__init__(partial(sqlite3.connect, path, **options), FETCHED_AT_ONCE)
        self._thread.daemon = True

    @override
    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        operation = asyncio.ensure_future(
            super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]  # not annotated
        )
        try:
            return await asyncio.shield(operation)
        except asyncio.CancelledError:
            await _settled(operation)
            await _settled(asyncio.ensure_future(self._rolled_back()))
            raise

    async def _rolled_back(self) -> None:
        if self._connection is not None:
            with suppress(sqlite3.ProgrammingError, ValueError):  # it was closed meanwhile
                await super()._execute(  # type: ignore[no-untyped-call]  # not annotated
                    self._connection.rollback
                )


async def _settled(operation: asyncio.Future[Any]) -> None:
    while not operation.done():
        with suppress(asyncio.CancelledError):
            await asyncio.wait({operation})
    operation.exception()  # whoever would have heard of it has left
