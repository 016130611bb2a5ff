"""A TCP proxy between clients and a server that cuts, stalls or passes what it carries.

    async with tcp_proxy(port) as proxy:
        proxy.url                    where clients connect instead
        proxy.cut()                  reset every open connection; new ones are as ``mode`` says
        proxy.cuts = [900, 2000]     the next connections are reset after so many bytes of the
                                     server's, one each; those after them are not
        proxy.mode = "stall"         open connections stay open and carry nothing either way, and
                                     so do new ones, until the mode is another
        proxy.mode = "refuse"        new connections are reset at once; open ones pass
        proxy.mode = "pass"          as if the proxy were not there
        proxy.target = another_port  where new connections lead, once a server was started anew
        proxy.connections            how many there have been, the refused ones included
        proxy.cut_short              how many of them a number of ``cuts`` has ended

It runs on the loop of the test, which must not be blocked meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Literal

Mode = Literal["pass", "stall", "refuse"]
PIECE = 16 * 1024
HOST = "127.0.0.1"


class TcpProxy:
    """Carries bytes to a port of this machine and back."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.port = 0
        self.cuts: list[int] = []
        self.connections = 0
        self.cut_short = 0
        self._mode: Mode = "pass"
        self._moving = asyncio.Event()
        self._moving.set()
        self._open: set[asyncio.StreamWriter] = set()
        self._serving: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def mode(self) -> Mode:
        return self._mode

    @mode.setter
    def mode(self, mode: Mode) -> None:
        self._mode = mode
        if mode == "stall":
            self._moving.clear()
        else:
            self._moving.set()

    def cut(self) -> None:
        """Reset every open connection, on both of its sides."""
        for writer in list(self._open):
            writer.transport.abort()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection until either side ends it, or it is cut."""
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)
        self.connections += 1
        self._open.add(writer)
        budget = self.cuts.pop(0) if self.cuts and self._mode != "refuse" else None
        try:
            if self._mode != "refuse":
                await self._carry(reader, writer, budget)
        except OSError:
            pass  # one side is gone: so is the other
        finally:
            writer.transport.abort()
            self._open.discard(writer)

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, budget: int | None
    ) -> None:
        from_server, to_server = await asyncio.open_connection(HOST, self.target)
        self._open.add(to_server)
        directions = (
            asyncio.create_task(self._pump(reader, to_server, None)),
            asyncio.create_task(self._pump(from_server, writer, budget)),
        )
        try:
            await asyncio.wait(directions, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for direction in directions:
                direction.cancel()
            await asyncio.gather(*directions, return_exceptions=True)
            to_server.transport.abort()
            self._open.discard(to_server)

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, budget: int | None
    ) -> None:
        """Carry one direction to its end, or until its budget of bytes is used up."""
        while piece := await reader.read(PIECE if budget is None else min(PIECE, budget)):
            await self._moving.wait()
            writer.write(piece)
            await writer.drain()
            if budget is not None:
                budget -= len(piece)
                if budget <= 0:
                    self.cut_short += 1
                    return
        with suppress(OSError):  # what was sent before the end arrives before the end
            writer.write_eof()
            await asyncio.sleep(0.05)

    async def aclose(self) -> None:
        """Cut everything and wait until it is gone."""
        self.mode = "pass"
        self.cut()
        await asyncio.gather(*self._serving, return_exceptions=True)


@asynccontextmanager
async def tcp_proxy(target: int) -> AsyncIterator[TcpProxy]:
    """A proxy in front of a port, on a port of its own."""
    proxy = TcpProxy(target)
    server = await asyncio.start_server(proxy.serve, HOST, 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        await proxy.aclose()
