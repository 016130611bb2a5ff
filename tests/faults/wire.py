"""HTTP by hand over one connection, so that a test decides what becomes of the connection."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self
from weakref import WeakSet

HOST = "127.0.0.1"
PIECE = 64 * 1024
LARGEST_LINE = 32 * 1024 * 1024


class Broken(Exception):
    """The connection ended before what was to come on it had come."""


@dataclass(frozen=True)
class Answer:
    """A status with its headers and, where it was read, its body."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Seen:
    """A frame as it stood on the wire. Priming frames and heartbeats have no type or number."""

    seq: int
    type: str
    data: str


class Connection:
    """One connection to a server."""

    _open: ClassVar[WeakSet[Connection]] = WeakSet()

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._open.add(self)

    @classmethod
    async def open(cls, port: int) -> Self:
        """Connect, or ``Broken``."""
        try:
            return cls(*await asyncio.open_connection(HOST, port, limit=LARGEST_LINE))
        except OSError as error:
            raise Broken from error

    async def ask(
        self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send a request and read all of the answer; the connection can be used again."""
        content = b"" if body is None else json.dumps(body).encode()
        return await self.rest(await self.begin(method, path, content, headers))

    async def rest(self, head: Answer) -> Answer:
        """The answer of which the head has been read, with its body."""
        try:
            length = int(head.headers.get("content-length", "0"))
            if head.headers.get("transfer-encoding") == "chunked":
                pieces = [piece async for piece in self._pieces()]
                return Answer(head.status, head.headers, b"".join(pieces))
            return Answer(head.status, head.headers, await self._reader.readexactly(length))
        except (OSError, asyncio.IncompleteReadError) as error:
            raise Broken from error

    async def begin(
        self,
        method: str,
        path: str,
        content: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a request and read the head of the answer."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}", f"Content-Length: {len(content)}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        if content and "Content-Type" not in (headers or {}):
            lines.append("Content-Type: application/json")
        try:
            self._writer.write("\r\n".join([*lines, "", ""]).encode() + content)
            await self._writer.drain()
            head = await self._reader.readuntil(b"\r\n\r\n")
        except (OSError, asyncio.IncompleteReadError) as error:
            raise Broken from error
        first, *rest = head.decode().strip().split("\r\n")
        pairs = (line.split(": ", 1) for line in rest)
        return Answer(int(first.split()[1]), {name.lower(): value for name, value in pairs})

    async def _pieces(self) -> AsyncIterator[bytes]:
        while size := int(await self._reader.readuntil(b"\r\n"), 16):
            yield await self._reader.readexactly(size)
            await self._reader.readexactly(2)
        await self._reader.readexactly(2)

    async def frames(self) -> AsyncIterator[Seen]:
        """The numbered frames of a stream that has begun; ``Broken`` if it does not end well."""
        left = b""
        try:
            async for piece in self._pieces():
                *whole, left = (left + piece).split(b"\n\n")
                for frame in map(_read_frame, whole):
                    if frame.type:
                        yield frame
        except (OSError, asyncio.IncompleteReadError) as error:
            raise Broken from error

    def vanish(self) -> None:
        """Be gone without a word, as a client that loses its network."""
        self._writer.transport.abort()

    @classmethod
    async def vanish_all(cls) -> None:
        """Leave no connection of a case that failed half way."""
        for connection in list(cls._open):
            connection.vanish()
        await asyncio.sleep(0.01)

    def close(self) -> None:
        """Leave in good order."""
        self._writer.close()


def _read_frame(text: bytes) -> Seen:
    fields = dict(line.split(": ", 1) for line in text.decode().split("\n"))
    if "id" not in fields or "data" not in fields:
        return Seen(0, "", "")
    return Seen(int(fields["id"]), fields["event"], fields["data"])
