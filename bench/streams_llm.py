"""An OpenAI-compatible language model that speaks at a set pace and notes when it is left.

    python bench/streams_llm.py

It prints its port. Each token holds its number and the moment it was sent in microseconds of the
monotonic clock, so whoever reads the text can tell what is missing and how late it came. A number
such as ``#q17`` in the question tags an answer. ``POST /script`` sets the pace of the answers to
come, ``GET /log`` tells of each answer when it was asked for, ended, or left by its asker.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from dataclasses import asdict, dataclass
from typing import Any, cast

import uvloop

TAG = re.compile(rb"#q(\d+)")
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
STREAMED = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
)


def microseconds() -> int:
    """The monotonic clock, which every process of a machine shares."""
    return time.monotonic_ns() // 1000


@dataclass(frozen=True)
class Script:
    """The pace, in seconds, and how many tokens an answer has."""

    first_after: float = 0.0
    gap: float = 0.02
    tokens: int = 100


@dataclass
class Answer:
    """One answer, in microseconds of the monotonic clock."""

    tag: str
    asked: int
    ended: int | None = None
    left: int | None = None


class Model:
    """What the connections share."""

    def __init__(self) -> None:
        self.script = Script()
        self.answers: list[Answer] = []


class Connection(asyncio.Protocol):
    """One connection of a client; it answers one request after the other."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._received = bytearray()
        self._answer: Answer | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._loop = asyncio.get_running_loop()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to write."""
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio fixes it
        """Note it when an answer was being given."""
        if self._timer is not None and self._answer is not None:
            self._answer.left = microseconds()
            self._timer.cancel()

    def data_received(self, data: bytes) -> None:
        """Collect a request and answer it."""
        self._received += data
        head, found, body = bytes(self._received).partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if found and len(body) >= (int(length[1]) if length else 0):
            self._received.clear()
            self._take(head, body)

    def _take(self, head: bytes, body: bytes) -> None:
        if head.startswith(b"GET /log"):
            self._respond([asdict(answer) for answer in self._model.answers])
        elif head.startswith(b"POST /script"):
            self._model.script = Script(**json.loads(body))
            self._model.answers.clear()
            self._respond({})
        elif b"/chat/completions" not in head.split(b"\r\n", 1)[0]:
            self._transport.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        else:
            self._begin(body)

    def _respond(self, content: Any) -> None:
        encoded = json.dumps(content).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(encoded)}\r\n\r\n".encode()
        self._transport.write(head + encoded)

    def _begin(self, body: bytes) -> None:
        tags = TAG.findall(body)
        self._answer = Answer(tags[-1].decode() if tags else "", microseconds())
        self._model.answers.append(self._answer)
        self._script, self._said = self._model.script, 0
        self._transport.write(STREAMED)
        self._at = self._loop.time() + self._script.first_after
        self._timer = self._loop.call_at(self._at, self._say)

    def _say(self) -> None:
        if self._said == self._script.tokens:
            return self._end()
        text = f" {self._said}:{microseconds()}"
        self._send({"choices": [{"index": 0, "delta": {"content": text}}]})
        self._said += 1
        self._at += self._script.gap
        self._timer = self._loop.call_at(self._at, self._say)
        return None

    def _end(self) -> None:
        self._send({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        usage = {"prompt_tokens": 1, "completion_tokens": self._said}
        self._send({"choices": [], "usage": usage})
        self._transport.write(_chunk(b"data: [DONE]\n\n") + b"0\r\n\r\n")
        self._timer = None
        if self._answer is not None:
            self._answer.ended = microseconds()

    def _send(self, fields: dict[str, Any]) -> None:
        data = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", **fields}
        self._transport.write(_chunk(b"data: " + json.dumps(data).encode() + b"\n\n"))


def _chunk(content: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(content), content)


async def main() -> None:
    """Serve on a free port until the process is ended."""
    model = Model()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(model), "127.0.0.1", 0, backlog=2048)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main())
