"""A client that costs little: HTTP/1.1 and server-sent events over raw connections."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any, NamedTuple, Self


class Frame(NamedTuple):
    """One server-sent event, and when it came in microseconds of the monotonic clock."""

    id: str
    type: str
    data: bytes
    at: int


class Wire:
    """One connection to a server on this machine, opened when it is needed."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connection; the next request opens another one."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """The status and the JSON of an answer."""
        reader, headers, status = await self._send(method, path, body, "")
        if headers.get("transfer-encoding") == "chunked":
            content = b"".join([chunk async for chunk in _chunks(reader)])
        else:
            content = await reader.readexactly(int(headers.get("content-length", "0")))
        return status, json.loads(content) if content and status < 300 else None

    async def events(self, path: str, after: str = "") -> AsyncIterator[Frame]:
        """The events of a stream until it ends; ``after`` is the last one that was seen."""
        if await self.listen(path, after):
            async for frame in self.frames():
                yield frame

    async def listen(self, path: str, after: str = "") -> bool:
        """Open a stream; whether there is one."""
        _, headers, _ = await self._send("GET", path, None, after)
        if headers.get("transfer-encoding") == "chunked":
            return True
        self.close()
        return False

    async def frames(self) -> AsyncIterator[Frame]:
        """The events of the stream that was opened."""
        assert self._streams is not None
        rest = b""
        async for chunk in _chunks(self._streams[0]):
            at = time.monotonic_ns() // 1000
            *frames, rest = (rest + chunk).replace(b"\r\n", b"\n").split(b"\n\n")
            for frame in frames:
                if event := _event(frame, at):
                    yield event

    async def _send(
        self, method: str, path: str, body: Any, after: str
    ) -> tuple[asyncio.StreamReader, dict[str, str], int]:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        content = b"" if body is None else json.dumps(body).encode()
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self._port}"]
        lines += [f"Content-Length: {len(content)}"] if content else []
        lines += ["Content-Type: application/json"] if content else []
        lines += [f"Last-Event-ID: {after}"] if after else []
        writer.write("\r\n".join([*lines, "", ""]).encode() + content)
        status, *rest = (await reader.readuntil(b"\r\n\r\n")).decode().lower().splitlines()
        pairs = (line.partition(":") for line in rest if line)
        return reader, {name: value.strip() for name, _, value in pairs}, int(status.split()[1])


async def _chunks(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while size := int(await reader.readline() or b"0", 16):
        yield (await reader.readexactly(size + 2))[:-2]
    await reader.readline()


def _event(frame: bytes, at: int) -> Frame | None:
    """What a frame holds, unless it is a comment, a heartbeat or has no data."""
    fields: dict[bytes, bytes] = {}
    for line in frame.splitlines():
        name, _, value = line.partition(b":")
        fields[name] = value.strip()
    if b"data" not in fields or fields.get(b"event") == b"heartbeat":
        return None
    named, number = fields.get(b"event", b"message"), fields.get(b"id", b"")
    return Frame(number.decode(), named.decode(), fields[b"data"], at)
