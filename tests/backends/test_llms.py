"""What every language model promises, whoever is behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing

import pytest

from folioscope.backends.llms.openai import OpenAIChat
from folioscope.backends.llms.port import ChatMessage, Delta, LanguageModel, Prompt
from folioscope.backends.llms.reading import Patience
from folioscope.errors import BackendBusy, BackendFailed
from tests.scripted_llm import ScriptedModel
from tests.scripted_openai_server import Script, ScriptedServer, serve

PROMPT = Prompt((ChatMessage("user", "Who ran Kubernetes?"),), "Who ran Kubernetes?", ())
ANSWER = "Ada ran Kubernetes [1]."

Open = Callable[[ScriptedServer], LanguageModel]


def open_scripted(server: ScriptedServer) -> LanguageModel:
    return ScriptedModel(pieces=server.script.pieces())


def open_openai(server: ScriptedServer) -> LanguageModel:
    is_silent = server.script.first_after > 0
    patience = Patience(0.3, 0.3) if is_silent else Patience(60, 60)
    return OpenAIChat(server.url, "sk-canary", "small", patience=patience)


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedServer]:
    with serve() as scripted:
        yield scripted


@pytest.fixture(params=[open_scripted, open_openai])
async def model(request: pytest.FixtureRequest, server: ScriptedServer) -> AsyncIterator[object]:
    server.script = Script(text=ANSWER)
    opened: LanguageModel = request.param(server)
    yield opened
    await opened.aclose()


async def test_the_pieces_make_up_the_answer(model: LanguageModel) -> None:
    deltas = [delta async for delta in model.stream(PROMPT)]
    assert "".join(delta.text for delta in deltas) == ANSWER
    assert len(deltas) > 1
    assert all(isinstance(delta, Delta) for delta in deltas)


async def test_a_model_answers_again_and_after_a_stream_left_early(model: LanguageModel) -> None:
    async with aclosing(model.stream(PROMPT)) as deltas:
        await anext(deltas)
    assert "".join([delta.text async for delta in model.stream(PROMPT)]) == ANSWER


async def test_a_model_has_a_name_and_may_be_closed_twice(model: LanguageModel) -> None:
    assert model.name
    await model.aclose()


@pytest.mark.parametrize("open_model", [open_openai])
@pytest.mark.parametrize(
    ("script", "busy"),
    [
        (Script(status=401), False),
        (Script(status=429), True),
        (Script(status=500), True),
        (Script(first_after=5), True),
        (Script(fault="cut"), True),
        (Script(fault="bad_json"), False),
        (Script(text=""), False),
    ],
)
async def test_what_goes_wrong_is_told_and_whether_it_is_worth_another_try(
    server: ScriptedServer, open_model: Open, script: Script, busy: bool
) -> None:
    server.script = script
    model = open_model(server)
    with pytest.raises(BackendFailed) as caught:
        [delta async for delta in model.stream(PROMPT)]
    await model.aclose()
    assert isinstance(caught.value, BackendBusy) is busy
    assert caught.value.retryable is busy
    assert "sk-canary" not in caught.value.message
    assert "secret error body" not in caught.value.message


async def test_a_scripted_model_can_fail_where_the_script_says() -> None:
    model = ScriptedModel(pieces=("Ada ", BackendBusy("The vendor is busy.")))
    deltas = model.stream(PROMPT)
    assert (await anext(deltas)).text == "Ada "
    with pytest.raises(BackendBusy):
        await anext(deltas)
    assert model.prompts == [PROMPT]
