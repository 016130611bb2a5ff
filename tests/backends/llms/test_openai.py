"""What is special about servers that speak OpenAI's chat completions."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from dataclasses import replace
from email.utils import formatdate
from time import time

import pytest
from tests.scripted_openai_server import Script, ScriptedServer, serve

from folioscope.backends.llms import port
from folioscope.backends.llms.openai import OPENAI_URL, OpenAIChat, Patience
from folioscope.errors import BackendBusy, BackendFailed

PROMPT = port.Prompt((port.ChatMessage("user", "Who ran Kubernetes?"),), "Who ran Kubernetes?", ())
KEY = "sk-canary-4711"


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedServer]:
    with serve() as scripted:
        yield scripted


@pytest.fixture
async def chat(server: ScriptedServer) -> AsyncIterator[OpenAIChat]:
    server.script = Script()
    server.disconnected.clear()
    server.requests.clear()
    model = OpenAIChat(server.url, KEY, "small", patience=Patience(0.4, 0.4, 0.2, 10_000))
    yield model
    await model.aclose()


async def answer(chat: OpenAIChat) -> tuple[str, port.Usage | None]:
    deltas = [delta async for delta in chat.stream(PROMPT)]
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
    assert server.requests[-1]["max_completion_tokens"] == PROMPT.max_tokens


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
        (429, {"code": "insufficient_quota"}, port.KeyRefused, "key_refused"),
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


@pytest.mark.parametrize("script", [Script(first_after=9), Script(fault="silence")])
async def test_silence_is_not_waited_out_and_frees_the_socket(
    chat: OpenAIChat, server: ScriptedServer, script: Script
) -> None:
    server.script = replace(script)
    assert type(await failure(chat)) is port.AnswerTimedOut


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
    assert await asyncio.to_thread(server.disconnected.wait, 5)


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
    assert await asyncio.to_thread(server.disconnected.wait, 5)
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
