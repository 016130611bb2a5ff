"""In the whole program: what is asked again, what is asked in short, and what is small talk."""

from __future__ import annotations

from typing import Any

import pytest

from folioscope.backends.llms.port import PromptTooLong
from tests.opened_program import Frame, Program
from tests.scripted_llm import ScriptedModel

ADA = "Ada ran Kubernetes in production at Babbage Ltd for four years."
ASKED = "Who ran Kubernetes in production?"


@pytest.fixture
async def chat(talking_program: Program) -> Program:
    await talking_program.fill("people", {"ada.txt": ADA, "bob.txt": "Bob bakes bread."})
    return talking_program


async def ask(chat: Program, content: str, thread_id: str | None = None, **more: Any) -> Any:
    """The answer to a question, with the frames of its run."""
    if thread_id is None:
        thread_id = (await chat.post("/api/threads", 201, {}))["thread_id"]
    path = f"/api/threads/{thread_id}/messages"
    run_id = (await chat.post(path, 202, {"content": content, **more}))["run_id"]
    frames = await chat.events(run_id)
    return {**frames[-2].data, "run_id": run_id, "thread_id": thread_id, "frames": frames}


def stages(frames: list[Frame]) -> list[str]:
    return [frame.data["stage"] for frame in frames if "stage" in frame.data]


async def test_an_answer_that_is_kept_is_told_like_any_other(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    first = await ask(chat, ASKED)
    again = await ask(chat, "who ran  KUBERNETES in production")
    assert len(scripted_model.prompts) == 1
    assert again["grounding"]["kept_from"] == first["run_id"]
    assert "kept_from" not in first["grounding"]
    assert "kept" in stages(again["frames"])
    tokens = [frame.data["text"] for frame in again["frames"] if frame.type == "token"]
    assert "".join(tokens) == again["text"] == first["text"]
    assert again["citations"] == first["citations"] != []
    (said,) = [one for one in await chat.messages(again["thread_id"]) if one["role"] != "user"]
    assert (said["content"], said["citations"]) == (again["text"], again["citations"])


async def test_an_answer_that_was_given_again_is_not_kept_once_more(chat: Program) -> None:
    first = await ask(chat, ASKED)
    await ask(chat, ASKED)
    third = await ask(chat, ASKED)
    assert third["grounding"]["kept_from"] == first["run_id"]
    assert len(await chat.rows("SELECT id FROM kept_answers")) == 1


async def test_whoever_asks_for_a_fresh_answer_gets_one(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    await ask(chat, ASKED)
    scripted_model.pieces = ("Ada did [1].",)
    fresh = await ask(chat, ASKED, cache=False)
    assert fresh["text"] == "Ada did [1]."
    again = await ask(chat, ASKED)
    assert again["grounding"]["kept_from"] == fresh["run_id"]
    assert again["text"] == "Ada did [1]."


@pytest.mark.parametrize("change", ["added", "deleted", "strict"])
async def test_what_the_answer_rested_on_has_changed(
    chat: Program, scripted_model: ScriptedModel, change: str
) -> None:
    await ask(chat, ASKED)
    if change == "added":
        await chat.add("people", {"eve.txt": b"Eve ran Kubernetes too."})
    elif change == "deleted":
        path = "/api/kbs/people/documents"
        await chat.ask("DELETE", path, 204, params={"document": "ada.txt"})
    again = await ask(chat, ASKED, mode="strict" if change == "strict" else "hybrid")
    assert "kept_from" not in again["grounding"]
    if change == "deleted":
        assert "Babbage" not in str([frame.data for frame in again["frames"]])


async def test_a_failed_and_a_cancelled_answer_are_not_kept(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = ("",)
    _, failed = await chat.question(ASKED)
    assert (await chat.events(failed))[-2].type == "error"
    scripted_model.pieces = ("Ada ", 60.0)
    _, cancelled = await chat.question(ASKED)
    await scripted_model.started.wait()
    await chat.post(f"/api/runs/{cancelled}/cancel", 200)
    await chat.events(cancelled)
    assert await chat.rows("SELECT id FROM kept_answers") == []


async def test_an_answer_within_a_conversation_is_not_kept_for_others(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    first = await ask(chat, "Who bakes bread?")
    scripted_model.pieces = ("As I said, not Bob but Ada [1].",)
    await ask(chat, ASKED, first["thread_id"])
    scripted_model.pieces = ("Ada [1].",)
    assert (await ask(chat, ASKED))["text"] == "Ada [1]."


async def test_a_question_in_short_is_searched_for_as_it_is_meant(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    first = await ask(chat, "Who bakes cakes?")
    second = await ask(chat, "and bread?", first["thread_id"])
    told = [frame.data.get("query") for frame in second["frames"] if "query" in frame.data]
    assert told == ["Who bakes bread?"]
    prompt = scripted_model.prompts[-1]
    assert prompt.messages[-1].content.endswith("and bread?")
    assert "query" not in str(first["frames"])


async def test_small_talk_looks_nothing_up(chat: Program, scripted_model: ScriptedModel) -> None:
    scripted_model.pieces = ("Hello!",)
    talk = await ask(chat, "hello")
    assert (talk["text"], talk["citations"]) == ("Hello!", [])
    assert "retrieving" not in stages(talk["frames"])
    assert scripted_model.prompts[-1].passages == ()


async def test_an_answer_of_a_base_that_was_searched_by_words_alone_is_not_kept(
    chat: Program,
) -> None:
    async with chat.database.write() as session:
        connection = await session.connection()
        await connection.exec_driver_sql("UPDATE bases SET model = 'gone', edition = edition + 1")
        await connection.exec_driver_sql("UPDATE chunks SET edition = edition + 1")
    first = await ask(chat, "Kubernetes?")
    assert first["citations"] != []
    assert await chat.rows("SELECT id FROM kept_answers") == []


async def test_an_answer_from_half_of_the_passages_is_not_kept(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = (PromptTooLong("It is too long."),)

    def shorter() -> None:
        scripted_model.pieces = ("Ada [1].",)

    scripted_model.after_failure = shorter
    assert (await ask(chat, ASKED))["grounding"]["notes"]
    again = await ask(chat, ASKED)
    assert not {"kept_from", "notes"} & set(again["grounding"])


async def test_what_is_asked_in_french_is_not_answered_by_what_was_told_in_english(
    chat: Program, scripted_model: ScriptedModel
) -> None:
    await ask(chat, "Who bakes cakes?")
    first = await ask(chat, "Who bakes bread?")
    scripted_model.pieces = ("Bob fait des gâteaux.",)
    told = await ask(chat, "et cakes ?", first["thread_id"])
    assert {"query": "Who bakes cakes?"}.items() <= told["frames"][1].data.items()
    assert told["text"] == "Bob fait des gâteaux."
