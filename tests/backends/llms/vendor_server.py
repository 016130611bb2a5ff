"""A server on loopback that sends a vendor's very bytes, or fails to."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final

CUT: Final = "cut"
"""Among the steps of an answer: the connection is reset."""
HOLD: Final = "hold"
"""Among the steps: nothing more is said until the other side leaves."""
Step = bytes | float | str

STREAMED = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
)


@dataclass(frozen=True)
class Asked:
    """A request that came."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Any


@dataclass
class VendorServer:
    """What is said to each request for an answer, and what is told beside at other paths."""

    steps: Sequence[Step] = ()
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)
    delay_of_told: float = 0.0
    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    beside: list[Asked] = field(default_factory=list)
    left: asyncio.Event = field(default_factory=asyncio.Event)
    connections: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request after the other, as long as the other side stays."""
        self.connections += 1
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while not writer.is_closing():
                await self._answer(await _request(reader), reader, writer)
        self.left.set()
        writer.transport.abort()

    async def _answer(
        self, asked: Asked, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if asked.path in self.told or asked.method == "GET":
            self.beside.append(asked)
            await asyncio.sleep(self.delay_of_told)
            known = asked.path in self.told
            _write(writer, 200 if known else 404, {}, json.dumps(self.told.get(asked.path)))
        elif asked.path.endswith("/tokenize"):
            self.beside.append(asked)
            _write(writer, 404, {}, "{}")
        elif self.status != 200:
            self.asked.append(asked)
            said = b"".join(step for step in self.steps if isinstance(step, bytes))
            _write(writer, self.status, self.headers, said.decode())
        else:
            self.asked.append(asked)
            writer.write(STREAMED)
            await self._stream(reader, writer)

    async def _stream(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for step in self.steps:
            if isinstance(step, bytes):
                writer.write(b"%x\r\n%s\r\n" % (len(step), step))
                await writer.drain()
            elif isinstance(step, float):
                await asyncio.sleep(step)
            elif step == CUT:
                raise ConnectionResetError
            else:
                await reader.read(1)
                raise ConnectionResetError
        writer.write(b"0\r\n\r\n")


@asynccontextmanager
async def vendor_server() -> AsyncIterator[VendorServer]:
    """Run one, until all who came are gone."""
    server = VendorServer()
    serving: list[asyncio.Task[None]] = []

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving.append(asyncio.create_task(server.serve(reader, writer)))

    listening = await asyncio.start_server(begin, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    yield server
    listening.close()
    for task in serving:
        task.cancel()
    await asyncio.gather(*serving)


async def _request(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    method, path, _ = head[0].split(" ")
    headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in head[1:])}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(method, path, headers, json.loads(body) if body else None)


def _write(
    writer: asyncio.StreamWriter, status: int, headers: Mapping[str, str], body: str
) -> None:
    content = body.encode()
    lines = {"Content-Type": "application/json", "Content-Length": str(len(content)), **headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    writer.write(f"HTTP/1.1 {status} Said\r\n{head}\r\n".encode() + content)
