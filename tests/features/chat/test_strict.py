"""Strict mode, remedies and the whole context, as whoever asks sees them."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import pytest

from folioscope.backends.llms.port import Delta, Prompt, PromptTooLong
from folioscope.features.chat.not_found import NOT_FOUND
from folioscope.settings.values import Settings
from tests.opened_program import Frame, Program, open_program
from tests.scripted_llm import ScriptedModel

ADA = "Ada Byron has run Kubernetes in production for six years."
NEAREST = "Not found in these documents.\n\nThe nearest to the question:\n- ada.txt [1]"


@pytest.fixture
async def chat(talking_program: Program) -> Program:
    """The program whose language model is ``scripted_model``, with one CV in ``people``."""
    await talking_program.fill("people", {"ada.txt": ADA})
    return talking_program


async def asked(program: Program, question: str, **thread: Any) -> list[Frame]:
    """The events of an answer."""
    _, run_id = await program.question(question, **thread)
    return await program.events(run_id)


async def test_who_is_in_no_document_is_not_asked_about(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    thread_id, run_id = await chat.question("Where did Grace Hopper study?", mode="rag_only")
    final = await chat.outcome(run_id)
    assert final["text"] == NEAREST
    assert final["grounding"]["abstained"] is True
    (source,) = final["citations"]
    assert (source["n"], source["path"], source["quote"]) == (1, "ada.txt", ADA)
    assert scripted_model.prompts == []
    assert (await chat.messages(thread_id))[1]["content"] == NEAREST


@pytest.mark.parametrize("said", [NOT_FOUND, f"**{NOT_FOUND}**\n\nNothing is said of it."])
async def test_what_a_model_says_for_not_found_is_never_shown(
    chat: Program, scripted_model: ScriptedModel, said: str
) -> None:
    scripted_model.pieces = tuple(said)
    thread_id, run_id = await chat.question("Who has run Kubernetes in winter?", mode="strict")
    final = await chat.outcome(run_id)
    assert final["text"] == NEAREST
    assert final["grounding"]["abstained"] is True
    assert len(scripted_model.prompts) == 1
    stored = str(await chat.stored_events(run_id)) + str(await chat.messages(thread_id))
    assert NOT_FOUND not in stored
    assert "Nothing is said" not in stored


async def test_what_the_documents_hold_is_answered_in_strict_mode(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    final = (await asked(chat, "Who has run Kubernetes?", mode="strict"))[-2].data
    assert final["text"] == "Ada ran Kubernetes [1]."
    assert final["grounding"]["abstained"] is False
    assert NOT_FOUND in scripted_model.prompts[0].messages[0].content


async def test_in_hybrid_mode_a_model_may_know_more_than_the_documents(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = ("At Vassar; that is not in the documents.",)
    final = (await asked(chat, "Where did Grace Hopper study?"))[-2].data
    assert final["text"].startswith("At Vassar")
    assert len(scripted_model.prompts) == 1


async def test_without_a_model_strict_mode_abstains_too(program: Program) -> None:
    await program.fill("people", {"ada.txt": ADA})
    final = (await asked(program, "Where did Grace Hopper study?", mode="strict"))[-2].data
    assert final["text"] == NEAREST
    assert [source["quote"] for source in final["citations"]] == [ADA]
    found = (await asked(program, "Who has run Kubernetes?", mode="strict"))[-2].data
    assert ADA in found["text"]


@dataclass
class Narrow(ScriptedModel):
    """Finds more than one passage too long."""

    async def stream(self, prompt: Prompt) -> AsyncGenerator[Delta, None]:
        if len(prompt.passages) > 1:
            msg = "Too long."
            raise PromptTooLong(msg)
        async with aclosing(super().stream(prompt)) as pieces:
            async for delta in pieces:
                yield delta


class TestANarrowModel:
    """What is halved for it."""

    @pytest.fixture
    def scripted_model(self) -> ScriptedModel:
        return Narrow(("It was Ada [1][2].",))

    async def test_is_asked_again_with_half_and_that_is_told(self, chat: Program) -> None:
        await chat.add("people", {"bob.txt": b"Bob Miller has run Kubernetes, too."})
        frames = await asked(chat, "Who has run Kubernetes?")
        notes = [frame.data["note"] for frame in frames if "note" in frame.data]
        assert [note["code"] for note in notes] == ["context_shrunk"]
        final = frames[-2].data
        assert final["text"] == "It was Ada [1]."
        assert [note["code"] for note in final["grounding"]["notes"]] == ["context_shrunk"]


async def test_everything_is_shown_where_it_fits(
    settings: Settings, scripted_model: ScriptedModel
) -> None:
    chosen = {"llm_provider": "openai", "context": "everything"}
    async with open_program(settings.model_copy(update=chosen)) as program:
        files = {f"{name}.txt": f"{name.title()} bakes bread." for name in ("eve", "bob", "ada")}
        await program.fill("people", files)
        await asked(program, "Kubernetes?")
        shown = [passage.path for passage in scripted_model.prompts[-1].passages]
        assert shown == ["ada.txt", "bob.txt", "eve.txt"]
        scripted_model.context_tokens = 1024
        await program.add("people", {"long.txt": ("Kubernetes runs. " * 4000).encode()})
        await asked(program, "Kubernetes?")
        assert {one.path for one in scripted_model.prompts[-1].passages} == {"long.txt"}


async def test_where_nothing_was_found_no_model_is_asked_in_strict_mode(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    frames = await asked(talking_program, "What is it?", mode="strict")
    told = frames[-2].data
    assert (told["text"], told["citations"]) == ("Not found in these documents.", [])
    assert told["grounding"]["abstained"] is True
    assert scripted_model.prompts == []
