"""What a token costs on its way through this process, and how soon a server notices a reader gone.

    python bench/llm_clients.py [--tokens N]

Each vendor's format is streamed by a scripted server in a process of its own, as fast as it goes.
The providers of this program read it, and beside them the vendors' own clients and pydantic-ai,
those of them that are installed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from time import monotonic, process_time
from typing import Any

from reporting import Figure, Target, print_figures, print_heading

from folioscope.backends.llms.port import ChatMessage, LanguageModel, Prompt
from folioscope.backends.registry import load
from folioscope.outbound.http import open_client

PROMPT = Prompt((ChatMessage("user", "hold"),), "", ())
ROUNDS = 5
CLOSINGS = 20
TOKEN = "token "
STREAMED = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
)


def _sse(*events: tuple[str, Any]) -> bytes:
    return b"".join(
        f"event: {name}\ndata: {json.dumps(data)}\n\n".encode() for name, data in events
    )


def _openai(delta: Any, why: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": why}
    fields = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    return f"data: {json.dumps({**fields, 'choices': [choice]})}\n\n".encode()


def _gemini(text: str, **fields: str) -> bytes:
    candidate = {"content": {"parts": [{"text": text}], "role": "model"}, **fields}
    usage = {"promptTokenCount": 7, "candidatesTokenCount": 5, "totalTokenCount": 12}
    told = {"candidates": [candidate], "usageMetadata": usage, "modelVersion": "m"}
    return f"data: {json.dumps(told)}\r\n\r\n".encode()


def _anthropic(kind: str, **fields: Any) -> tuple[str, Any]:
    return kind, {"type": kind, **fields}


MESSAGE: dict[str, Any] = {
    "id": "m",
    "type": "message",
    "role": "assistant",
    "model": "m",
    "content": [],
    "stop_reason": None,
    "stop_sequence": None,
    "usage": {"input_tokens": 7, "output_tokens": 1},
}
SAID = {"type": "text_delta", "text": TOKEN}
WHY = {"stop_reason": "end_turn", "stop_sequence": None}
# By a word of the path: what comes first, each token, and the end.
FORMATS: dict[bytes, tuple[bytes, bytes, bytes]] = {
    b"completions": (b"", _openai({"content": TOKEN}), _openai({}, "stop") + b"data: [DONE]\n\n"),
    b"messages": (
        _sse(
            _anthropic("message_start", message=MESSAGE),
            _anthropic("content_block_start", index=0, content_block={"type": "text", "text": ""}),
        ),
        _sse(_anthropic("content_block_delta", index=0, delta=SAID)),
        _sse(
            _anthropic("content_block_stop", index=0),
            _anthropic("message_delta", delta=WHY, usage={"output_tokens": 5}),
            _anthropic("message_stop"),
        ),
    ),
    b"Generate": (b"", _gemini(TOKEN), _gemini("", finishReason="STOP")),
    b"api/chat": (
        b"",
        b'{"model":"m","created_at":"x","message":{"role":"assistant","content":"token "},'
        b'"done":false}\n',
        b'{"model":"m","message":{"role":"assistant","content":""},"done":true,'
        b'"done_reason":"stop","prompt_eval_count":7,"eval_count":5}\n',
    ),
}


async def serve(tokens: int) -> None:
    """Stream to whoever asks; of a question that says ``hold`` one token, then note the end."""
    left_at = [0.0]

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await _head(reader):
            length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0] or 0)
            body = await reader.readexactly(length)
            line = head.split(b"\r\n")[0]
            found = next((said for word, said in FORMATS.items() if word in line), None)
            if found is None:
                told = json.dumps(left_at[0]).encode()
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(told), told))
            elif b"hold" in body:
                left_at[0] = 0.0
                await _send(writer, STREAMED, *map(_chunk, found[:2]))
                await reader.read(1)
                left_at[0] = monotonic()
                return writer.close()
            else:
                few = _chunk(found[1]) * 20
                said = [few] * (tokens // 20)
                await _send(
                    writer, STREAMED, _chunk(found[0]), *said, _chunk(found[2]), b"0\r\n\r\n"
                )
        return writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.Event().wait()


async def _head(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return b""


async def _send(writer: asyncio.StreamWriter, *pieces: bytes) -> None:
    for piece in pieces:
        writer.write(piece)
        await writer.drain()


def _chunk(content: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(content), content) if content else b""


@asynccontextmanager
async def server(tokens: int) -> AsyncIterator[str]:
    """The address of a server in another process."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, __file__, "--serve", "--tokens", str(tokens), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    port = int(await process.stdout.readline())
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        await process.wait()


Opening = Callable[[str], AsyncGenerator[Any, None]]


async def _ours(model: LanguageModel, question: str) -> AsyncGenerator[str, None]:
    prompt = Prompt((ChatMessage("user", question),), "", ())
    stream = model.stream(prompt)
    try:
        async for delta in stream:
            yield delta.text
    finally:
        await stream.aclose()


async def _theirs(
    opened: Callable[[str], Awaitable[Any]], question: str
) -> AsyncGenerator[Any, None]:
    """A vendor's stream, closed as its iterator is closed."""
    stream = await opened(question)
    try:
        async for event in stream:
            yield event
    finally:
        await (stream.aclose() if hasattr(stream, "aclose") else stream.close())


def providers(url: str) -> dict[str, Opening]:
    """The providers of this program."""
    places = {"openai": f"{url}/v1", "anthropic": url, "gemini": url, "ollama": url}
    return {
        f"{name}, this program": partial(
            _ours, load("llms", name)(base_url=place, api_key="k", model="m")
        )
        for name, place in places.items()
    }


def vendors(url: str) -> dict[str, Opening]:
    """The clients of vendors that are installed, each over the guarded HTTP client."""
    found: dict[str, Opening] = {}
    if find_spec("openai"):
        import openai

        one = openai.AsyncOpenAI(base_url=f"{url}/v1", api_key="k", http_client=open_client())
        found["openai, its client"] = partial(
            _theirs,
            lambda said: one.chat.completions.create(
                model="m", messages=[{"role": "user", "content": said}], stream=True
            ),
        )
    if find_spec("anthropic"):
        import anthropic

        two = anthropic.AsyncAnthropic(base_url=url, api_key="k", http_client=open_client())
        found["anthropic, its client"] = partial(
            _theirs,
            lambda said: two.messages.create(
                model="m", max_tokens=9, messages=[{"role": "user", "content": said}], stream=True
            ),
        )
    if find_spec("google") and find_spec("google.genai"):
        from google import genai  # type: ignore[import-not-found,unused-ignore]  # a peer

        options: Any = {"base_url": url, "httpx_async_client": open_client()}
        three = genai.Client(api_key="k", vertexai=False, http_options=options)
        found["gemini, its client"] = partial(
            _theirs,
            lambda said: three.aio.models.generate_content_stream(model="m", contents=said),
        )
    return found


def pydantic_ai(url: str) -> dict[str, Opening]:
    """pydantic-ai over the vendors' clients, where it is installed."""
    if find_spec("pydantic_ai") is None:
        return {}
    library, places = import_module("pydantic_ai"), {"OpenAI": f"{url}/v1", "Anthropic": url}
    models: dict[str, Any] = {}
    for vendor, place in places.items():
        module = import_module(f"pydantic_ai.models.{vendor.lower()}")
        provider = getattr(
            import_module(f"pydantic_ai.providers.{vendor.lower()}"), f"{vendor}Provider"
        )
        model = getattr(module, "OpenAIChatModel" if vendor == "OpenAI" else "AnthropicModel")
        models[vendor.lower()] = model("m", provider=provider(base_url=place, api_key="k"))

    async def stream(agent: Any, question: str) -> AsyncGenerator[str, None]:
        async with agent.run_stream(question) as run:
            async for text in run.stream_text(delta=True, debounce_by=None):
                yield text

    return {
        f"{name}, pydantic-ai": partial(stream, library.Agent(model))
        for name, model in models.items()
    }


async def cost(opening: Opening, tokens: int) -> list[float]:
    """Microseconds of processor time a token, round by round."""
    measured: list[float] = []
    for _ in range(ROUNDS + 1):
        began = process_time()
        async for _ in opening("go"):
            pass
        measured.append((process_time() - began) * 1e6 / tokens)
    return measured[1:]


async def closing(opening: Opening, ask: Callable[[], Awaitable[float]]) -> list[float]:
    """Milliseconds until the server sees that the iterator was closed; 2,000 if it does not."""
    measured: list[float] = []
    for _ in range(CLOSINGS):
        stream = opening("hold")
        await anext(stream)
        began = monotonic()
        await stream.aclose()
        while not (left := await ask()) and monotonic() < began + 2:
            pass
        measured.append((left - began) * 1000 if left else 2000.0)
        if not left:
            break
    return measured


async def measure(tokens: int) -> None:
    """All of them, one after the other."""
    costs, closings = [], []
    async with server(tokens) as url:
        host, port = url.removeprefix("http://").split(":")

        async def left_at() -> float:
            reader, writer = await asyncio.open_connection(host, int(port))
            writer.write(b"GET /left HTTP/1.1\r\n\r\n")
            await reader.readuntil(b"\r\n\r\n")
            told = float(await reader.read(100))
            writer.close()
            return told

        for name, opening in (providers(url) | vendors(url) | pydantic_ai(url)).items():
            target = Target(300.0) if "this program" in name else None
            costs.append(Figure(name, await cost(opening, tokens), "µs"))
            closings.append(Figure(name, await closing(opening, left_at), "ms", target))
    print("\nProcessor time a token\n")
    print_figures(costs)
    print("\nFrom closing the iterator until the server sees it\n")
    print_figures(closings)


def main() -> None:
    """Measure, or serve for those who do."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tokens", type=int, default=2000)
    parser.add_argument("--serve", action="store_true")
    arguments = parser.parse_args()
    if arguments.serve:
        asyncio.run(serve(arguments.tokens))
        return
    print_heading("Clients of language models", "openai", "anthropic", "httpx2")
    asyncio.run(measure(arguments.tokens))


if __name__ == "__main__":
    main()
