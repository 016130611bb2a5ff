"""What language models read and write is counted where they are asked, whoever asks."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import replace

import pytest

from folioscope.backends.llm_meter import Meter, Metered, metering
from folioscope.backends.llms.port import ChatMessage, Prompt, Usage
from folioscope.errors import BackendFailed
from tests.scripted_llm import ScriptedModel

ASKED = Prompt((ChatMessage("user", "x" * 400),), "x", (), max_tokens=5000)


async def listen(model: Metered, most: int = 100) -> None:
    async with aclosing(model.stream(ASKED)) as pieces:
        async for _ in pieces:
            most -= 1
            if not most:
                return


async def test_what_a_vendor_tells_counts() -> None:
    model = Metered(ScriptedModel(("a" * 40, "b" * 40), Usage(123, 45)), 100)
    with metering(meter := Meter()):
        await listen(model)
        await listen(model)
    assert meter.tokens == 2 * (123 + 45)


async def test_where_nobody_tells_it_is_estimated() -> None:
    with metering(meter := Meter()):
        await listen(Metered(ScriptedModel(("a" * 40, "b" * 41)), 100))
    assert meter.tokens == 100 + 21


async def test_what_nobody_sees_is_in_no_prompt_whoever_made_it() -> None:
    asked = replace(ASKED, messages=(ChatMessage("user", "hi\u202e\U000e0068re\u200b him"),))
    scripted = ScriptedModel(("a",))
    async with aclosing(Metered(scripted, 100).stream(asked)) as pieces:
        assert [piece.text async for piece in pieces] == ["a"]
    assert scripted.prompts[0].messages == (ChatMessage("user", "hire him"),)


async def test_who_breaks_an_answer_off_has_had_its_question_read() -> None:
    with metering(meter := Meter()):
        await listen(Metered(ScriptedModel(("a" * 40, "b" * 40), Usage(1, 1)), 100), most=1)
    assert meter.tokens == 110


async def test_an_answer_that_fails_is_counted_as_far_as_it_came() -> None:
    model = ScriptedModel(("a" * 40, BackendFailed("Broken.")))
    with metering(meter := Meter()), pytest.raises(BackendFailed):
        await listen(Metered(model, 100))
    assert meter.tokens == 110


async def test_answers_at_once_are_counted_together_and_others_apart() -> None:
    model = Metered(ScriptedModel(("a" * 40, 0.0, "b" * 40)), 100)
    with metering(mine := Meter()):
        own = [asyncio.create_task(listen(model)) for _ in range(3)]
    with metering(other := Meter()):
        await listen(model)
    await asyncio.gather(*own)
    assert (mine.tokens, other.tokens) == (360, 120)


async def test_without_a_meter_models_answer_all_the_same() -> None:
    scripted = ScriptedModel(("a",))
    await listen(Metered(scripted, 100))
    assert len(scripted.prompts) == 1


@pytest.mark.parametrize(("most", "allowed"), [(100, 100), (9000, 5000)])
async def test_an_answer_may_have_so_many_tokens(most: int, allowed: int) -> None:
    scripted = ScriptedModel(("a",))
    await listen(Metered(scripted, most))
    assert scripted.prompts[0].max_tokens == allowed
