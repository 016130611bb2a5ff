"""Conversations as a whole over HTTP: listed, renamed, archived, deleted, taken along."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from folioscope.backends.llm_pool import Choice, LanguageModels
from folioscope.features.accounts.repository import Users
from folioscope.features.chat.repository import ThreadNotFound, Threads, Wanted
from folioscope.features.chat.service import ThreadChange, change_thread, delete_thread
from folioscope.platform.principal import LOCAL, Principal
from folioscope.platform.runs.service import Caller
from folioscope.platform.runs.wakeups import Wakeups
from tests.opened_program import Program, frames_of
from tests.scripted_llm import ScriptedModel

NO_MODELS = LanguageModels({}, Choice("extractive", ""))


async def begin(program: Program, *titles: str) -> list[str]:
    """Conversations with these titles, one after the other."""
    made = [await program.post("/api/threads", 201, {"title": title}) for title in titles]
    return [thread["thread_id"] for thread in made]


async def titles(program: Program, **query: Any) -> list[str]:
    found = (await program.get("/api/threads", **query))["threads"]
    return [thread["title"] for thread in found]


async def change(program: Program, thread_id: str, status: int = 200, **wanted: Any) -> Any:
    return await program.ask("PATCH", f"/api/threads/{thread_id}", status, json=wanted)


async def test_the_newest_activity_comes_first(talking_program: Program) -> None:
    oldest, *_ = await begin(talking_program, "a", "b", "c")
    assert await titles(talking_program) == ["c", "b", "a"]
    body = {"content": "hello"}
    asked = await talking_program.post(f"/api/threads/{oldest}/messages", 202, body)
    await talking_program.events(asked["run_id"])
    assert await titles(talking_program) == ["a", "c", "b"]
    first = (await talking_program.get("/api/threads", limit=1))["threads"][0]
    assert (first["message_count"], first["active_run_id"]) == (2, None)


async def test_pages_hold_every_conversation_once(program: Program) -> None:
    names = [f"{number}" for number in range(7)]
    await begin(program, *names)
    for limit in (1, 2, 3, 6, 7, 8):
        seen: list[str] = []
        query: dict[str, Any] = {}
        while True:
            page = await program.get("/api/threads", limit=limit, **query)
            seen += [thread["title"] for thread in page["threads"]]
            assert len(page["threads"]) <= limit
            if page["next_cursor"] is None:
                break
            query = {"cursor": page["next_cursor"]}
        assert seen == names[::-1], limit


async def test_a_page_that_cannot_be_is_refused(program: Program) -> None:
    for query in (
        {"limit": 0},
        {"limit": 201},
        {"limit": "x"},
        {"cursor": "nonsense"},
        {"cursor": "x" * 300},
        {"archived": "maybe"},
        {"q": "x" * 201},
    ):
        await program.get("/api/threads", 422, **query)


async def test_titles_are_searched_as_text_whatever_their_case(program: Program) -> None:
    await begin(program, "Émile's CV", "100 % sure", "100 sure", "snake_case", "snakeXcase")
    for text, found in (
        ("émile", ["Émile's CV"]),
        ("ÉMILE", ["Émile's CV"]),
        ("cv", ["Émile's CV"]),
        ("100 %", ["100 % sure"]),
        ("snake_", ["snake_case"]),
        ("SNAKE", ["snakeXcase", "snake_case"]),
        ("'", ["Émile's CV"]),
        ("nowhere", []),
    ):
        assert await titles(program, q=text) == found, text


async def test_archived_conversations_are_apart_until_something_is_asked(
    talking_program: Program,
) -> None:
    one, _ = await begin(talking_program, "one", "two")
    archived = await change(talking_program, one, archived=True)
    assert archived["archived_at"] is not None
    assert await titles(talking_program) == ["two"]
    assert await titles(talking_program, archived="true") == ["one"]
    assert await titles(talking_program, archived="all") == ["two", "one"]
    again = await change(talking_program, one, archived=True)
    assert again["archived_at"] == archived["archived_at"]
    assert (await change(talking_program, one, archived=False))["archived_at"] is None
    await change(talking_program, one, archived=True)
    body = {"content": "hello"}
    asked = await talking_program.post(f"/api/threads/{one}/messages", 202, body)
    await talking_program.events(asked["run_id"])
    assert await titles(talking_program) == ["one", "two"]


async def test_a_new_title_does_not_move_a_conversation(program: Program) -> None:
    one, _ = await begin(program, "one", "two")
    changed = await change(program, one, title="  First  ")
    assert changed["title"] == "First"
    assert changed == await program.get(f"/api/threads/{one}")
    assert await titles(program) == ["two", "First"]
    assert await change(program, one) == changed
    assert await change(program, one, title=None, archived=None) == changed


async def test_a_change_that_cannot_be_is_refused(program: Program) -> None:
    (one,) = await begin(program, "one")
    for wanted in (
        {"title": ""},
        {"title": "   "},
        {"title": "x" * 201},
        {"title": "x\0"},
        {"title": "\ud800"},
        {"archived": "perhaps"},
        {"mode": "strict"},
    ):
        await program.ask("PATCH", f"/api/threads/{one}", 422, content=_json(wanted))
    assert await titles(program) == ["one"]


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


async def test_what_is_deleted_is_gone_with_all_that_was_in_it(talking_program: Program) -> None:
    kept, kept_run = await talking_program.question("one")
    gone, gone_run = await talking_program.question("two")
    for run_id in (kept_run, gone_run):
        await talking_program.events(run_id)
    await talking_program.ask("DELETE", f"/api/threads/{gone}", 204)
    for path in (f"/api/threads/{gone}", f"/api/threads/{gone}/messages", f"/api/runs/{gone_run}"):
        await talking_program.get(path, 404)
    await talking_program.ask("DELETE", f"/api/threads/{gone}", 404)
    assert await talking_program.rows("SELECT DISTINCT run_id FROM run_events") == [(kept_run,)]
    assert await talking_program.rows("SELECT DISTINCT run_id FROM messages") == [(kept_run,)]
    assert len(await talking_program.messages(kept)) == 2


async def test_a_conversation_can_be_deleted_in_mid_answer(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = ("Half", asyncio.Event())
    thread_id, run_id = await talking_program.question("one")
    waiting = {"content": "two", "policy": "enqueue"}
    await talking_program.post(f"/api/threads/{thread_id}/messages", 202, waiting)
    async with talking_program.stream(run_id) as response:
        frames = frames_of(response)
        async for frame in frames:
            if frame.type == "token":
                break
        await talking_program.ask("DELETE", f"/api/threads/{thread_id}", 204)
        rest = [frame.type async for frame in frames]
    assert [kind for kind in rest if kind != "heartbeat"] == []
    async with asyncio.timeout(60):
        await scripted_model.closed.wait()
    for table in ("threads", "messages", "runs", "run_events"):
        assert await talking_program.rows(f"SELECT * FROM {table}") == [], table
    scripted_model.pieces = ("It was Ada.",)
    _, other = await talking_program.question("three")
    assert (await talking_program.outcome(other))["text"] == "It was Ada."


@pytest.mark.parametrize("delay", [0, 0.01, 0.03, 0.06, 0.1])
async def test_deleting_against_the_writing_leaves_nothing(
    talking_program: Program, scripted_model: ScriptedModel, delay: float
) -> None:
    scripted_model.pieces = tuple("A long answer." * 3)
    threads = [(await talking_program.question("one"))[0] for _ in range(2)]
    await asyncio.sleep(delay)
    await asyncio.gather(
        *(talking_program.ask("DELETE", f"/api/threads/{thread}", 204) for thread in threads)
    )
    await asyncio.sleep(0.1)
    for table in ("threads", "messages", "runs", "run_events"):
        assert await talking_program.rows(f"SELECT * FROM {table}") == [], table


async def test_json_holds_everything_with_its_ids(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    await talking_program.fill("people", {"ada.txt": "Ada ran Kubernetes for years."})
    thread_id, run_id = await talking_program.question("Who ran Kubernetes?")
    await talking_program.events(run_id)
    path = f"/api/threads/{thread_id}/export"
    response = await talking_program.client.get(path, params={"format": "json"})
    assert response.headers["Content-Type"] == "application/json"
    told = response.json()
    assert told["format"] == "folioscope.conversation/1"
    assert told["thread"] == await talking_program.get(f"/api/threads/{thread_id}")
    assert told["messages"] == await talking_program.messages(thread_id)
    assert told["messages"][1]["citations"][0]["chunk_id"]


async def test_markdown_names_the_line_behind_each_citation(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    await talking_program.fill("people", {"ada.txt": "Ada ran Kubernetes for years."})
    thread_id, run_id = await talking_program.question("Who ran Kubernetes?")
    await talking_program.events(run_id)
    response = await talking_program.client.get(f"/api/threads/{thread_id}/export")
    assert response.headers["Content-Type"] == "text/markdown; charset=utf-8"
    name = f"who-ran-kubernetes-{thread_id[:8]}.md"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    text = response.text
    assert text.startswith("# Who ran Kubernetes?\n")
    assert "\nAda ran Kubernetes [^1].\n" in text
    assert "\n[^1]: ada.txt: “Ada ran Kubernetes for years.”\n" in text
    await talking_program.get(f"/api/threads/{thread_id}/export", 422, format="pdf")


async def test_what_was_superseded_is_in_the_json_alone(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = (asyncio.Event(),)
    thread_id, first = await talking_program.question("a secret")
    scripted_model.pieces = ("Fine.",)
    body = {"content": "never mind", "policy": "rollback"}
    last = await talking_program.post(f"/api/threads/{thread_id}/messages", 202, body)
    for run_id in (first, last["run_id"]):
        await talking_program.events(run_id)
    path = f"/api/threads/{thread_id}/export"
    read = (await talking_program.client.get(path)).text
    assert "a secret" not in read.partition("\n")[2]
    whole = await talking_program.get(path, format="json")
    states = [message["status"] for message in whole["messages"]]
    # The answer to the secret may have begun, and then what is left of it is superseded as well.
    assert states[-2:] == ["complete", "complete"]
    assert set(states[:-2]) == {"superseded"}


async def test_nobody_reaches_the_conversations_of_another(program: Program) -> None:
    (thread_id,) = await begin(program, "mine")
    async with program.database.write() as session:
        ada = Principal("user", (await Users(session, LOCAL).add("ada")).id)
        everything = Wanted(archived=None, title=None, beyond=None, limit=10)
        assert await Threads(session, ada).list(everything) == []
        assert len(await Threads(session, LOCAL).list(everything)) == 1
        await Threads(session, ada).change(thread_id, title="hers")
        for refused in (
            Threads(session, ada).figures(thread_id),
            change_thread(session, ada, thread_id, ThreadChange("hers"), NO_MODELS),
            delete_thread(Caller(session, ada, Wakeups()), thread_id),
        ):
            with pytest.raises(ThreadNotFound):
                await refused
    assert await titles(program) == ["mine"]
    for method in ("GET", "PATCH", "DELETE"):
        body: object = {} if method == "PATCH" else None
        await program.ask(method, "/api/threads/nope", 404, json=body)
    await program.get("/api/threads/nope/export", 404)
