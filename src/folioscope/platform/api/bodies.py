"""The body of a request, read in a thread of its own while the event loop goes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import TypeVar

from starlette.requests import ClientDisconnect

from folioscope.errors import Invalid, Stopped
from folioscope.platform.api.multipart import Read

AT_ONCE = 16  # bodies; those that come meanwhile wait, and their senders with them
AHEAD = 4  # pieces that wait for the thread
STALLED_SECONDS = 300.0

Result = TypeVar("Result")

# Not the threads that everything else shares: a slow sender would keep one from all others.
_THREADS = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="body")


class BrokenOff(Stopped):
    """A body whose sender went away, or that is not wanted any more."""

    code = "body_broken_off"


class Stalled(Invalid):
    """A body of which nothing comes for long."""

    code = "body_stalled"


class _Pieces:
    """Hands pieces from the event loop to a thread."""

    def __init__(self) -> None:
        self._waiting: SimpleQueue[bytes | None] = SimpleQueue()
        self._room = asyncio.Semaphore(AHEAD)
        self._loop = asyncio.get_running_loop()

    async def feed(self, body: AsyncIterator[bytes]) -> None:
        """Pass a body on as fast as it is read."""
        try:
            while piece := await _next(body):
                await self._room.acquire()
                self._waiting.put(piece)
            self._waiting.put(b"")
        finally:
            self._waiting.put(None)

    def read(self) -> bytes:
        """The next piece, in the thread; nothing at the end of the body. ``BrokenOff``."""
        piece = self._waiting.get()
        if piece is None:
            msg = "The request broke off before its end."
            raise BrokenOff(msg)
        self._loop.call_soon_threadsafe(self._room.release)
        return piece


async def read_in_thread(body: AsyncIterator[bytes], work: Callable[[Read], Result]) -> Result:
    """What ``work`` makes of a body, with the function that reads it.

    ``work`` has ended when this returns or raises. ``BrokenOff`` is raised in it at its next read
    when the sender goes away or the caller is cancelled.
    """
    pieces = _Pieces()
    feeding = asyncio.create_task(pieces.feed(body))
    working = asyncio.get_running_loop().run_in_executor(_THREADS, work, pieces.read)
    try:
        return await asyncio.shield(working)
    except BrokenOff:
        await feeding  # which knows why
        raise
    finally:
        feeding.cancel()
        await asyncio.gather(feeding, working, return_exceptions=True)


async def _next(body: AsyncIterator[bytes]) -> bytes:
    """The next piece that is not empty; nothing at the end."""
    try:
        async with asyncio.timeout(STALLED_SECONDS):
            async for piece in body:
                if piece:
                    return piece
    except ClientDisconnect as error:
        msg = "The request broke off before its end."
        raise BrokenOff(msg) from error
    except TimeoutError as error:
        msg = f"Nothing came of the request for {STALLED_SECONDS:.0f} seconds."
        raise Stalled(msg) from error
    return b""
