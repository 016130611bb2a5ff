"""What is special about servers that speak OpenAI's chat completions."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import replace
from email.utils import formatdate
from time import time
from typing import Any

import pytest

from folioscope.backends.llms import openai as openai_chat
from folioscope.backends.llms import port
from folioscope.backends.llms.openai import OPENAI_URL, OpenAIChat
from folioscope.backends.llms.reading import Patience
from folioscope.backends.llms.streamed import THINKING_TOKENS
from folioscope.errors import BackendBusy, BackendFailed
from tests.scripted_openai_server import Script, ScriptedServer, serve
from tests.tcp_proxy import tcp_proxy

PROMPT = port.Prompt((port.ChatMessage("user", "Who ran Kubernetes?"),), "Who ran Kubernetes?", ())
KEY = "sk-canary-4711"


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedServer]:
    with serve() as scripted:
        yield scripted


@pytest.fixture
def patience() -> Patience:
    return Patience(60, 60, 60, 10_000, after_done=60)


@pytest.fixture
async def chat(server: ScriptedServer, patience: Patience) -> AsyncIterator[OpenAIChat]:
    server.script = Script()
    server.disconnected.clear()
    server.requests.clear()
    model = OpenAIChat(server.url, KEY, "small", patience=patience)
    yield model
    await model.aclose()


async def answer(chat: OpenAIChat, prompt: port.Prompt = PROMPT) -> tuple[str, port.Usage | None]:
    deltas = [delta async for delta in chat.stream(prompt)]
    usages = [delta.usage for delta in deltas if delta.usage]
    return "".join(delta.text for delta in deltas), usages[-1] if usages else None


async def failure(chat: OpenAIChat) -> BackendFailed:
    with pytest.raises(BackendFailed) as caught:
        await answer(chat)
    assert KEY not in caught.value.message
    assert "secret error body" not in caught.value.message
    assert "127.0.0.1" in caught.value.message
    return caught.value


async def test_the_answer_and_its_usage_are_streamed(
    chat: OpenAIChat, server: ScriptedServer
) -> None:
    assert await answer(chat) == ("Ada ran Kubernetes [1].", port.Usage(7, 5))
    request = server.requests[-1]
    assert request["model"] == "small"
    assert request["stream"] is True
    assert request["messages"] == [{"role": "user", "content": "Who ran Kubernetes?"}]
    assert server.headers[-1]["authorization"] == f"Bearer {KEY}"
    assert chat.name == "127.0.0.1 small"


async def test_a_character_split_over_packets_comes_out_whole(
    chat: OpenAIChat, server: ScriptedServer
) -> None:
    server.script = Script(text="Zoé a géré 🚀 l'été", fault="split_utf8")
    assert (await answer(chat))[0] == "Zoé a géré 🚀 l'été"


async def test_chunks_of_odd_shapes_are_skipped(chat: OpenAIChat, server: ScriptedServer) -> None:
    server.script = Script(fault="odd_shapes")
    assert (await answer(chat))[0] == "Ada ran Kubernetes [1]."


async def test_a_server_that_refuses_newer_parameters_is_asked_without_them(
    chat: OpenAIChat, server: ScriptedServer
) -> None:
    server.script = Script(refuses=("stream_options", "max_tokens"), usage=False)
    assert await answer(chat) == ("Ada ran Kubernetes [1].", None)
    assert await answer(chat) == ("Ada ran Kubernetes [1].", None)
    assert len(server.requests) == 4
    assert server.requests[-1]["max_completion_tokens"] == PROMPT.max_tokens + THINKING_TOKENS


@pytest.mark.parametrize(
    ("status", "error", "kind", "code"),
    [
        (401, {}, port.KeyRefused, "key_refused"),
        (403, {}, port.KeyRefused, "key_refused"),
        (404, {}, port.ModelUnknown, "model_unknown"),
        (413, {}, port.PromptTooLong, "prompt_too_long"),
        (400, {"code": "context_length_exceeded"}, port.PromptTooLong, "prompt_too_long"),
        (400, {"message": "maximum context length is 8"}, port.PromptTooLong, "prompt_too_long"),
        (400, {"message": "secret error body"}, port.RequestRefused, "request_refused"),
        (408, {}, port.AnswerTimedOut, "answer_timed_out"),
        (429, {}, port.RateLimited, "rate_limited"),
        (429, {"code": "insufficient_quota"}, port.CreditSpent, "credit_spent"),
        (402, {}, port.CreditSpent, "credit_spent"),
        (500, {}, port.Overloaded, "overloaded"),
        (529, {}, port.Overloaded, "overloaded"),
    ],
)
async def test_a_refusal_is_named_by_its_cause(
    chat: OpenAIChat,
    server: ScriptedServer,
    status: int,
    error: dict[str, str],
    kind: type[BackendFailed],
    code: str,
) -> None:
    server.script = Script(status=status, error=error or {"message": f"secret error body {KEY}"})
    refusal = await failure(chat)
    assert type(refusal) is kind
    assert refusal.code == code
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("value", "seconds"), [("7", 7), ("999999", 3600), ("soon", 1), ("-3", 1), ("", 1)]
)
async def test_the_time_to_wait_comes_from_the_server(
    chat: OpenAIChat, server: ScriptedServer, value: str, seconds: int
) -> None:
    server.script = Script(status=429, headers=(("retry-after", value),))
    refusal = await failure(chat)
    assert isinstance(refusal, BackendBusy)
    assert refusal.retry_after == seconds


async def test_the_time_to_wait_may_be_a_date(chat: OpenAIChat, server: ScriptedServer) -> None:
    date = formatdate(time() + 100, usegmt=True)
    server.script = Script(status=503, headers=(("retry-after", date),))
    refusal = await failure(chat)
    assert isinstance(refusal, BackendBusy)
    assert 90 <= refusal.retry_after <= 100


@pytest.mark.parametrize("fault", ["bad_json", "no_end", "huge_delta"])
async def test_a_stream_that_is_no_answer_is_malformed(
    chat: OpenAIChat, server: ScriptedServer, fault: str
) -> None:
    server.script = Script(fault=fault)
    assert type(await failure(chat)) is port.MalformedStream


@pytest.mark.parametrize("text", ["", " \n "])
async def test_an_empty_answer_is_malformed(
    chat: OpenAIChat, server: ScriptedServer, text: str
) -> None:
    server.script = Script(text=text)
    assert "empty" in (await failure(chat)).message


async def test_a_connection_cut_in_the_middle_may_be_tried_again(
    chat: OpenAIChat, server: ScriptedServer
) -> None:
    server.script = Script(fault="cut")
    assert type(await failure(chat)) is port.NoConnection


@pytest.mark.parametrize("patience", [Patience(0.4, 0.4, 0.2, 10_000)])
@pytest.mark.parametrize("script", [Script(first_after=9), Script(fault="silence")])
async def test_silence_is_not_waited_out_and_frees_the_socket(
    chat: OpenAIChat, server: ScriptedServer, script: Script
) -> None:
    server.script = replace(script)
    assert type(await failure(chat)) is port.AnswerTimedOut


@pytest.mark.parametrize("patience", [Patience(60, 60, 0.2, 10_000)])
async def test_a_whole_answer_stands_though_the_server_never_hangs_up(
    chat: OpenAIChat, server: ScriptedServer
) -> None:
    server.script = Script(fault="no_done")
    assert (await answer(chat))[0] == "Ada ran Kubernetes [1]."


async def test_closing_the_iterator_closes_the_socket(
    chat: OpenAIChat, server: ScriptedServer
) -> None:
    server.script = Script(text="word " * 2000, gap=0.02)
    async with aclosing(chat.stream(PROMPT)) as deltas:
        assert (await anext(deltas)).text == "word"
    assert await asyncio.to_thread(server.disconnected.wait, 30)


async def test_cancelling_the_reader_closes_the_socket(
    chat: OpenAIChat, server: ScriptedServer
) -> None:
    server.script = Script(fault="silence", fault_after=1)
    patient = OpenAIChat(server.url, KEY, "small")
    first = asyncio.Event()

    async def read() -> None:
        async for _ in patient.stream(PROMPT):
            first.set()

    reading = asyncio.create_task(read())
    await first.wait()
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert await asyncio.to_thread(server.disconnected.wait, 30)
    await patient.aclose()


async def test_nobody_at_the_address_may_be_there_later() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        free = listening.getsockname()[1]
    chat = OpenAIChat(f"http://127.0.0.1:{free}/v1", KEY, "small")
    assert type(await failure(chat)) is port.NoConnection
    await chat.aclose()


async def test_the_vendor_is_not_asked_without_a_key() -> None:
    chat = OpenAIChat(OPENAI_URL, "", "small")
    with pytest.raises(port.KeyMissing, match=r"api\.openai\.com"):
        await answer(chat)
    await chat.aclose()


async def test_a_local_server_may_do_without_a_key_or_ask_for_one(server: ScriptedServer) -> None:
    chat = OpenAIChat(server.url, "", "small")
    server.script = Script()
    assert (await answer(chat))[0] == "Ada ran Kubernetes [1]."
    server.script = Script(status=401)
    assert type(await failure(chat)) is port.KeyMissing
    await chat.aclose()


async def test_a_question_may_name_its_own_model(chat: OpenAIChat, server: ScriptedServer) -> None:
    prompt = replace(PROMPT, model="other")
    assert [delta async for delta in chat.stream(prompt)]
    server.script = Script(status=404)
    with pytest.raises(port.ModelUnknown, match="other"):
        await anext(chat.stream(prompt))

    assert [request["model"] for request in server.requests] == ["other", "other"]


TEXT = b'data: {"choices": [{"delta": {"content": "Ada"}}]}\n\n'
END = b'data: {"choices": [{"delta": {}, "finish_reason": "stop"}]}\n\n'
DONE = b"data: [DONE]\n\n"


@asynccontextmanager
async def sending(
    stream: bytes, *, missing: int = 0, silent: bool = False
) -> AsyncIterator[OpenAIChat]:
    """A model whose server sends these very bytes, says nothing more if silent, and hangs up."""
    over = asyncio.Event()
    start = f"HTTP/1.1 200 OK\r\nContent-Length: {len(stream) + missing}\r\n\r\n"

    async def respond(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(start.encode() + stream)
        if silent:
            await over.wait()
        writer.close()

    listening = await asyncio.start_server(respond, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/v1"
    chat = OpenAIChat(url, KEY, "small", patience=Patience(60, 60, 60))
    try:
        yield chat
    finally:
        over.set()
        await chat.aclose()
        listening.close()


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (b'{"message": "secret error body"}', port.MalformedStream),
        (b'{"code": "rate_limit_exceeded", "message": "secret error body"}', port.RateLimited),
        (b'{"code": "context_length_exceeded"}', port.PromptTooLong),
        (b'{"code": 429}', port.RateLimited),
        (b'{"code": 4290}', port.Overloaded),
        (b'{"code": ["rate_limit_exceeded"]}', port.MalformedStream),
        (b'"secret error body"', port.MalformedStream),
    ],
)
async def test_an_error_in_the_middle_of_an_answer_is_named_by_its_cause(
    error: bytes, kind: type[BackendFailed]
) -> None:
    async with sending(TEXT + b'data: {"error": ' + error + b"}\n\n" + END + DONE) as chat:
        deltas = chat.stream(PROMPT)
        assert await anext(deltas) == port.Delta("Ada")
        with pytest.raises(BackendFailed) as caught:
            await anext(deltas)
    assert type(caught.value) is kind
    assert "secret error body" not in caught.value.message


@pytest.mark.parametrize("empty", [b"null", b"{}", b"[]", b'""', b'"x"', b'{"error": null}'])
@pytest.mark.parametrize("line_end", [b"\n", b"\r", b"\r\n"])
async def test_events_of_other_kinds_are_passed_over(empty: bytes, line_end: bytes) -> None:
    others = b": wait\n\nevent: ping\n\nid: 4\nretry: 5\ndata: " + empty + b"\n\n"
    stream = others + TEXT + others + TEXT + END + others + DONE
    async with sending(stream.replace(b"\n", line_end)) as chat:
        assert await answer(chat) == ("AdaAda", None)


@pytest.mark.parametrize("silent", [True, False])
@pytest.mark.parametrize("rest", [b"", TEXT + b'data: {"bad\n\n', b"x" * 5_000_000])
async def test_nothing_after_the_last_event_matters_or_is_waited_for(
    rest: bytes, *, silent: bool
) -> None:
    stream = TEXT + END + DONE + rest
    async with asyncio.timeout(30), sending(stream, missing=1, silent=silent) as chat:
        assert await answer(chat) == ("Ada", None)


@pytest.mark.parametrize(
    ("stream", "missing"),
    [(TEXT, 0), (TEXT + DONE, 0), (TEXT + DONE, 1), (TEXT + END[:-1] + DONE[:-1], 0)],
)
async def test_an_answer_without_its_end_is_malformed(stream: bytes, missing: int) -> None:
    async with sending(stream, missing=missing) as chat:
        assert "broke" in (await failure(chat)).message


@pytest.mark.parametrize(
    "data", [b"", b'{"', b'{"x": "\xff"}', "{}".encode("utf-16-le"), b"[" * 9999]
)
async def test_an_event_that_is_no_json_in_utf_8_is_malformed(data: bytes) -> None:
    async with sending(TEXT + b"data: " + data + b"\n\n" + END + DONE) as chat:
        assert "no answer" in (await failure(chat)).message


async def test_an_event_without_end_is_malformed() -> None:
    async with sending(TEXT + b"data: " + b"x" * 5_000_000) as chat:
        assert "without end" in (await failure(chat)).message


async def test_the_connection_of_an_answer_read_to_its_end_is_used_again(
    server: ScriptedServer,
) -> None:
    server.script = Script()
    async with tcp_proxy(int(server.url.split(":")[2].removesuffix("/v1"))) as proxy:
        patience = Patience(60, 60, 60, after_done=30)
        chat = OpenAIChat(f"{proxy.url}/v1", KEY, "small", patience=patience)
        for _ in range(3):
            assert (await answer(chat))[0] == "Ada ran Kubernetes [1]."
        await chat.aclose()
    assert proxy.connections == 1


async def test_a_schema_is_sent_and_left_out_where_it_is_refused(
    chat: OpenAIChat, server: ScriptedServer
) -> None:
    schema = {"type": "object"}
    asked = replace(PROMPT, schema=schema)
    await answer(chat, asked)
    shape = server.requests[-1]["response_format"]["json_schema"]
    assert (shape["schema"], shape["strict"]) == (schema, True)
    await answer(chat)
    assert "response_format" not in server.requests[-1]
    server.script = Script(refuses=("response_format",))
    assert (await answer(chat, asked))[0] == "Ada ran Kubernetes [1]."
    assert "response_format" not in server.requests[-1]


@asynccontextmanager
async def hanging_up(answers: int) -> AsyncIterator[tuple[OpenAIChat, list[bytes]]]:
    """A model whose server closes a connection on the request after so many answers on it."""
    asked: list[bytes] = []
    serving: set[asyncio.Task[Any] | None] = set()
    body = TEXT + END + DONE
    whole = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body

    async def respond(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving.add(asyncio.current_task())
        with suppress(asyncio.IncompleteReadError):
            for number in range(answers + 1):
                head = await reader.readuntil(b"\r\n\r\n")
                asked.append(head.partition(b" HTTP")[0])
                length = int(head.lower().split(b"content-length: ")[1].split()[0])
                await reader.readexactly(length)
                writer.write(whole if number < answers else b"")
        writer.close()

    listening = await asyncio.start_server(respond, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/v1"
    chat = OpenAIChat(url, "", "small", patience=Patience(60, 60, 60))
    try:
        yield chat, asked
    finally:
        await chat.aclose()
        await asyncio.gather(*filter(None, serving))
        listening.close()


async def test_a_server_that_hangs_up_between_two_answers_is_asked_once_more() -> None:
    async with hanging_up(1) as (chat, asked):
        assert [(await answer(chat))[0] for _ in range(3)] == ["Ada", "Ada", "Ada"]
    assert len(asked) == 5


async def test_a_server_that_hangs_up_instead_of_answering_is_not_asked_again() -> None:
    async with hanging_up(0) as (chat, asked):
        with pytest.raises(port.NoConnection) as caught:
            await answer(chat)
    assert len(asked) == 1
    chain: list[BaseException] = []
    error: BaseException | None = caught.value
    while error is not None:
        assert error not in chain, "the chain of causes ends nowhere"
        chain.append(error)
        error = error.__cause__ or error.__context__


async def test_a_tokenizer_that_was_away_once_is_asked_again_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(openai_chat, "AGAIN_AFTER", 0.0)
    answers = [b"", b'{"tokens": [1, 2, 3]}']

    async def respond(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        body = answers.pop(0) if b"/tokenize" in head else b"{}"
        if body:
            start = f"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"
            writer.write(start.encode() + body)
        writer.close()

    async with await asyncio.start_server(respond, "127.0.0.1", 0) as listening:
        url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/v1"
        chat = OpenAIChat(url, "", "small")
        assert await chat.count_tokens(["a text of words"]) == [6]
        assert await chat.count_tokens(["a text of words"]) == [3]
        await chat.aclose()
