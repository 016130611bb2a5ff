"""A question put to a model: tried again before the first word, never after."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

import pytest

from folioscope.backends.llms.port import (
    AnswerTimedOut,
    Delta,
    KeyRefused,
    NoConnection,
    Overloaded,
    Passage,
    Prompt,
    PromptTooLong,
    RateLimited,
    Usage,
)
from folioscope.errors import BackendBusy, BackendFailed
from folioscope.features.chat.asking import AnswerTooSlow, Asking, Patience
from folioscope.features.chat.budget import Draft, fit
from folioscope.features.search.hits import Note
from tests.scripted_llm import ScriptedModel

PASSAGES = [Passage(at, "a", "a.pdf", 1, "people", f"Line {at}.") for at in range(1, 5)]
Script = Sequence[str | float | Exception | asyncio.Event]


@dataclass
class Moody(ScriptedModel):
    """Has another script for each time it is asked."""

    scripts: Sequence[Script] = field(default_factory=tuple)

    async def stream(self, prompt: Prompt) -> AsyncGenerator[Delta, None]:
        self.pieces = self.scripts[len(self.prompts)]
        async with aclosing(super().stream(prompt)) as pieces:
            async for delta in pieces:
                yield delta


@dataclass
class Trial:
    """One question to a moody model, and what was told of it."""

    model: Moody
    asking: Asking
    notes: list[Note]

    async def said(self) -> str:
        return "".join([delta.text async for delta in self.asking.pieces()])


async def trial(*scripts: Script, whole: float = 30.0, passages: int = 4) -> Trial:
    model = Moody(scripts=scripts)
    draft = Draft("Who?", (), PASSAGES[:passages], "strict")
    notes: list[Note] = []

    async def tell(note: Note) -> None:
        notes.append(note)

    fitted = await fit(model, draft)
    return Trial(model, Asking(model, fitted, tell, Patience(whole=whole, pause=5.0)), notes)


@pytest.mark.parametrize("kind", [RateLimited, Overloaded, NoConnection, AnswerTimedOut])
async def test_a_busy_model_is_asked_once_more(kind: type[BackendBusy]) -> None:
    tried = await trial([kind("The server is busy.", 0)], ["Ada", " [1]."])
    assert await tried.said() == "Ada [1]."
    assert tried.model.prompts[0] == tried.model.prompts[1]
    (note,) = tried.notes
    assert note.code == "asked_again"
    assert note.message == "The server is busy. It is asked once more."


async def test_a_model_that_stays_busy_is_given_up() -> None:
    tried = await trial([Overloaded("Busy.", 0)], [Overloaded("Still busy.", 0)])
    with pytest.raises(Overloaded, match="Still busy"):
        await tried.said()
    assert len(tried.model.prompts) == 2


async def test_nobody_is_kept_waiting_for_long() -> None:
    tried = await trial([RateLimited("Wait an hour.", 3600)])
    with pytest.raises(RateLimited) as refused:
        await tried.said()
    assert refused.value.retry_after == 3600
    assert tried.notes == []


async def test_what_waiting_does_not_mend_is_told_at_once() -> None:
    tried = await trial([KeyRefused("The key is wrong.")])
    with pytest.raises(KeyRefused):
        await tried.said()
    assert len(tried.model.prompts) == 1


async def test_after_the_first_word_nothing_is_tried_again() -> None:
    tried = await trial(["Ada", Overloaded("Busy.", 0)], ["Bob"])
    pieces = tried.asking.pieces()
    assert (await anext(pieces)).text == "Ada"
    with pytest.raises(Overloaded):
        await anext(pieces)
    assert len(tried.model.prompts) == 1


async def test_a_prompt_that_is_too_long_is_halved_once_and_that_is_told() -> None:
    tried = await trial([PromptTooLong("Too long.")], ["Ada [1]."])
    assert await tried.said() == "Ada [1]."
    assert [one.number for one in tried.asking.prompt.passages] == [1, 2]
    assert tried.model.prompts[1].passages == tried.asking.prompt.passages
    assert tried.model.prompts[1].max_tokens < tried.model.prompts[0].max_tokens
    (note,) = tried.notes
    assert note.code == "context_shrunk"
    assert "2 of 4 passages" in note.message


async def test_a_prompt_that_stays_too_long_is_given_up() -> None:
    tried = await trial([PromptTooLong("Too long.")], [PromptTooLong("Too long.")])
    with pytest.raises(PromptTooLong):
        await tried.said()
    bare = await trial([PromptTooLong("Too long.")], passages=0)
    with pytest.raises(PromptTooLong):
        await bare.said()
    assert (len(tried.model.prompts), len(bare.model.prompts)) == (2, 1)


async def test_both_remedies_may_be_needed() -> None:
    tried = await trial([PromptTooLong("Too long.")], [Overloaded("Busy.", 0)], ["Ada"])
    assert await tried.said() == "Ada"
    assert [note.code for note in tried.notes] == ["context_shrunk", "asked_again"]


async def test_an_answer_that_does_not_end_in_time_is_broken_off() -> None:
    tried = await trial(["Ada", asyncio.Event()], whole=0.05)
    with pytest.raises(AnswerTooSlow, match=r"scripted .* after 0.05 seconds"):
        await tried.said()
    assert tried.model.closed.is_set()


async def test_what_is_not_said_in_time_is_not_asked_again() -> None:
    tried = await trial([asyncio.Event()], whole=0.05)
    with pytest.raises(BackendFailed) as refused:
        await tried.said()
    assert not refused.value.retryable
    assert len(tried.model.prompts) == 1


async def test_whoever_stops_listening_stops_the_model_at_once() -> None:
    tried = await trial(["Ada", asyncio.Event()])
    async with aclosing(tried.asking.pieces()) as pieces:
        assert (await anext(pieces)).text == "Ada"
    assert tried.model.closed.is_set()


@pytest.mark.parametrize("script", [[asyncio.Event()], ["Ada", asyncio.Event()]])
async def test_it_can_be_cancelled_before_the_first_word_and_after(script: Script) -> None:
    tried = await trial(script)
    task = asyncio.ensure_future(tried.said())
    await tried.model.started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert tried.model.closed.is_set()


async def test_it_can_be_cancelled_while_it_waits() -> None:
    tried = await trial([RateLimited("Busy.", 4)])
    task = asyncio.ensure_future(tried.said())
    while not tried.notes:
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_an_answer_of_nothing_but_figures_comes_through() -> None:
    tried = await trial([])
    tried.model.usage = Usage(5, 0)
    assert [delta async for delta in tried.asking.pieces()] == [Delta(usage=Usage(5, 0))]
