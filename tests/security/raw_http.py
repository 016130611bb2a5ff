"""HTTP as no client library would write it, over a plain connection."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

PATIENCE = 180.0  # on a machine that does much else


@dataclass(frozen=True)
class Answer:
    """What came back: a status, and the JSON of the body; 0 where the connection just ended."""

    status: int
    problem: Any = None

    @property
    def code(self) -> str:
        return "" if self.problem is None else str(self.problem["code"])


@dataclass
class Connection:
    """One connection to a server; the other end may close it at any time."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, *pieces: bytes) -> bool:
        """Whether all of it was taken."""
        with suppress(ConnectionError):
            for piece in pieces:
                self.writer.write(piece)
                await self.writer.drain()
                await asyncio.sleep(0)  # or a fast connection lets nobody listen meanwhile
            return True
        return False

    async def answer(self) -> Answer:
        """The first answer on the connection."""
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            async with asyncio.timeout(PATIENCE):
                head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                lines = head.split("\r\n")
                named = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
                body = await self.reader.readexactly(int(named.get("content-length", "0")))
                is_json = "json" in named.get("content-type", "")
                return Answer(int(lines[0].split()[1]), json.loads(body) if is_json else None)
        return Answer(0)

    async def is_closed(self) -> bool:
        """Whether the other end hangs up, whatever it sends until then."""
        with suppress(ConnectionError):
            async with asyncio.timeout(PATIENCE):
                while await self.reader.read(65536):
                    pass
        return True


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Connection]:
    """A connection to the server at an address."""
    place = urlsplit(url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    try:
        yield Connection(reader, writer)
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


def head(method: str, path: str, *headers: str) -> bytes:
    """The head of a request to this machine."""
    return "\r\n".join((f"{method} {path} HTTP/1.1", "Host: localhost", *headers, "", "")).encode()


async def ask(url: str, first: bytes, pieces: Iterable[bytes] = ()) -> Answer:
    """Send a request, as far as it is taken, and hear the answer."""
    async with connected(url) as connection:
        listening = asyncio.create_task(connection.answer())
        await connection.send(first, *pieces)
        return await listening
