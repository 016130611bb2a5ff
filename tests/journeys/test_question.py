"""From a question to its answer over HTTP: the very paths, fields and frames of the README."""

from __future__ import annotations

import asyncio
import json

import pytest

from folioscope.platform.api import streams
from tests.opened_program import Program, frames_of
from tests.scripted_llm import ScriptedModel

ADA = "Ada Byron has run Kubernetes in production for six years. She speaks French and Dutch."
CITATION = {
    "n", "source", "document_id", "document", "path", "page", "chunk_id", "kb", "quote",
    "quote_start", "quote_end", "verified", "boxes",
}  # fmt: skip


async def test_the_flow_of_the_readme(program: Program) -> None:
    await program.fill("people", {"ada.txt": ADA})
    user = await program.post("/api/users", 201, {"name": "ada"})
    assert user == {"user_id": 1, "name": "ada"}

    thread = await program.post("/api/threads", 201, {"user_id": 1})
    posted = await program.post(
        f"/api/threads/{thread['thread_id']}/messages", 202, {"content": "Who ran Kubernetes?"}
    )
    assert set(posted) == {"run_id", "message_id"}

    frames = await program.events(posted["run_id"])
    assert [frame.seq for frame in frames] == list(range(1, len(frames) + 1))
    order = [frame.type for frame in frames]
    assert order[0] == "status"
    assert order[-2:] == ["final", "done"]
    assert order.index("sources") < order.index("token")
    assert frames[0].data == {"status": "running", "attempt": 1}
    assert frames[-1].data == {"status": "done"}


async def test_the_message_is_what_the_stream_said_with_its_citations(program: Program) -> None:
    await program.fill("people", {"ada.txt": ADA})
    thread_id, run_id = await program.question("Who ran Kubernetes?")
    frames = await program.events(run_id)
    final = frames[-2].data
    assert set(final) == {"text", "citations", "message_id", "usage", "grounding", "suggestions"}
    assert "Kubernetes in production" in final["text"]
    tokens = [frame.data for frame in frames if frame.type == "token"]
    assert "".join(token["text"] for token in tokens) == final["text"]
    assert {token["attempt"] for token in tokens} == {1}

    asked, answered = await program.messages(thread_id)
    assert (asked["role"], asked["content"]) == ("user", "Who ran Kubernetes?")
    assert asked["run_id"] == answered["run_id"] == run_id
    assert (answered["role"], answered["content"]) == ("assistant", final["text"])
    assert answered["message_id"] == final["message_id"]
    assert answered["citations"] == final["citations"] != []
    for citation in answered["citations"]:
        assert set(citation) == CITATION
        assert citation["source"] == citation["path"] == "ada.txt"
        assert citation["kb"] == "people"
        assert citation["verified"]
        assert citation["quote"] in ADA


async def test_a_run_tells_its_state(program: Program) -> None:
    thread_id, run_id = await program.question()
    await program.events(run_id)
    run = await program.get(f"/api/runs/{run_id}")
    assert (run["run_id"], run["thread_id"], run["kind"]) == (run_id, thread_id, "chat.answer")
    assert (run["status"], run["attempt"], run["error"]) == ("done", 1, None)
    assert run["created_at"] <= run["started_at"] <= run["finished_at"]
    assert run["created_at"].endswith(("Z", "+00:00"))


async def test_the_stream_has_the_manners_that_proxies_and_browsers_need(program: Program) -> None:
    _, run_id = await program.question()
    await program.events(run_id)
    async with program.stream(run_id, 2) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["cache-control"] == "no-store"
        assert response.headers["x-accel-buffering"] == "no"
        frames = [frame async for frame in frames_of(response)]
    assert dict(frames[0].fields) == {"retry": "1000", "id": "2"}
    assert all(set(frame.fields) == {"id", "event", "data"} for frame in frames[1:])
    assert frames[1].seq == 3


async def test_a_silent_stream_is_kept_alive_by_named_heartbeats(
    talking_program: Program, scripted_model: ScriptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "HEARTBEAT_SECONDS", 0.05)
    go_on = asyncio.Event()
    scripted_model.pieces = (go_on, "at last")
    _, run_id = await talking_program.question()
    beats = 0
    async with talking_program.stream(run_id) as response:
        async for frame in frames_of(response):
            if frame.type == "heartbeat":
                assert dict(frame.fields) == {"event": "heartbeat", "data": "{}"}
                beats += 1
            if beats == 3:
                go_on.set()
    assert (await talking_program.outcome(run_id))["text"] == "at last"


async def test_resuming_after_any_event_gives_exactly_the_rows_that_follow(
    program: Program,
) -> None:
    await program.fill("people", {"ada.txt": ADA})
    _, run_id = await program.question("Who speaks French and ran Kubernetes?")
    live = await program.events(run_id)
    rows = await program.stored_events(run_id)
    assert [(f.seq, f.type, f.fields["data"]) for f in live] == rows
    for cursor in range(len(rows)):
        again = await program.events(run_id, cursor)
        assert [(f.seq, f.type, f.fields["data"]) for f in again] == rows[cursor:]


async def test_the_cursor_may_stand_in_the_address(program: Program) -> None:
    _, run_id = await program.question()
    rows = await program.stored_events(run_id) if await program.events(run_id) else []
    response = await program.client.get(f"/api/runs/{run_id}/events", params={"after": 1})
    assert f"id: {len(rows)}\nevent: done" in response.text
    assert "id: 1\n\n" in response.text
    assert "id: 1\nevent" not in response.text


async def test_a_client_that_has_seen_the_end_is_told_to_stop(program: Program) -> None:
    _, run_id = await program.question()
    last = len(await program.events(run_id))
    for cursor in (last, last + 5, 2**63 - 1):
        async with program.stream(run_id, cursor) as response:
            assert response.status_code == 204
            assert await response.aread() == b""


async def test_a_cursor_ahead_of_a_run_on_its_way_is_a_conflict(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    go_on = asyncio.Event()
    scripted_model.pieces = (go_on, "x")
    _, run_id = await talking_program.question()
    await scripted_model.started.wait()
    problem = await talking_program.get(f"/api/runs/{run_id}/events", 409, after=1000)
    assert problem["code"] == "cursor_ahead"
    go_on.set()
    await talking_program.events(run_id)


@pytest.mark.parametrize("cursor", ["-1", "abc", "1.5", "+1", "1_0", str(2**63), str(2**64), "²"])
async def test_a_cursor_that_no_event_can_have_is_refused(program: Program, cursor: str) -> None:
    _, run_id = await program.question()
    problem = await program.get(f"/api/runs/{run_id}/events", 422, after=cursor)
    assert problem["code"] == "cursor_invalid"
    if cursor.isascii():
        async with program.stream(run_id, cursor) as response:
            assert response.status_code == 422


async def test_a_cancelled_answer_keeps_its_partial_text_marked(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = ("Half an ", "answer", asyncio.Event())
    thread_id, run_id = await talking_program.question()
    async with talking_program.stream(run_id) as response:
        seen = ""
        async for frame in frames_of(response):
            seen += frame.data["text"] if frame.type == "token" else ""
            if seen == "Half an answer":
                break
    cancelled = await talking_program.post(f"/api/runs/{run_id}/cancel", 200)
    assert cancelled["run_id"] == run_id

    frames = await talking_program.events(run_id)
    assert [frame.type for frame in frames[-2:]] == ["cancelled", "done"]
    assert frames[-2].data["text"] == "Half an answer"
    assert frames[-1].data == {"status": "cancelled"}
    _, partial = await talking_program.messages(thread_id)
    assert (partial["content"], partial["status"]) == ("Half an answer", "cancelled")
    assert partial["message_id"] == frames[-2].data["message_id"]
    await asyncio.wait_for(scripted_model.closed.wait(), 60)

    again = await talking_program.post(f"/api/runs/{run_id}/cancel", 200)
    assert again["status"] == "cancelled"


async def test_a_second_message_waits_for_the_first(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    go_on = asyncio.Event()
    scripted_model.pieces = ("One", go_on)
    thread_id, run_id = await talking_program.question()
    path = f"/api/threads/{thread_id}/messages"
    problem = await talking_program.post(path, 409, {"content": "more"})
    assert problem["code"] == "thread_busy"
    go_on.set()
    await talking_program.events(run_id)
    second = await talking_program.post(path, 202, {"content": "more"})
    await talking_program.events(second["run_id"])
    roles = [message["role"] for message in await talking_program.messages(thread_id)]
    assert roles == ["user", "assistant", "user", "assistant"]


async def test_the_model_sees_the_conversation_and_its_sources(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = ("Ada has run Kubernetes in pro", "duction [", "1", "] and [99] flies.")
    await talking_program.fill("people", {"ada.txt": ADA})
    thread_id, run_id = await talking_program.question("Who ran Kubernetes?")
    final = await talking_program.outcome(run_id)
    assert "[1]" in final["text"]
    assert "[99]" not in final["text"]
    assert [citation["n"] for citation in final["citations"]] == [1]

    path = f"/api/threads/{thread_id}/messages"
    second = await talking_program.post(path, 202, {"content": "And French?"})
    await talking_program.events(second["run_id"])
    prompt = scripted_model.prompts[-1]
    assert prompt.messages[-1].content == "And French?"
    told = json.dumps([message.content for message in prompt.messages])
    assert "Who ran Kubernetes?" in told
    assert "Source: people | ada.txt" in told


async def test_a_failed_answer_says_why_and_leaves_no_message(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = (" ",)
    thread_id, run_id = await talking_program.question()
    frames = await talking_program.events(run_id)
    assert [frame.type for frame in frames[-2:]] == ["error", "done"]
    assert set(frames[-2].data) == {"code", "message", "retryable"}
    assert frames[-2].data["code"] == "empty_answer"
    assert len(await talking_program.messages(thread_id)) == 1
    run = await talking_program.get(f"/api/runs/{run_id}")
    assert (run["status"], run["error"]["code"]) == ("failed", "empty_answer")


async def test_what_is_not_there_is_told_alike_for_every_kind_of_thing(program: Program) -> None:
    for path in ("/api/threads/nope", "/api/threads/nope/messages", "/api/runs/nope/events"):
        problem = await program.get(path, 404)
        shown = {"type", "title", "status", "code", "detail", "request_id"}
        assert set(problem) == shown
    await program.post("/api/threads", 404, {"user_id": 77})
    await program.post("/api/threads/nope/messages", 404, {"content": "hello"})
    await program.post("/api/runs/nope/cancel", 404)
