"""A language model whose words a test lets out: an OpenAI-compatible server on the test's loop.

tale = model.tell("Who ran Kubernetes?", "Ada ran it [1].", held=True)
tale.release(2)          two more pieces go out
await tale.until_asked()  until the program asks
tale.release_all()
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

WORDS = re.compile(r"\s*\S+|\s+")
NOT_FOUND = b"HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}"
UNASKED = "I was told nothing about that."
Text = str | Callable[[str], str]
"""What is answered: fixed, or made from the last message of the prompt, which holds the sources."""


class Tale:
    """One answer, in pieces, of which as many go out as were released."""

    def __init__(self, text: Text, letters: int | None, *, held: bool) -> None:
        self.asked = asyncio.Event()
        self.sent_at: list[float] = []
        self.times_asked = 0
        self._text = text
        self._letters = letters
        self._released: int | None = 0 if held else None
        self._changed = asyncio.Condition()

    async def until_asked(self) -> None:
        """Wait until the program asks for it."""
        async with asyncio.timeout(30):
            await self.asked.wait()

    async def release(self, pieces: int = 1) -> None:
        """Let more pieces out."""
        async with self._changed:
            if self._released is not None:
                self._released += pieces
            self._changed.notify_all()

    async def release_all(self) -> None:
        """Let the rest out."""
        async with self._changed:
            self._released = None
            self._changed.notify_all()

    async def pieces(self, prompt: str) -> AsyncIterator[str]:
        """The pieces, each as soon as it may go."""
        self.times_asked += 1
        self.asked.set()
        text = self._text if isinstance(self._text, str) else self._text(prompt)
        for number, piece in enumerate(split(text, self._letters)):
            async with self._changed:
                await self._changed.wait_for(partial(self._may_go, number))
            self.sent_at.append(time.time())
            yield piece

    def _may_go(self, number: int) -> bool:
        return self._released is None or number < self._released


@dataclass
class ToldModel:
    """The running server. What it was not told about it says that it knows nothing of."""

    url: str = ""
    prompts: list[dict[str, Any]] = field(default_factory=list)
    _tales: dict[str, Tale] = field(default_factory=dict)

    def tell(
        self, question: str, text: Text, *, held: bool = False, letters: int | None = None
    ) -> Tale:
        """What to answer to a question: word by word, or in pieces of so many letters."""
        self._tales[question] = tale = Tale(text, letters, held=held)
        return tale

    async def release_all(self) -> None:
        """Hold nothing back any more."""
        for tale in self._tales.values():
            await tale.release_all()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request."""
        with suppress(OSError, asyncio.IncompleteReadError):
            path, content = await _request(reader)
            if path.endswith("/chat/completions"):
                await self._answer(json.loads(content), writer)
            else:
                writer.write(NOT_FOUND)
        writer.close()

    async def _answer(self, body: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        self.prompts.append(body)
        asked = body["messages"][-1]["content"]
        tale = self._tales.get(asked.rpartition("\n\n")[2].strip()) or Tale(
            UNASKED, None, held=False
        )
        head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
        writer.write(head.encode())
        async for piece in tale.pieces(body["messages"][1]["content"]):
            writer.write(_frame({"delta": {"content": piece}}))
            await writer.drain()
        writer.write(_frame({"delta": {}, "finish_reason": "stop"}) + b"data: [DONE]\n\n")
        await writer.drain()


def split(text: str, letters: int | None) -> list[str]:
    """A text in the pieces it is sent in."""
    if letters is None:
        return WORDS.findall(text)
    return [text[at : at + letters] for at in range(0, len(text), letters)]


@asynccontextmanager
async def told_model() -> AsyncIterator[ToldModel]:
    """Run a model on a free port of loopback."""
    model = ToldModel()
    server = await asyncio.start_server(model.serve, "127.0.0.1", 0, limit=2**22)
    model.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    try:
        yield model
    finally:
        await model.release_all()
        server.close()


async def _request(reader: asyncio.StreamReader) -> tuple[str, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    length = re.search(r"content-length: (\d+)", head)
    return head.split()[1], await reader.readexactly(int(length[1]) if length else 0)


def _frame(choice: dict[str, Any]) -> bytes:
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "told"}
    return f"data: {json.dumps({**chunk, 'choices': [{'index': 0, **choice}]})}\n\n".encode()
