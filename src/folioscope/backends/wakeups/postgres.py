"""Hints by LISTEN and NOTIFY, gathered for a moment and sent outside every other transaction.

A NOTIFY in a transaction has all commits of the server wait for one another.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from psycopg import AsyncConnection, Error

from folioscope.backends.wakeups.port import Received

CHANNEL = "folioscope"
LISTEN = "LISTEN folioscope"
GATHER_SECONDS = 0.01
RECONNECT_SECONDS = 1.0
PAYLOAD_BYTES = 7_500  # PostgreSQL takes less than 8,000
KEPT_ALIVE: dict[str, Any] = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}

log = logging.getLogger(__name__)


class PostgresRelay:
    """One connection listens and one sends; each is renewed when it breaks."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._pending: set[str] = set()
        self._published = asyncio.Event()
        self._sender_pid = 0
        self._leaving = False

    def publish(self, topic: str) -> None:
        """Send with whatever else comes in the next hundredth of a second."""
        self._pending.add(topic)
        self._published.set()

    @asynccontextmanager
    async def listening(self, received: Received) -> AsyncIterator[None]:
        """Send and listen until the block is left."""
        uses = (self._send, partial(self._listen, received))
        tasks = [asyncio.create_task(self._connected(use)) for use in uses]
        try:
            yield
        finally:
            self._leaving = True
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _send(self, connection: AsyncConnection) -> None:
        self._sender_pid = connection.info.backend_pid
        while True:
            await self._published.wait()
            await asyncio.sleep(GATHER_SECONDS)
            self._published.clear()
            topics, self._pending = self._pending, set()
            for payload in payloads(topics):
                await connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, payload))

    async def _listen(self, received: Received, connection: AsyncConnection) -> None:
        await connection.execute(LISTEN)
        received(None)
        async for notify in connection.notifies():
            if notify.pid != self._sender_pid:
                for topic in notify.payload.split("\n"):
                    received(topic)

    async def _connected(self, use: Callable[[AsyncConnection], Awaitable[None]]) -> None:
        """Use a connection, and another one whenever it has broken."""
        # A connection that breaks while it is left raises that in place of the cancellation.
        while not self._leaving:
            try:
                async with await AsyncConnection.connect(
                    self._address, autocommit=True, **KEPT_ALIVE
                ) as connection:
                    await use(connection)
            except Error as error:
                log.warning("hints wait: %s", error)
            await asyncio.sleep(RECONNECT_SECONDS)


def payloads(topics: Iterable[str]) -> Iterator[str]:
    """The topics in as few notifications as they fit into."""
    lines: list[str] = []
    size = 0
    for topic in topics:
        if lines and size + len(topic) + 1 > PAYLOAD_BYTES:
            yield "\n".join(lines)
            lines, size = [], 0
        lines.append(topic)
        size += len(topic) + 1
    if lines:
        yield "\n".join(lines)
