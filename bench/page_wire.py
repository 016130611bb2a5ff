"""A wire between the browser and the server that notes when the server sent each token."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

TOKEN = re.compile(rb"w(\d{5})")


class Wire:
    """Carries bytes both ways; ``sent`` has the moment, in seconds of the clock, by token."""

    def __init__(self, target: int) -> None:
        self.url = ""
        self.sent: dict[int, float] = {}
        self._target = target

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection to its end."""
        from_server, to_server = await asyncio.open_connection("127.0.0.1", self._target)
        await asyncio.wait(
            [
                asyncio.ensure_future(self._pump(reader, to_server, note=False)),
                asyncio.ensure_future(self._pump(from_server, writer, note=True)),
            ],
            return_when=asyncio.FIRST_COMPLETED,
        )
        writer.close()
        to_server.close()

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, note: bool
    ) -> None:
        with suppress(OSError):
            while piece := await reader.read(65536):
                if note:
                    now = time.time()
                    for found in TOKEN.finditer(piece):
                        self.sent.setdefault(int(found[1]), now)
                writer.write(piece)


@asynccontextmanager
async def wire(target: int) -> AsyncIterator[Wire]:
    """A wire to a port of this machine."""
    opened = Wire(target)
    server = await asyncio.start_server(opened.serve, "127.0.0.1", 0)
    opened.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield opened
    finally:
        server.close()
