"""A language model for measuring the page: answers of one shape, so many tokens a second."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice

LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
NOT_FOUND = b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
END = "theend"
"""The last word of every answer."""


def prose(count: int) -> list[str]:
    """Paragraphs of a hundred words, some of them strong, with a citation each."""

    def tokens() -> Iterator[str]:
        for number in range(1, count):
            if number % 100 == 0:
                yield "done [1].\n\n"
            elif number % 25 == 0:
                yield f"**w{number:05}** "
            else:
                yield f"w{number:05} "

    return [*tokens(), END]


def one_list(count: int) -> list[str]:
    """One list, of eight words an item."""
    found = (f"\n- w{n:05} " if n % 8 == 0 else f"w{n:05} " for n in range(count - 1))
    return [*found, END]


def one_table(count: int) -> list[str]:
    """One table of four columns, a word a cell."""

    def tokens() -> Iterator[str]:
        yield "| a | b | c | d |\n| --- | --- | --- | --- |\n"
        for number in range(count - 2):
            yield f"| w{number:05} " if number % 4 < 3 else f"| w{number:05} |\n"

    return [*tokens(), END]


def one_block(count: int) -> list[str]:
    """One block of code, six words a line."""
    found = (f"w{n:05}({n % 7})\n" if n % 6 == 5 else f"w{n:05} = " for n in range(count - 2))
    return ["```python\n", *found, f"\n```\n\n{END}"]


SHAPES = {"prose": prose, "one list": one_list, "one table": one_table, "one code block": one_block}


@dataclass
class PacedModel:
    """What to say next, and how quickly; as quickly as it goes where ``rate`` is 0."""

    url: str = ""
    tokens: Sequence[str] = ()
    rate: float = 0
    _writing: set[asyncio.Task[None]] = field(default_factory=set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        with suppress(OSError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            length = LENGTH.search(head)
            await reader.readexactly(int(length[1]) if length else 0)
            if b"/chat/completions" in head.split(b"\r\n", 1)[0]:
                await self._say(writer)
            else:
                writer.write(NOT_FOUND)
        writer.close()

    async def _say(self, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD)
        loop = asyncio.get_running_loop()
        began = loop.time()
        said = iter(self.tokens)
        number = 0
        while True:
            batch = list(islice(said, 1 if self.rate else 500))
            if not batch:
                break
            for token in batch:
                writer.write(_frame({"delta": {"content": token}}))
            number += len(batch)
            await writer.drain()
            if self.rate:
                await asyncio.sleep(max(0, began + number / self.rate - loop.time()))
        writer.write(_frame({"delta": {}, "finish_reason": "stop"}) + b"data: [DONE]\n\n")
        await writer.drain()


@asynccontextmanager
async def paced_model() -> AsyncIterator[PacedModel]:
    """Run a model on a free port of loopback."""
    model = PacedModel()
    server = await asyncio.start_server(model.serve, "127.0.0.1", 0, limit=2**22)
    model.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    try:
        yield model
    finally:
        server.close()


def _frame(choice: dict[str, object]) -> bytes:
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "paced"}
    return f"data: {json.dumps({**chunk, 'choices': [{'index': 0, **choice}]})}\n\n".encode()
