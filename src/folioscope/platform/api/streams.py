"""Server-sent events over a plain streaming response, with the manners that proxies need."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import Protocol

from fastapi.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from folioscope.platform.api.dependencies import telemetry_of

HEARTBEAT_SECONDS = 15.0
SEND_TIMEOUT_SECONDS = 30.0
HEARTBEAT = b"event: heartbeat\ndata: {}\n\n"
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}

log = logging.getLogger(__name__)


class Streamed(Protocol):
    """An event that can be framed: its number, its type, and its data as one line of JSON."""

    @property
    def seq(self) -> int: ...
    @property
    def type(self) -> str: ...
    @property
    def data(self) -> str: ...


def frame(event: Streamed) -> bytes:
    """One event on the wire. JSON holds no line break, so the data needs no splitting."""
    return f"id: {event.seq}\nevent: {event.type}\ndata: {event.data}\n\n".encode()


async def frames(
    events: AsyncGenerator[Streamed, None], cursor: int
) -> AsyncGenerator[bytes, None]:
    """The frames of a stream.

    The first primes the client with its cursor and dispatches nothing. Heartbeats are named, so
    that a script sees them, and carry no id.
    """
    yield f"retry: 1000\nid: {cursor}\n\n".encode()
    pending = asyncio.ensure_future(anext(events, None))
    try:
        while True:
            done, _ = await asyncio.wait({pending}, timeout=HEARTBEAT_SECONDS)
            if not done:
                yield HEARTBEAT
                continue
            event = pending.result()
            if event is None:
                return
            pending = asyncio.ensure_future(anext(events, None))
            yield frame(event)
    finally:
        pending.cancel()
        with suppress(asyncio.CancelledError):
            await pending
        await events.aclose()


class EventStream(StreamingResponse):
    """Streams frames; a client that takes none for half a minute is cut, and resumes."""

    def __init__(self, events: AsyncGenerator[Streamed, None], cursor: int) -> None:
        self._frames = frames(events, cursor)
        super().__init__(self._frames, media_type="text/event-stream", headers=HEADERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, bounding the time each piece may take to be sent."""

        async def send_in_time(message: Message) -> None:
            async with asyncio.timeout(SEND_TIMEOUT_SECONDS):
                await send(message)

        async with aclosing(self._frames):
            try:
                await super().__call__(scope, receive, send_in_time)
            except TimeoutError:
                log.info("a client took nothing for %s s and is cut", SEND_TIMEOUT_SECONDS)
                if "app" in scope:
                    telemetry_of(scope["app"]).count("clients_cut", door="sse")
