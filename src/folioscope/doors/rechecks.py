"""Connections that stay open: whoever they were opened for is looked at again while they last."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from folioscope.features.accounts.revocations import Revocations

LOOK_SECONDS = 10.0
POLICY_VIOLATION = 1008

log = logging.getLogger(__name__)

Still = Callable[[], Awaitable[bool]]
"""Whether who opened a connection may still have it."""


class Rechecks:
    """Serves requests, and ends streams and WebSockets of whom they were opened for no more.

    One look every few seconds, and one at once when this process is told of a revocation. What is
    no stream ends by itself and is let be.
    """

    def __init__(self, app: ASGIApp, revocations: Revocations, every: float = LOOK_SECONDS) -> None:
        self._app = app
        self._revocations = revocations
        self._every = every

    async def pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve whoever need not be looked at again."""
        await self._app(scope, receive, send)

    async def serve(self, scope: Scope, receive: Receive, send: Send, still: Still) -> None:
        """Serve one request to its end, or to that of who may ask it."""
        looking: list[asyncio.Task[None]] = []
        limit = asyncio.timeout(None)

        async def sending(message: Message) -> None:
            if not looking and _stays_open(message):
                looking.append(asyncio.create_task(self._look(still, limit)))
            await send(message)

        try:
            async with limit:
                await self._app(scope, receive, sending)
        except TimeoutError:
            if not limit.expired():
                raise
            log.info("a connection was ended: who opened it may no more")
            await _end(scope, send)
        finally:
            await _leave(looking)

    async def _look(self, still: Still, limit: asyncio.Timeout) -> None:
        try:
            with self._revocations.watching() as told:
                while await still():
                    with suppress(TimeoutError):
                        async with asyncio.timeout(self._every):
                            await told.wait()
                    told.clear()
        finally:
            # However looking ends: nothing goes on unwatched. It may be over by itself.
            with suppress(RuntimeError):
                limit.reschedule(asyncio.get_running_loop().time())


async def _leave(looking: Iterable[asyncio.Task[None]]) -> None:
    for task in looking:
        task.cancel()
    for found in await asyncio.gather(*looking, return_exceptions=True):
        if isinstance(found, Exception):
            log.error("looking at a connection again broke off", exc_info=found)


def _stays_open(message: Message) -> bool:
    if message["type"] == "http.response.start":
        kind = Headers(raw=message.get("headers", [])).get("content-type", "")
        return kind.startswith("text/event-stream")
    return bool(message["type"] == "websocket.accept")


async def _end(scope: Scope, send: Send) -> None:
    """End a stream as if it were complete: who comes back for the rest is told why there is none.

    A client that has gone meanwhile is told nothing.
    """
    with suppress(OSError, RuntimeError):
        if scope["type"] == "websocket":
            reason = "Log in again."
            await send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": reason})
        else:
            await send({"type": "http.response.body", "body": b"", "more_body": False})
