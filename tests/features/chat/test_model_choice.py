"""Who answers a question: chosen for a conversation or a question, and refused if it cannot."""

from __future__ import annotations

from typing import Any

import pytest

from folioscope.settings.values import Settings
from tests.opened_program import Program
from tests.opened_socket import open_socket
from tests.opened_terminal import open_terminal
from tests.scripted_llm import ScriptedModel

USUAL = "gpt-5-mini"


async def asked_of(program: Program, thread_id: str, **wanted: Any) -> None:
    body = {"content": "Who ran Kubernetes?", **wanted}
    accepted = await program.post(f"/api/threads/{thread_id}/messages", 202, body)
    await program.events(accepted["run_id"])


async def test_a_conversation_keeps_its_model_until_it_is_changed(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    thread = await talking_program.post("/api/threads", 201, {"model": "large"})
    thread_id, path = thread["thread_id"], f"/api/threads/{thread['thread_id']}"
    assert thread["model"] == "openai:large"
    await asked_of(talking_program, thread_id)
    await asked_of(talking_program, thread_id, model="default")
    changed = await talking_program.ask("PATCH", path, 200, json={"model": "openai:small"})
    assert changed["model"] == "openai:small"
    await asked_of(talking_program, thread_id)
    changed = await talking_program.ask("PATCH", path, 200, json={"model": "default"})
    assert changed["model"] is None
    await asked_of(talking_program, thread_id)
    assert [prompt.model for prompt in scripted_model.prompts] == ["large", USUAL, "small", USUAL]


async def test_a_question_may_be_answered_without_a_model(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    await talking_program.fill("people", {"ada.md": "Ada ran Kubernetes in production."})
    thread = await talking_program.post("/api/threads", 201, {"model": "extractive"})
    await asked_of(talking_program, thread["thread_id"])
    answer = (await talking_program.messages(thread["thread_id"]))[-1]
    assert "Ada ran Kubernetes in production" in answer["content"]
    assert scripted_model.prompts == []


async def test_the_mode_of_a_conversation_can_be_changed(program: Program) -> None:
    thread = await program.post("/api/threads", 201, {})
    path = f"/api/threads/{thread['thread_id']}"
    changed = await program.ask("PATCH", path, 200, json={"mode": "strict"})
    assert (changed["mode"], changed["model"]) == ("strict", None)


@pytest.mark.parametrize("name", ["oracle:large", "large", "gguf:/etc/passwd", "openai:large"])
async def test_a_name_that_cannot_work_is_refused_at_every_door_in_the_same_words(
    settings: Settings, name: str
) -> None:
    without_key = {"openai_base_url": "https://api.openai.com/v1"}
    async with open_terminal(settings.model_copy(update=without_key)) as line:
        async with line.connect() as client:
            thread_id = (await client.post("/api/threads", {}))["thread_id"]
        told = await line.run("ask", "--model", name, "Who?")
        changed = await line.run("thread", "change", thread_id, "--model", name)
        listed = (await line.succeed("thread", "list", "--json")).json
    assert (told.code, changed.code) == (2, 2)
    assert told.told == changed.told
    assert "Ready: extractive." in told.told
    assert [thread["thread_id"] for thread in listed] == [thread_id]


async def test_a_refused_name_is_told_alike_over_http_and_socket(program: Program) -> None:
    thread_id = (await program.post("/api/threads", 201, {}))["thread_id"]
    body = {"content": "Who?", "model": "oracle:large"}
    refused = await program.post(f"/api/threads/{thread_id}/messages", 422, body)
    assert refused["code"] == "language_model_unknown"
    async with open_socket(program) as opened:
        answer = await opened.ask("ask", thread_id=thread_id, **body)
    assert (answer["type"], answer["code"]) == ("error", refused["code"])
    assert await program.messages(thread_id) == []


async def test_a_model_that_was_ready_once_is_refused_when_the_next_question_comes(
    talking_program: Program,
) -> None:
    thread = await talking_program.post("/api/threads", 201, {"model": "large"})
    async with talking_program.database.write() as session:
        connection = await session.connection()
        await connection.exec_driver_sql("UPDATE threads SET model = 'gemini:old'")
    path = f"/api/threads/{thread['thread_id']}/messages"
    refused = await talking_program.post(path, 422, {"content": "Who?"})
    assert "“gemini:old”" in refused["detail"]
