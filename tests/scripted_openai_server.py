"""An OpenAI-compatible server on loopback that does what a script says, faults included."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any

import uvicorn

DIRECTIONS = re.compile(r"\{\{([^{}]*)\}\}")
FAULTS = frozenset(
    "silence split_utf8 broken_utf8 bad_json odd_shapes no_end no_done cut huge_delta".split(),
)
"""What ``Script.fault`` may be, beside empty."""


@dataclass(frozen=True)
class Script:
    """What the server answers. ``fault`` strikes after ``fault_after`` pieces of the text."""

    text: str = "Ada ran Kubernetes [1]."
    piece_chars: int = 4
    first_after: float = 0.0
    gap: float = 0.0
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    error: dict[str, Any] = field(default_factory=lambda: {"message": "secret error body"})
    refuses: tuple[str, ...] = ()
    usage: bool = True
    fault: str = ""
    fault_after: int = 2

    def pieces(self) -> list[str]:
        """The text as it is sent."""
        size = self.piece_chars
        return [self.text[at : at + size] for at in range(0, len(self.text), size)]


@dataclass(frozen=True)
class Directions:
    """What a question may ask for itself: ``{{words=60 gap=0.02 say=ada}}`` anywhere in it.

    ``words`` and ``say`` make the text, one word a piece; ``retry`` is a Retry-After; with
    ``fails`` a fault or status strikes only so many of the requests with this question.
    """

    values: dict[str, str]

    def script(self, script: Script, asked_before: int) -> Script:
        """The server's own script, changed as the question wants."""
        values = self.values
        if "words" in values:
            words = said(values.get("say", "word"), int(values["words"]))
            script = replace(script, text=" ".join(words), piece_chars=len(words[-1]) + 1)
        script = replace(
            script,
            first_after=float(values.get("first", script.first_after)),
            gap=float(values.get("gap", script.gap)),
            piece_chars=int(values.get("chars", script.piece_chars)),
        )
        if asked_before >= int(values.get("fails", "1000000")):
            return replace(script, fault="", status=200)
        return replace(
            script,
            fault=values.get("fault", script.fault),
            fault_after=int(values.get("after", script.fault_after)),
            status=int(values.get("status", script.status)),
            headers=(("retry-after", values["retry"]),) if "retry" in values else script.headers,
        )


def said(say: str, words: int) -> list[str]:
    """The words of an answer, all of one length."""
    return [f"{say}{number:05}" for number in range(words)] or [""]


def directions_of(question: str) -> Directions:
    """What a question asks for itself; of several the last."""
    found = DIRECTIONS.findall(question) or [""]
    pairs = (part.split("=", 1) for part in found[-1].split())
    return Directions(dict(pairs))


@dataclass
class ScriptedServer:
    """The running server: change ``script`` at any time, read what was asked."""

    url: str
    script: Script
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    disconnected: threading.Event = field(default_factory=threading.Event)
    _asked: Counter[str] = field(default_factory=Counter)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body = await _body(receive)
        if not scope["path"].endswith("/chat/completions"):
            await _respond(send, 404, (), b"{}")
            return
        self.requests.append(json.loads(body))
        self.headers.append({k.decode(): v.decode() for k, v in scope["headers"]})
        question = self.requests[-1]["messages"][-1]["content"]
        asked = question.splitlines()[-1]  # the passages before it are marked anew each time
        asked_before = self._asked[asked]
        self._asked[asked] += 1
        script = directions_of(question).script(self.script, asked_before)
        refused = [name for name in script.refuses if name in self.requests[-1]]
        if refused:
            advice = {"max_tokens": "use max_completion_tokens"}.get(refused[0], "")
            error = {"message": f"Unsupported parameter: {refused[0]} {advice}"}
            await _respond(send, 400, (), json.dumps({"error": error}).encode())
        elif script.status != 200:
            content = json.dumps({"error": script.error}).encode()
            await _respond(send, script.status, script.headers, content)
        else:
            await self._answer(script, receive, send)

    async def _answer(self, script: Script, receive: Any, send: Any) -> None:
        writing = asyncio.ensure_future(_write(script, send))
        leaving = asyncio.ensure_future(_gone(receive))
        await asyncio.wait({writing, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not writing.done():
            self.disconnected.set()
        for task in (writing, leaving):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


@contextmanager
def serve(script: Script | None = None) -> Iterator[ScriptedServer]:
    """Run a scripted server on a free port of loopback, in a thread."""
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
    scripted = ScriptedServer(url, script or Script())
    config = uvicorn.Config(
        scripted, lifespan="off", ws="none", log_config=None, loop="asyncio", http="h11"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.005)
    try:
        yield scripted
    finally:
        server.should_exit = server.force_exit = True
        thread.join(10)
        listening.close()


async def _body(receive: Any) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


async def _gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _respond(
    send: Any, status: int, headers: tuple[tuple[str, str], ...], content: bytes
) -> None:
    encoded = [(name.encode(), value.encode()) for name, value in headers]
    encoded.append((b"content-type", b"application/json"))
    await send({"type": "http.response.start", "status": status, "headers": encoded})
    await send({"type": "http.response.body", "body": content})


async def _write(script: Script, send: Any) -> None:
    await asyncio.sleep(script.first_after)
    headers = [(b"content-type", b"text/event-stream")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    async for frame in _frames(script):
        await send({"type": "http.response.body", "body": frame, "more_body": True})
    if script.fault == "cut":
        raise ConnectionResetError("the script cuts the connection")
    await send({"type": "http.response.body", "body": b""})


async def _frames(script: Script) -> AsyncIterator[bytes]:
    for number, piece in enumerate(script.pieces()):
        if number == script.fault_after:
            async for frame in _fault(script.fault):
                yield frame
            if script.fault in {"no_end", "cut"}:
                return
        frame = _frame(choices=[{"index": 0, "delta": {"content": piece}}])
        step = 1 if script.fault == "split_utf8" else len(frame)
        for at in range(0, len(frame), step):
            yield frame[at : at + step]
        await asyncio.sleep(script.gap)
    yield _frame(choices=[{"index": 0, "delta": {}, "finish_reason": "stop"}])
    async for frame in _ending(script):
        yield frame


async def _ending(script: Script) -> AsyncIterator[bytes]:
    if script.usage:
        yield _frame(choices=[], usage={"prompt_tokens": 7, "completion_tokens": 5})
    if script.fault == "no_done":
        await asyncio.sleep(3600)
    yield b"data: [DONE]\n\n"


async def _fault(fault: str) -> AsyncIterator[bytes]:
    if fault == "silence":
        await asyncio.sleep(3600)
    elif fault == "bad_json":
        yield b'data: {"choices": [{"delta\n\n'
    elif fault == "broken_utf8":
        yield _frame(choices=[{"index": 0, "delta": {"content": "@"}}]).replace(b"@", b"\xe9\xff")
    elif fault == "huge_delta":
        yield _frame(choices=[{"index": 0, "delta": {"content": "x" * 10_000_000}}])
    elif fault == "odd_shapes":
        for data in (b"[1, 2]", b'{"choices": 5}', b'{"choices": [{"delta": null}]}', b"{}"):
            yield b"data: " + data + b"\n\n"


def _frame(**fields: Any) -> bytes:
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", **fields}
    return b"data: " + json.dumps(chunk, ensure_ascii=False).encode() + b"\n\n"
