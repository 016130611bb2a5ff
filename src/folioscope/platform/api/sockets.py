"""WebSockets that carry JSON texts, with the manners that clients need to leave and come back."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

from fastapi import WebSocket, WebSocketDisconnect

from folioscope.errors import BackendBusy, FolioscopeError, LimitReached
from folioscope.platform.api.dependencies import telemetry_of
from folioscope.platform.api.open_streams import OpenStreams
from folioscope.platform.api.problems import status_of
from folioscope.platform.principal import Principal

HEARTBEAT_SECONDS = 15.0
SEND_TIMEOUT_SECONDS = 30.0
PING_SECONDS = 20.0
GOODBYE_SECONDS = 1.0
MAX_MESSAGE = 512 * 1024
"""Bytes of a client's message: room for the longest question, each character escaped in JSON."""

GOING_AWAY, NOT_TEXT, NOT_JSON, TRY_AGAIN_LATER = 1001, 1003, 1007, 1013
LOST = 1006  # never on the wire: what is told of a connection that ended without a close frame
LONGEST_REFERENCE = 100
LONGEST_REASON = 120  # bytes that a close frame has room for

Reference = str | int | None
"""What a client calls its message; every answer to it says so again."""

log = logging.getLogger(__name__)


def written(kind: str, **fields: Any) -> str:
    """A message of the server that is no event; fields that are None are left out."""
    given = {name: value for name, value in fields.items() if value is not None}
    return json.dumps({"type": kind, **given})


def _told(error: FolioscopeError, **context: Any) -> str:
    return written(
        "error",
        **context,
        code=error.code,
        message=error.message,
        status=status_of(error),
        retry_after=getattr(error, "retry_after", None),
    )


class Socket:
    """One WebSocket. Whoever sends waits for its turn, so that many senders share it fairly.

    Nothing is buffered here: a sender waits until the connection takes its text. If it takes none
    for half a minute, the client is cut, and resumes. ``WebSocketDisconnect`` ends every use.
    """

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket
        self._turn = asyncio.Lock()

    async def send(self, text: str) -> None:
        """Send a text, when it is this sender's turn."""
        async with self._turn:
            await self._in_time(self._websocket.send_text(text))
        await asyncio.sleep(0)  # a send that need not wait would leave nobody else a turn

    async def tell(self, error: FolioscopeError, **context: Any) -> None:
        """Send an error in the words of the HTTP problem that it would be."""
        if isinstance(error, LimitReached):
            telemetry_of(self._websocket.app).count("limits_reached", code=error.code)
        await self.send(_told(error, **context))

    async def receive(self) -> object:
        """The next message of the client, read from JSON; what is not ends the connection."""
        message = await self._websocket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code") or LOST)
        if message.get("text") is None:
            await self.close(NOT_TEXT, "Only text is understood here.")
        try:
            return json.loads(message["text"])
        except (ValueError, RecursionError):
            await self.close(NOT_JSON, "This is not JSON.")

    async def close(self, code: int, reason: str) -> NoReturn:
        """End the connection, saying why."""
        brief = reason.encode()[:LONGEST_REASON].decode(errors="ignore")
        await self._in_time(self._websocket.close(code, brief))
        raise WebSocketDisconnect(code, reason)

    async def beat(self) -> None:
        """Send heartbeats, which scripts can see, for ever."""
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            await self.send(written("heartbeat"))

    async def _in_time(self, sending: Awaitable[None]) -> None:
        try:
            async with asyncio.timeout(SEND_TIMEOUT_SECONDS):
                await sending
        except TimeoutError as error:
            log.info("a client took nothing for %s s and is cut", SEND_TIMEOUT_SECONDS)
            telemetry_of(self._websocket.app).count("clients_cut", door="websocket")
            raise WebSocketDisconnect(LOST) from error
        except RuntimeError as error:  # it was closed meanwhile, by us or under us
            raise WebSocketDisconnect(LOST) from error


class OpenSockets:
    """The sockets of this process: so many of one user, and all told when it stops."""

    def __init__(self, places: OpenStreams) -> None:
        self._places = places
        self._open: set[Socket] = set()

    @contextmanager
    def holding(self, socket: Socket, principal: Principal) -> Iterator[None]:
        """Count a socket of a user, while it is open."""
        is_visitor = principal.kind == "visitor"
        with self._places.take(principal.user_id, is_visitor=is_visitor):
            self._open.add(socket)
            try:
                yield
            finally:
                self._open.discard(socket)

    def total(self) -> int:
        """How many are open."""
        return len(self._open)

    async def aclose(self) -> None:
        """Tell every client that the server goes away; it comes back to whoever serves next."""
        ends = [asyncio.create_task(self._end(socket)) for socket in self._open]
        if ends:  # a client that takes nothing is not waited for
            await asyncio.wait(ends, timeout=GOODBYE_SECONDS)

    @staticmethod
    async def _end(socket: Socket) -> None:
        with suppress(WebSocketDisconnect):
            await socket.close(GOING_AWAY, "The server stops.")


Talk = Callable[[Socket, asyncio.TaskGroup], Awaitable[None]]


async def converse(websocket: WebSocket, principal: Principal, talk: Talk) -> None:
    """Accept a socket of a user and talk, until either side ends it.

    Tasks of the group that ``talk`` is given end with the conversation, and it with them.
    """
    sockets: OpenSockets = websocket.app.state.open_sockets
    await websocket.accept()
    socket = Socket(websocket)
    try:
        with sockets.holding(socket, principal):
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(socket.beat())
                await talk(socket, tasks)
    except* WebSocketDisconnect:
        pass
    except* (LimitReached, BackendBusy) as refused:
        first = refused.exceptions[0]
        if isinstance(first, LimitReached):
            telemetry_of(websocket.app).count("limits_reached", code=first.code)
        with suppress(WebSocketDisconnect):
            await socket.close(TRY_AGAIN_LATER, str(first))
