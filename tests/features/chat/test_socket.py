"""Asking and following over a WebSocket: what is said, in which order, byte for byte."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from itertools import pairwise
from typing import Any

import pytest

from tests.opened_program import Program
from tests.opened_socket import OpenSocket, open_socket
from tests.scripted_llm import ScriptedModel

ADA = "Ada Byron has run Kubernetes in production for six years. Elle parle français — très bien."


@pytest.fixture
async def socket(talking_program: Program) -> AsyncIterator[OpenSocket]:
    async with open_socket(talking_program) as opened:
        yield opened


async def new_thread(program: Program) -> str:
    thread_id: str = (await program.post("/api/threads", 201, {}))["thread_id"]
    return thread_id


def events_of(messages: list[Any], run_id: str) -> list[Any]:
    return [each for each in messages if "seq" in each and each["run_id"] == run_id]


async def streamed(program: Program, run_id: str, after: int = 0) -> list[str]:
    """The server-sent events of a run, as they would look in the envelope of a socket."""
    response = await program.client.get(f"/api/runs/{run_id}/events", params={"after": after})
    frames = [frame.split("\n") for frame in response.content.decode().split("\n\n")]
    fields = [dict(line.split(": ", 1) for line in frame if line) for frame in frames]
    return [
        f'{{"run_id":"{run_id}","seq":{frame["id"]},"type":"{frame["event"]}",'
        f'"data":{frame["data"]}}}'
        for frame in fields
        if "event" in frame
    ]


async def test_a_question_is_accepted_and_its_run_followed_to_the_end(
    talking_program: Program, scripted_model: ScriptedModel, socket: OpenSocket
) -> None:
    scripted_model.pieces = ("Ada ", "ran ", "it.")
    thread_id = await new_thread(talking_program)
    await socket.send("ask", thread_id=thread_id, content="Who?", ref="q1")
    accepted, following, *events = await socket.until("done")
    assert accepted["type"] == "accepted"
    assert set(accepted) == {"type", "run_id", "message_id", "ref"}
    assert accepted["ref"] == following["ref"] == "q1"
    assert following == {
        "type": "following", "ref": "q1", "run_id": accepted["run_id"], "after": 0,
    }  # fmt: skip
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert {event["run_id"] for event in events} == {accepted["run_id"]}
    assert [set(event) for event in events] == [{"run_id", "seq", "type", "data"}] * len(events)
    asked, answered = await talking_program.messages(thread_id)
    assert asked["message_id"] == accepted["message_id"]
    assert answered["content"] == "Ada ran it." == events[-2]["data"]["text"]


async def test_what_a_socket_carries_is_what_the_stream_carries_byte_for_byte(
    program: Program,
) -> None:
    await program.fill("people", {"ada.txt": ADA})
    _, run_id = await program.question("Who ran Kubernetes and speaks français?")
    last = len(await streamed(program, run_id))
    async with open_socket(program) as socket:
        for cursor in range(last):
            texts: list[str] = []
            await socket.send("resume", run_id=run_id, after=cursor)
            await socket.until("done", texts=texts)
            assert texts[1:] == await streamed(program, run_id, cursor)
            assert len(texts) == 1 + last - cursor


async def test_both_doors_carry_a_live_run_alike(
    talking_program: Program, scripted_model: ScriptedModel, socket: OpenSocket
) -> None:
    scripted_model.pieces = ("é", 0.05, "“quoted”\n", 0.05, "\\ \u2028 end")
    _, run_id = await talking_program.question()
    texts: list[str] = []
    await socket.send("resume", run_id=run_id)
    following = asyncio.create_task(socket.until("done", texts=texts))
    twins = await streamed(talking_program, run_id)
    await following
    assert texts[1:] == twins
    assert len(twins) > 4


async def test_a_run_with_nothing_left_is_ended(program: Program) -> None:
    _, run_id = await program.question()
    last = len(await program.events(run_id))
    async with open_socket(program) as socket:
        for after in (last, last + 5, 2**63 - 1, str(last)):
            answer = await socket.ask("resume", run_id=run_id, after=after, ref=7)
            assert answer == {"type": "end", "ref": 7, "run_id": run_id}


async def test_one_socket_follows_several_runs_each_whole_and_in_order(
    talking_program: Program, scripted_model: ScriptedModel, socket: OpenSocket
) -> None:
    go_on = asyncio.Event()
    scripted_model.pieces = ("one ", go_on, *(f"word{n} " for n in range(20)))
    threads = [await new_thread(talking_program) for _ in range(2)]
    for thread_id in threads:
        await socket.send("ask", thread_id=thread_id, content="hello", ref=thread_id)
    messages: list[Any] = []
    while len({each["run_id"] for each in messages if each["type"] == "token"}) < 2:
        messages += await socket.until("token")
    go_on.set()
    while sum(each["type"] == "done" for each in messages) < 2:
        messages += await socket.until("done")
    runs = {m["ref"]: m["run_id"] for m in messages if m["type"] == "accepted"}
    assert runs.keys() == set(threads)
    for thread_id, run_id in runs.items():
        events = events_of(messages, run_id)
        assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
        text = "".join(e["data"]["text"] for e in events if e["type"] == "token")
        _, answered = await talking_program.messages(thread_id)
        assert text == answered["content"]
    order = [message["run_id"] for message in messages if message["type"] == "token"]
    switches = sum(1 for one, other in pairwise(order) if one != other)
    assert switches > 1, "the runs did not take turns"


async def test_resuming_a_followed_run_starts_anew_from_the_cursor(
    talking_program: Program, scripted_model: ScriptedModel, socket: OpenSocket
) -> None:
    go_on = asyncio.Event()
    scripted_model.pieces = ("one ", go_on, "two")
    _, run_id = await talking_program.question()
    await socket.ask("resume", run_id=run_id)
    await socket.until("token")
    await socket.send("resume", run_id=run_id, after=1)
    go_on.set()
    messages = await socket.until("done")
    started = [m["type"] for m in messages].index("following")
    seqs = [message["seq"] for message in messages[started + 1 :]]
    assert seqs == list(range(2, 2 + len(seqs)))


@pytest.mark.parametrize("after", [10_000, -1, "soon"])
async def test_a_resume_that_is_refused_leaves_a_followed_run_followed(
    talking_program: Program,
    scripted_model: ScriptedModel,
    socket: OpenSocket,
    after: int | str,
) -> None:
    go_on = asyncio.Event()
    scripted_model.pieces = ("one ", go_on, "two")
    _, run_id = await talking_program.question()
    await socket.send("resume", run_id=run_id)
    messages = await socket.until("token")
    await socket.send("resume", run_id=run_id, after=after, ref="bad")
    refused = (await socket.until("error"))[-1]
    assert (refused["ref"], refused["run_id"]) == ("bad", run_id)
    assert refused["code"] in ("cursor_ahead", "cursor_invalid")
    go_on.set()
    messages += await socket.until("done")
    seqs = [event["seq"] for event in events_of(messages, run_id)]
    assert seqs == list(range(1, len(seqs) + 1))


async def test_what_is_no_message_is_refused_in_words_that_begin_with_no_colon(
    socket: OpenSocket,
) -> None:
    await socket.send("shout")
    refused = await socket.next()
    assert refused["code"] == "invalid_request"
    assert refused["message"].startswith("Input tag 'shout'")


async def test_a_run_that_is_left_sends_nothing_more_and_goes_on(
    talking_program: Program, scripted_model: ScriptedModel, socket: OpenSocket
) -> None:
    go_on = asyncio.Event()
    scripted_model.pieces = ("one ", go_on, "two")
    thread_id, run_id = await talking_program.question()
    await socket.ask("resume", run_id=run_id)
    assert (await socket.ask("unfollow", run_id=run_id, ref="u"))["ref"] == "u"
    go_on.set()
    await talking_program.events(run_id)
    assert await socket.ask("ping") == {"type": "pong"}
    await socket.send("ping", ref=1)
    assert await socket.next() == {"type": "pong", "ref": 1}, "an event came after all"
    assert (await talking_program.messages(thread_id))[1]["content"] == "one two"
    assert (await socket.ask("unfollow", run_id="none of mine"))["type"] == "unfollowed"


async def test_a_cancelled_run_ends_with_its_partial_text(
    talking_program: Program, scripted_model: ScriptedModel, socket: OpenSocket
) -> None:
    scripted_model.pieces = ("Half an answer", asyncio.Event())
    thread_id = await new_thread(talking_program)
    accepted = await socket.ask("ask", thread_id=thread_id, content="hello")
    await socket.until("token")
    await socket.send("cancel", run_id=accepted["run_id"], ref="stop")
    messages = await socket.until("done")
    answer = next(message for message in messages if message["type"] == "run")
    assert (answer["ref"], answer["run_id"]) == ("stop", accepted["run_id"])
    twin = await talking_program.get(f"/api/runs/{accepted['run_id']}")
    assert set(answer) == {"type", "ref", "run_id", "run"}
    assert answer["run"].keys() == twin.keys()
    assert [m["type"] for m in messages][-2:] == ["cancelled", "done"]
    assert messages[-2]["data"]["text"] == "Half an answer"
    await asyncio.wait_for(scripted_model.closed.wait(), 60)


async def test_a_key_that_was_used_at_one_door_is_known_at_the_other(
    talking_program: Program, socket: OpenSocket
) -> None:
    thread_id = await new_thread(talking_program)
    path, body = f"/api/threads/{thread_id}/messages", {"content": "hello", "mode": "strict"}
    asked = await socket.ask("ask", thread_id=thread_id, **body, idempotency_key="k1")
    await socket.until("done")
    response = await talking_program.client.post(
        path, json=dict(reversed(body.items())), headers={"Idempotency-Key": "k1"}
    )
    assert response.status_code == 202
    assert response.json() == {"run_id": asked["run_id"], "message_id": asked["message_id"]}

    posted = await talking_program.client.post(path, json=body, headers={"Idempotency-Key": "k2"})
    await talking_program.events(posted.json()["run_id"])
    again = await socket.ask("ask", thread_id=thread_id, **body, idempotency_key="k2")
    assert again == {"type": "accepted", **posted.json()}
    replayed = await socket.until("done")
    assert [event["seq"] for event in replayed[1:]] == list(range(1, len(replayed)))
    assert len(await talking_program.messages(thread_id)) == 4


async def test_asking_again_under_its_key_while_it_is_followed_repeats_no_event(
    talking_program: Program, scripted_model: ScriptedModel, socket: OpenSocket
) -> None:
    go_on = asyncio.Event()
    scripted_model.pieces = ("one ", go_on, "two")
    thread_id = await new_thread(talking_program)
    ask = {"thread_id": thread_id, "content": "hello", "idempotency_key": "k"}
    await socket.send("ask", **ask)
    await socket.send("ask", **ask)
    messages = await socket.until("accepted")
    messages += await socket.until("accepted")
    go_on.set()
    messages += await socket.until("done")
    accepted = [message for message in messages if message["type"] == "accepted"]
    assert len(accepted) == 2
    assert accepted[0] == accepted[1]
    seqs = [message["seq"] for message in messages if "seq" in message]
    assert seqs == list(range(1, len(seqs) + 1))


async def test_a_client_that_leaves_loses_nothing(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    go_on = asyncio.Event()
    scripted_model.pieces = ("one ", go_on, "two")
    thread_id = await new_thread(talking_program)
    async with open_socket(talking_program) as first:
        accepted = await first.ask("ask", thread_id=thread_id, content="hello")
        seen = await first.until("token")
        first.connection.transport.abort()
    go_on.set()
    run_id, last = accepted["run_id"], seen[-1]["seq"]
    async with open_socket(talking_program) as second:
        await second.send("resume", run_id=run_id, after=last)
        seen += await second.until("done")
    stored = await talking_program.stored_events(run_id)
    events = events_of(seen, run_id)
    assert [(e["seq"], e["type"], e["data"]) for e in events] == [
        (seq, kind, json.loads(data)) for seq, kind, data in stored
    ]


async def test_a_conversation_that_is_deleted_ends_its_runs_and_not_the_socket(
    talking_program: Program, scripted_model: ScriptedModel, socket: OpenSocket
) -> None:
    scripted_model.pieces = ("Ada ", 60.0, "ran it.")
    thread_id = await new_thread(talking_program)
    await socket.send("ask", thread_id=thread_id, content="Who?")
    accepted = (await socket.until("token"))[0]
    await talking_program.ask("DELETE", f"/api/threads/{thread_id}", 204)
    told = (await socket.until("error"))[-1]
    assert (told["run_id"], told["code"]) == (accepted["run_id"], "run_not_found")
    assert (await socket.ask("ping"))["type"] == "pong"
