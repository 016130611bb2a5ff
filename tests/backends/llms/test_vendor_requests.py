"""What each vendor is sent, and what it tells beside its answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from folioscope.backends.llm_addresses import ollama_url
from folioscope.backends.llms import port, streamed
from folioscope.backends.llms.estimates import estimated_tokens
from folioscope.backends.llms.ollama import CONTEXT_TOKENS
from folioscope.backends.llms.streamed import THINKING_TOKENS
from folioscope.backends.registry import load
from tests.backends.llms.vendor_server import Asked, VendorServer, vendor_server
from tests.backends.llms.vendor_wires import KEY, WIRES, Wire

TURNS = (
    port.ChatMessage("system", "Answer from the passages."),
    port.ChatMessage("user", "[1] Ada ran Kubernetes."),
    port.ChatMessage("user", "Hello"),
    port.ChatMessage("assistant", "Hello."),
    port.ChatMessage("user", "Who ran it? \ud83d"),
)
SCHEMA = {"type": "object", "properties": {"who": {"type": "string"}}}
PROMPT = port.Prompt(TURNS, "Who ran it?", (), max_tokens=99)
FIRST, LAST = "[1] Ada ran Kubernetes.\n\nHello", "Who ran it? ?"
WIRE = {wire.name: wire for wire in WIRES}
SAID = [
    {"role": "user", "content": FIRST},
    {"role": "assistant", "content": "Hello."},
    {"role": "user", "content": LAST},
]
SAID_WITH_RULES = [{"role": "system", "content": "Answer from the passages."}, *SAID]
CONTENTS = [
    {"role": "user", "parts": [{"text": FIRST}]},
    {"role": "model", "parts": [{"text": "Hello."}]},
    {"role": "user", "parts": [{"text": LAST}]},
]
BODIES: dict[str, dict[str, Any]] = {
    "openai": {"model": "small", "messages": SAID_WITH_RULES, "max_tokens": 99},
    "huggingface": {"model": "small", "messages": SAID_WITH_RULES, "max_tokens": 99},
    "anthropic": {
        "model": "small",
        "system": "Answer from the passages.",
        "messages": SAID,
        "max_tokens": 99 + THINKING_TOKENS,
        "stream": True,
    },
    "gemini": {
        "systemInstruction": {"parts": [{"text": "Answer from the passages."}]},
        "contents": CONTENTS,
        "generationConfig": {"maxOutputTokens": 99 + THINKING_TOKENS},
    },
    "ollama": {
        "model": "small",
        "messages": SAID_WITH_RULES,
        "options": {"num_ctx": CONTEXT_TOKENS, "num_predict": 99},
        "think": False,
        "truncate": False,
        "stream": True,
    },
}
PATHS = {
    "openai": "/v1/chat/completions",
    "huggingface": "/v1/chat/completions",
    "anthropic": "/v1/messages",
    "gemini": "/v1beta/models/small:streamGenerateContent?alt=sse",
    "ollama": "/api/chat",
}
KEYS = {"gemini": ("x-goog-api-key", KEY)}
SCHEMAS = {
    "openai": ("response_format", "json_schema", "schema"),
    "huggingface": ("response_format", "json_schema", "schema"),
    "anthropic": ("output_config", "format", "schema"),
    "gemini": ("generationConfig", "responseJsonSchema"),
    "ollama": ("format",),
}


@pytest.fixture
async def server() -> AsyncIterator[VendorServer]:
    async with vendor_server() as running:
        yield running


@pytest.fixture(params=WIRES, ids=lambda wire: wire.name)
def wire(request: pytest.FixtureRequest) -> Wire:
    found: Wire = request.param
    return found


async def asked_of(
    wire: Wire, server: VendorServer, prompt: port.Prompt, key: str = KEY
) -> list[Asked]:
    server.steps = wire.answer("Ada")
    model = wire.open(server.url, key)
    assert [delta async for delta in model.stream(prompt)]
    await model.aclose()
    return server.asked


async def test_rules_turns_and_key_stand_where_the_vendor_wants_them(
    wire: Wire, server: VendorServer
) -> None:
    (asked,) = await asked_of(wire, server, PROMPT, f" {KEY}\n")
    assert (asked.method, asked.path) == ("POST", PATHS[wire.name])
    assert asked.body | BODIES[wire.name] == asked.body
    header, value = KEYS.get(wire.name, ("authorization", f"Bearer {KEY}"))
    assert asked.headers[header] == value


async def test_a_model_named_by_a_question_is_no_path(wire: Wire, server: VendorServer) -> None:
    (asked,) = await asked_of(wire, server, replace(PROMPT, model="../../v1/other?x#y"))
    assert asked.path.startswith(PATHS[wire.name].partition("small")[0])
    assert asked.path.count("/") == PATHS[wire.name].count("/")


async def test_a_schema_is_sent_and_left_out_where_it_is_refused(
    wire: Wire, server: VendorServer
) -> None:
    (asked,) = await asked_of(wire, server, replace(PROMPT, schema=SCHEMA))
    found = asked.body
    for step in SCHEMAS[wire.name]:
        found = found[step]
    assert found == SCHEMA
    server.status = 400
    server.steps = [f'{{"error": "{SCHEMAS[wire.name][0]}: schema is wrong"}}'.encode()]
    model = wire.open(server.url)
    with pytest.raises(port.RequestRefused):
        await anext(model.stream(replace(PROMPT, schema=SCHEMA)))
    await model.aclose()
    assert len(server.asked) == 3
    assert SCHEMAS[wire.name][-1] not in str(server.asked[-1].body).replace("schema is", "")


async def test_a_model_of_few_tokens_is_asked_for_no_more_than_wanted(
    server: VendorServer,
) -> None:
    server.status = 400
    server.steps = [b'{"error": "max_tokens: 4195 > 4096, which is the maximum allowed"}']
    model = WIRE["anthropic"].open(server.url)
    with pytest.raises(port.RequestRefused):
        await anext(model.stream(PROMPT))
    await model.aclose()
    assert [asked.body["max_tokens"] for asked in server.asked] == [99 + THINKING_TOKENS, 99]


TOLD: list[tuple[str, dict[str, Any], int]] = [
    ("openai", {"/v1/models": {"data": [{"id": "small", "max_model_len": 4096}]}}, 4096),
    ("openai", {"/v1/models": {"data": [{"id": "file.gguf", "context_length": 99}]}}, 99),
    ("openai", {"/v1/models": {"data": [{"id": "a", "context_length": 9}, {"id": "b"}]}}, 0),
    ("openai", {"/props": {"default_generation_settings": {"n_ctx": 2048}}}, 2048),
    ("openai", {"/v1/models": ["odd"], "/props": 7}, 0),
    (
        "huggingface",
        {"/v1/models": {"data": [{"id": "small", "providers": [{}, {"context_length": 7}]}]}},
        7,
    ),
    ("anthropic", {"/v1/models/small": {"id": "small", "max_input_tokens": 200_000}}, 200_000),
    ("gemini", {"/v1beta/models/small": {"inputTokenLimit": 1_048_576}}, 1_048_576),
    (
        "ollama",
        {
            "/api/show": {
                "model_info": {"general.architecture": "llama", "llama.context_length": 2048}
            }
        },
        2048,
    ),
    (
        "ollama",
        {
            "/api/show": {
                "model_info": {"general.architecture": "qwen3", "qwen3.context_length": 40_960}
            }
        },
        CONTEXT_TOKENS,
    ),
]


@pytest.mark.parametrize(("name", "told", "length"), TOLD)
async def test_the_server_is_asked_once_how_much_fits(
    name: str,
    told: dict[str, Any],
    length: int,
    server: VendorServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(streamed, "GLANCE_SECONDS", 30.0)
    server.told = told
    model = WIRE[name].open(server.url)
    assert await model.count_tokens([]) == []
    asked = len(server.beside)
    await model.count_tokens([])
    assert model.context_tokens == (length or None)
    assert len(server.beside) == asked > 0
    header, value = KEYS.get(name, ("authorization", f"Bearer {KEY}"))
    assert server.beside[0].headers[header] == value
    await model.aclose()


async def test_a_server_that_does_not_tell_delays_no_answer(
    wire: Wire, server: VendorServer
) -> None:
    server.delay_of_told = 60.0
    server.told = dict.fromkeys(("/v1/models", "/api/show", "/v1beta/models/small"))
    model = wire.open(server.url)
    async with asyncio.timeout(30):
        assert await model.count_tokens([]) == []
        server.steps = wire.answer("Ada")
        assert [delta async for delta in model.stream(PROMPT)]
        await model.aclose()


async def test_tokens_are_counted_by_the_server_that_can(server: VendorServer) -> None:
    server.told = {"/tokenize": {"tokens": [1, 2, 3], "count": 3}}
    model = WIRE["openai"].open(server.url)
    assert await model.count_tokens(["a", *"bcdefghijk"]) == [3] * 11
    bodies = [asked.body for asked in server.beside if asked.path == "/tokenize"]
    assert {body["content"] for body in bodies} == set("abcdefghijk")
    assert bodies[0]["prompt"] == "a"
    await model.aclose()


async def test_tokens_are_estimated_where_the_server_cannot(
    wire: Wire, server: VendorServer
) -> None:
    model = wire.open(server.url)
    texts = ["Ada ran Kubernetes.", ""]
    for _ in range(3):
        assert await model.count_tokens(texts) == estimated_tokens(texts)
    assert sum(asked.path == "/tokenize" for asked in server.beside) <= 1
    await model.aclose()


@pytest.mark.parametrize(
    ("place", "url"),
    [
        ("", "http://127.0.0.1:11434"),
        ("0.0.0.0", "http://127.0.0.1:11434"),
        ("box", "http://box:11434"),
        ("box:80/", "http://box:80"),
        ("https://box/ollama", "https://box:443/ollama"),
        ("http://127.0.0.1:11434/v1", "http://127.0.0.1:11434"),
        ("[::1]:5", "http://[::1]:5"),
    ],
)
def test_the_address_of_ollama_may_be_written_in_short(place: str, url: str) -> None:
    assert ollama_url(place) == url


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("openai", "api.openai.com small"),
        ("huggingface", "Hugging Face small"),
        ("anthropic", "Anthropic small"),
        ("gemini", "Google Gemini small"),
        ("ollama", "Ollama at 127.0.0.1 small"),
    ],
)
async def test_each_is_opened_by_its_name_and_names_its_vendor(name: str, shown: str) -> None:
    model: port.LanguageModel = load("llms", name)(base_url="", api_key="", model="small")
    assert model.name == shown
    await model.aclose()
