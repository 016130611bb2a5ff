"""A question in the place of an earlier one: edited and asked again, or tried once more."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Literal

import pytest

from tests.opened_program import Program, frames_of
from tests.opened_socket import open_socket
from tests.scripted_llm import ScriptedModel

Talk = list[tuple[str, str]]
NEW = ("new", "complete")
ANSWER = ("It was Ada.", "complete")


class Unheard(asyncio.Event):
    """What a model waits for that does not hear that it is to stop."""

    async def wait(self) -> Literal[True]:
        while not self.is_set():
            with suppress(asyncio.CancelledError):
                await super().wait()
        return True


def path_of(thread_id: str) -> str:
    return f"/api/threads/{thread_id}/messages"


async def answered(program: Program, texts: Sequence[str]) -> tuple[str, list[str]]:
    """A conversation with these questions, all answered; its id, and those of the questions."""
    thread_id: str = (await program.post("/api/threads", 201, {}))["thread_id"]
    ids = []
    for text in texts:
        accepted = await program.post(path_of(thread_id), 202, {"content": text})
        await program.events(accepted["run_id"])
        ids.append(accepted["message_id"])
    return thread_id, ids


async def replace(program: Program, thread_id: str, message_id: str, **body: Any) -> Any:
    """Ask ``new`` in the place of a question, and wait for the answer."""
    sent = {"content": "new", "replaces": message_id, **body}
    accepted = await program.post(path_of(thread_id), 202, sent)
    await program.events(accepted["run_id"])
    return accepted


async def said(program: Program, thread_id: str, **query: Any) -> Talk:
    found = (await program.get(path_of(thread_id), **query))["messages"]
    return [(message["content"], message["status"]) for message in found]


async def until_said(program: Program, run_id: str) -> None:
    async with program.stream(run_id) as response:
        async for frame in frames_of(response):
            if frame.type == "token":
                return
    raise AssertionError(run_id)


async def superseded_runs(program: Program) -> set[str]:
    rows = await program.rows("SELECT id FROM runs WHERE superseded_at IS NOT NULL")
    return {row[0] for row in rows}


def turns(model: ScriptedModel) -> list[str]:
    """What the model was shown of the talk at last, without the rules and the passages."""
    shown = [message.content for message in model.prompts[-1].messages[1:]]
    return [shown[0].rpartition("\n\n")[2], *shown[1:]]


async def test_a_question_and_all_after_it_give_way_to_the_new_one(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = ("So.",)
    thread_id, (_, second, _) = await answered(talking_program, ["one", "two", "three"])
    scripted_model.pieces = ("It was Ada.",)
    await replace(talking_program, thread_id, second)
    assert turns(scripted_model) == ["one", "So.", "new"]
    kept = [("one", "complete"), ("So.", "complete")]
    assert await said(talking_program, thread_id) == [*kept, NEW, ANSWER]
    gone = [(text, "superseded") for text in ("two", "So.", "three", "So.")]
    whole = await said(talking_program, thread_id, superseded="true")
    assert whole == [*kept, *gone, NEW, ANSWER]
    thread = await talking_program.get(f"/api/threads/{thread_id}")
    assert (thread["title"], thread["message_count"]) == ("one", 4)
    assert len(await superseded_runs(talking_program)) == 2
    shown = await talking_program.client.get(f"/api/threads/{thread_id}/export?format=markdown")
    assert "new" in shown.text
    assert "three" not in shown.text


async def test_the_first_question_may_be_replaced_and_the_title_stays(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    thread_id, (first,) = await answered(talking_program, ["and the bread?"])
    scripted_model.pieces = ("It was Ada.",)
    await replace(talking_program, thread_id, first)
    assert turns(scripted_model) == ["new"]
    assert await said(talking_program, thread_id) == [NEW, ANSWER]
    assert (await talking_program.get(f"/api/threads/{thread_id}"))["title"] == "and the bread?"


async def test_what_was_replaced_cannot_be_replaced_again(talking_program: Program) -> None:
    thread_id, (first, second) = await answered(talking_program, ["one", "two"])
    await replace(talking_program, thread_id, first)
    before = await said(talking_program, thread_id)
    for message_id in (first, second):
        body = {"content": "newer", "replaces": message_id}
        refused = await talking_program.post(path_of(thread_id), 409, body)
        assert refused["code"] == "message_superseded"
    assert await said(talking_program, thread_id) == before


async def test_only_a_question_of_the_thread_can_be_replaced(talking_program: Program) -> None:
    thread_id, _ = await answered(talking_program, ["one"])
    other, (foreign,) = await answered(talking_program, ["one"])
    answer_id = (await talking_program.messages(thread_id))[-1]["message_id"]
    for message_id, status, code in (
        (foreign, 404, "message_not_found"),
        ("nothing", 404, "message_not_found"),
        (answer_id, 422, "not_a_question"),
    ):
        body = {"content": "new", "replaces": message_id}
        refused = await talking_program.post(path_of(thread_id), status, body)
        assert refused["code"] == code
    for wrong in ("", 7, "\x00"):
        await talking_program.post(path_of(thread_id), 422, {"content": "new", "replaces": wrong})
    for untouched in (thread_id, other):
        assert [status for _, status in await said(talking_program, untouched)] == ["complete"] * 2
    assert await superseded_runs(talking_program) == set()


@pytest.mark.parametrize("policy", ["reject", "enqueue", "interrupt", "rollback"])
async def test_an_answer_that_is_being_written_to_it_is_broken_off_whatever_the_policy(
    talking_program: Program, scripted_model: ScriptedModel, policy: str
) -> None:
    scripted_model.pieces = ("So.",)
    thread_id, _ = await answered(talking_program, ["one"])
    scripted_model.pieces = ("Half an ans", asyncio.Event())
    second = await talking_program.post(path_of(thread_id), 202, {"content": "two"})
    await until_said(talking_program, second["run_id"])
    body = {"content": "three", "policy": "enqueue"}
    third = await talking_program.post(path_of(thread_id), 202, body)
    scripted_model.pieces = ("It was Ada.",)
    await replace(talking_program, thread_id, second["message_id"], policy=policy)
    for run_id in (second["run_id"], third["run_id"]):
        assert (await talking_program.events(run_id))[-1].data["status"] == "cancelled"
    assert turns(scripted_model) == ["one", "So.", "new"]
    kept = [("one", "complete"), ("So.", "complete")]
    assert await said(talking_program, thread_id) == [*kept, NEW, ANSWER]
    assert ("Half an ans", "superseded") in await said(talking_program, thread_id, superseded=True)
    replaced = {second["run_id"], third["run_id"]}
    assert await superseded_runs(talking_program) == replaced


async def test_a_question_can_be_replaced_while_the_one_in_whose_place_it_came_is_leaving(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    heard = Unheard()
    scripted_model.pieces = ("Half an ans", heard)
    thread_id: str = (await talking_program.post("/api/threads", 201, {}))["thread_id"]
    first = await talking_program.post(path_of(thread_id), 202, {"content": "one"})
    await until_said(talking_program, first["run_id"])
    scripted_model.pieces = ("It was Ada.",)
    second = await talking_program.post(
        path_of(thread_id), 202, {"content": "two", "replaces": first["message_id"]}
    )
    third = await talking_program.post(
        path_of(thread_id), 202, {"content": "new", "replaces": second["message_id"]}
    )
    heard.set()
    await talking_program.events(third["run_id"])
    assert await said(talking_program, thread_id) == [NEW, ANSWER]
    assert await superseded_runs(talking_program) == {first["run_id"], second["run_id"]}


async def test_an_answer_to_a_question_before_it_meets_the_policy(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    go_on = asyncio.Event()
    scripted_model.pieces = ("It was", go_on, " Ada.")
    thread_id, first = await talking_program.question("one")
    await until_said(talking_program, first)
    waiting = {"content": "two", "policy": "enqueue"}
    second = await talking_program.post(path_of(thread_id), 202, waiting)
    body = {"content": "new", "replaces": second["message_id"]}
    refused = await talking_program.post(path_of(thread_id), 409, body)
    assert refused["code"] == "thread_busy"
    assert first in refused["detail"]
    assert [text for text, _ in await said(talking_program, thread_id)] == ["one", "two"]
    body["policy"] = "enqueue"
    accepted = await talking_program.post(path_of(thread_id), 202, body)
    go_on.set()
    await talking_program.events(accepted["run_id"])
    assert await said(talking_program, thread_id) == [("one", "complete"), ANSWER, NEW, ANSWER]
    assert await superseded_runs(talking_program) == {second["run_id"]}


async def test_a_failed_question_can_be_tried_once_more(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = ("   ",)
    thread_id, (failed,) = await answered(talking_program, ["one"])
    scripted_model.pieces = ("It was Ada.",)
    await replace(talking_program, thread_id, failed, content="one")
    assert await said(talking_program, thread_id) == [("one", "complete"), ANSWER]


@pytest.fixture
async def filled(talking_program: Program) -> Program:
    await talking_program.fill("people", {"ada.txt": "Ada ran Kubernetes in production."})
    return talking_program


async def test_the_same_words_are_answered_anew(
    filled: Program, scripted_model: ScriptedModel
) -> None:
    question = "Who ran Kubernetes in production?"
    scripted_model.pieces = ("Ada [1].",)
    thread_id, (first,) = await answered(filled, [question])
    scripted_model.pieces = ("Ada did [1].",)
    await replace(filled, thread_id, first, content=question)
    assert (await filled.messages(thread_id))[-1]["content"] == "Ada did [1]."
    assert len(scripted_model.prompts) == 2


async def test_an_answer_that_was_replaced_is_never_given_again(
    filled: Program, scripted_model: ScriptedModel
) -> None:
    question = "Who ran Kubernetes in production?"
    scripted_model.pieces = ("Ada [1].",)
    thread_id, (first,) = await answered(filled, [question])
    assert len(await filled.rows("SELECT id FROM kept_answers")) == 1
    await replace(filled, thread_id, first, content="Who bakes bread?", cache=False)
    scripted_model.pieces = ("Ada did [1].",)
    other, _ = await answered(filled, [question])
    assert (await filled.messages(other))[-1]["content"] == "Ada did [1]."


async def test_the_same_post_twice_replaces_once(talking_program: Program) -> None:
    thread_id, (first,) = await answered(talking_program, ["one"])

    async def send() -> Any:
        return await talking_program.client.post(
            path_of(thread_id),
            json={"content": "new", "replaces": first},
            headers={"Idempotency-Key": "once"},
        )

    answers = await asyncio.gather(*(send() for _ in range(5)))
    assert {(answer.status_code, answer.text) for answer in answers} == {(202, answers[0].text)}
    await talking_program.events(answers[0].json()["run_id"])
    assert (await send()).text == answers[0].text
    assert [text for text, _ in await said(talking_program, thread_id)][0::2] == ["new"]


async def test_of_many_at_once_one_takes_the_place(talking_program: Program) -> None:
    thread_id, (first,) = await answered(talking_program, ["one"])
    body = {"content": "new", "replaces": first}
    answers = await asyncio.gather(
        *(talking_program.client.post(path_of(thread_id), json=body) for _ in range(8))
    )
    assert sorted(answer.status_code for answer in answers) == [202] + [409] * 7
    (accepted,) = [answer.json() for answer in answers if answer.status_code == 202]
    await talking_program.events(accepted["run_id"])
    assert [text for text, _ in await said(talking_program, thread_id)][0::2] == ["new"]


async def test_a_socket_replaces_as_a_post_does(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    thread_id, (first, _) = await answered(talking_program, ["one", "two"])
    scripted_model.pieces = ("It was Ada.",)
    async with open_socket(talking_program) as socket:
        asked = {"thread_id": thread_id, "content": "new", "replaces": first}
        await socket.send("ask", **asked)
        await socket.until("done")
        refused = await socket.ask("ask", **asked)
        assert (refused["type"], refused["code"]) == ("error", "message_superseded")
    assert await said(talking_program, thread_id) == [NEW, ANSWER]
