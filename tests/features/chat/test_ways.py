"""The ways to an answer, over the whole program: what is told in which, and kept of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from folioscope.backends.llms.port import PromptTooLong, RateLimited, Usage
from folioscope.features.chat.not_found import NOT_FOUND
from folioscope.settings.values import Settings
from tests.features.sections.written_cvs import ENGLISH
from tests.opened_program import Frame, Program, open_program
from tests.scripted_llm import ScriptedModel

ADA = "Ada Byron has run Kubernetes in production for six years."
BOB = "Bob Cobb bakes bread in Lyon."
FILES = {"ada.txt": ADA, "bob.txt": BOB}


@pytest.fixture
async def chat(talking_program: Program) -> Program:
    """The program whose language model is ``scripted_model``, with two texts in ``people``."""
    await talking_program.fill("people", FILES)
    return talking_program


@pytest.fixture
async def quiet(program: Program) -> Program:
    """The program without a language model, with the same texts."""
    await program.fill("people", FILES)
    return program


@pytest.fixture
async def whole(settings: Settings) -> AsyncIterator[Program]:
    """A program whose language model is shown everything."""
    wanted = {"llm_provider": "openai", "context": "everything"}
    async with open_program(settings.model_copy(update=wanted)) as opened:
        await opened.fill("people", FILES)
        yield opened


async def again(program: Program, thread_id: str, content: str, **wanted: Any) -> list[Frame]:
    """The events of the answer to a further message."""
    path = f"/api/threads/{thread_id}/messages"
    run_id = (await program.post(path, 202, {"content": content, **wanted}))["run_id"]
    return await program.events(run_id)


def stages(frames: list[Frame]) -> list[Any]:
    return [one.data["stage"] for one in frames if one.type == "status" and "stage" in one.data]


def final(frames: list[Frame]) -> Any:
    (found,) = [one.data for one in frames if one.type == "final"]
    return found


def said(frames: list[Frame]) -> str:
    return "".join(one.data["text"] for one in frames if one.type == "token")


async def test_small_talk_is_answered_without_a_search(quiet: Program) -> None:
    _, run_id = await quiet.question("Hello!")
    frames = await quiet.events(run_id)
    assert stages(frames) == ["answering"]
    told = final(frames)
    assert told["text"].startswith("Hello!")
    assert (told["citations"], told["grounding"]["unsupported"]) == ([], [])


async def test_a_model_is_shown_no_passages_for_small_talk(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = ("You are welcome.",)
    _, run_id = await chat.question("Thanks a lot")
    assert (await chat.outcome(run_id))["text"] == "You are welcome."
    (prompt,) = scripted_model.prompts
    assert prompt.passages == ()


async def test_a_greeting_is_returned_whatever_the_model_makes_of_it(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = (NOT_FOUND,)
    _, run_id = await chat.question("Hello!")
    frames = await chat.events(run_id)
    assert said(frames) == final(frames)["text"]
    assert said(frames).startswith("Hello!")


async def test_the_same_question_is_answered_from_what_is_kept(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = ("Ada ran Kubernetes in production [1].",)
    scripted_model.usage = Usage(100, 10)
    _, first = await chat.question("Who has run Kubernetes?")
    told = await chat.outcome(first)
    _, second = await chat.question("who has run  kubernetes")
    frames = await chat.events(second)
    assert stages(frames) == ["retrieving", "kept", "answering"]
    repeated = final(frames)
    assert said(frames) == repeated["text"] == told["text"]
    assert repeated["citations"] == told["citations"]
    assert repeated["grounding"] == {**told["grounding"], "kept_from": first}
    assert repeated["usage"] is None
    assert len(scripted_model.prompts) == 1


async def test_a_kept_answer_dies_with_its_source(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = ("Bob bakes bread in Lyon [1].",)
    await chat.outcome((await chat.question("Where does he bake bread?"))[1])
    await chat.client.delete("/api/kbs/people/documents", params={"document": "bob.txt"})
    scripted_model.pieces = ("Nobody.",)
    _, run_id = await chat.question("Where does he bake bread?")
    told = await chat.outcome(run_id)
    assert told["text"] == "Nobody."
    assert "kept_from" not in told["grounding"]
    assert BOB not in str(scripted_model.prompts[-1])


async def test_an_answer_may_be_wanted_anew(chat: Program, scripted_model: ScriptedModel) -> None:
    scripted_model.pieces = ("Ada ran Kubernetes [1].",)
    await chat.outcome((await chat.question("Who has run Kubernetes?"))[1])
    scripted_model.pieces = ("It was Ada [1].",)
    thread_id = (await chat.post("/api/threads", 201, {}))["thread_id"]
    frames = await again(chat, thread_id, "Who has run Kubernetes?", cache=False)
    assert final(frames)["text"] == "It was Ada [1]."
    _, run_id = await chat.question("Who has run Kubernetes?")
    assert (await chat.outcome(run_id))["text"] == "It was Ada [1]."
    assert len(scripted_model.prompts) == 2


async def test_strict_abstains_with_the_nearest_sources_and_asks_no_model(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    _, run_id = await chat.question("Where did Grace Hopper study?", mode="strict")
    told = await chat.outcome(run_id)
    assert told["text"].startswith("Not found in these documents.")
    assert told["grounding"]["abstained"]
    assert {one["path"] for one in told["citations"]} == {"ada.txt", "bob.txt"}
    assert all(one["quote"] in (ADA, BOB) for one in told["citations"])
    assert scripted_model.prompts == []


async def test_a_model_may_abstain_and_nobody_sees_its_marker(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = (NOT_FOUND[:5], NOT_FOUND[5:], " I know nothing.")
    thread_id, run_id = await chat.question("Who has run Kubernetes for six years?", mode="strict")
    told = await chat.outcome(run_id)
    assert told["grounding"]["abstained"]
    assert told["text"].startswith("Not found in these documents.\n\nThe nearest")
    stored = str(await chat.stored_events(run_id)) + str(await chat.messages(thread_id))
    assert NOT_FOUND not in stored


async def test_the_passages_own_words_abstain_too(quiet: Program) -> None:
    _, run_id = await quiet.question("What is the boiling point of mercury?")
    frames = await quiet.events(run_id)
    told = final(frames)
    assert told["grounding"]["abstained"]
    assert said(frames) == told["text"]
    assert told["text"].count("Not found") == 1


async def test_a_follow_up_is_searched_for_as_it_stands_alone(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = ("Ada Byron has run Kubernetes in production [1].",)
    thread_id, run_id = await chat.question("Has Ada Byron run Kubernetes in production?")
    await chat.events(run_id)
    frames = await again(chat, thread_id, "For how many years has she run it?")
    (told,) = [one.data for one in frames if one.data.get("stage") == "retrieving"]
    assert "Ada Byron" in told["query"]
    assert scripted_model.prompts[-1].messages[-1].content == "For how many years has she run it?"


async def test_a_prompt_that_is_too_long_is_halved_and_that_is_told(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = (PromptTooLong("It is too long."),)

    def shorter() -> None:
        scripted_model.pieces = ("Ada [1].",)

    scripted_model.after_failure = shorter
    _, run_id = await chat.question("What has Ada Byron run, and what does Bob Cobb bake?")
    frames = await chat.events(run_id)
    told = final(frames)
    assert told["text"] == "Ada [1]."
    assert [note["code"] for note in told["grounding"]["notes"]] == ["context_shrunk"]
    assert told["grounding"]["passages"] == 1
    (shown,) = [one.data["note"] for one in frames if "note" in one.data]
    assert shown["code"] == "context_shrunk"


async def test_a_busy_model_is_asked_once_more_before_its_first_word(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = (RateLimited("Too many.", 0),)

    def free() -> None:
        scripted_model.pieces = ("Ada [1].",)

    scripted_model.after_failure = free
    _, run_id = await chat.question("What has Ada Byron run?")
    told = await chat.outcome(run_id)
    assert told["text"] == "Ada [1]."
    assert [note["code"] for note in told["grounding"]["notes"]] == ["asked_again"]


async def test_a_small_base_may_be_shown_as_a_whole(
    whole: Program, scripted_model: ScriptedModel
) -> None:
    _, run_id = await whole.question("What is there to say?")
    await whole.outcome(run_id)
    assert [passage.text for passage in scripted_model.prompts[0].passages] == [ADA, BOB]


async def test_people_are_counted_from_the_records(quiet: Program) -> None:
    await quiet.fill("cvs", {"a.txt": ENGLISH})
    _, run_id = await quiet.question("How many CVs are there?", kbs=["cvs"])
    told = await quiet.outcome(run_id)
    assert told["grounding"]["answerer"] == "records"
    assert told["grounding"]["pool"]["total"] == 1
    assert told["grounding"]["unsupported"] == []


async def test_what_a_cv_states_of_one_person_is_told_whole(quiet: Program) -> None:
    await quiet.fill("cvs", {"a.txt": ENGLISH})
    name = (await quiet.rows("SELECT value FROM facts WHERE kind = 'person'"))[0][0]
    stated = await quiet.rows("SELECT value FROM facts WHERE kind = 'role'")
    _, run_id = await quiet.question(f"Where has {name} worked?")
    told = await quiet.outcome(run_id)
    assert told["grounding"]["answerer"] == "records"
    assert len(told["citations"]) == len(stated) > 1
    assert all(role in told["text"] for (role,) in stated)


async def test_a_language_model_answers_about_one_person_itself(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    await chat.fill("cvs", {"a.txt": ENGLISH})
    name = (await chat.rows("SELECT value FROM facts WHERE kind = 'person'"))[0][0]
    scripted_model.pieces = ("Here and there [1].",)
    _, run_id = await chat.question(f"Where has {name} worked?")
    assert (await chat.outcome(run_id))["text"] == "Here and there [1]."


async def test_a_small_model_that_is_not_ready_costs_no_answer(
    settings: Settings, scripted_model: ScriptedModel
) -> None:
    unready = {"llm_provider": "openai", "llm_small_model": "anthropic:claude"}
    async with open_program(settings.model_copy(update=unready)) as opened:
        await opened.fill("people", FILES)
        _, run_id = await opened.question("Who has run Kubernetes?")
        assert (await opened.outcome(run_id))["text"] == "Ada ran Kubernetes [1]."
