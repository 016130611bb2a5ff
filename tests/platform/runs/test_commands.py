"""``folioscope run``: a run looked at, followed and cancelled from a terminal."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from folioscope.settings.values import Settings
from tests.opened_terminal import CommandLine, open_terminal
from tests.scripted_llm import ScriptedModel


@pytest.fixture
async def line(settings: Settings) -> AsyncIterator[CommandLine]:
    """The program whose language model is ``scripted_model``."""
    talking = settings.model_copy(update={"llm_provider": "openai"})
    async with open_terminal(talking) as opened:
        yield opened


async def answered(line: CommandLine) -> str:
    """The id of a run that has ended."""
    return str((await line.succeed("ask", "--json", "Who?")).json["run_id"])


async def begun(line: CommandLine) -> str:
    """The id of a run that has just been queued."""
    async with line.connect() as client:
        thread = await client.post("/api/threads", {})
        path = f"/api/threads/{thread['thread_id']}/messages"
        return str((await client.post(path, {"content": "Who?"}))["run_id"])


async def test_a_run_is_shown_without_what_it_has_not(line: CommandLine) -> None:
    run_id = await answered(line)
    shown = (await line.succeed("run", "show", run_id)).out
    rows = [row.strip().split(maxsplit=1) for row in shown.splitlines() if row.strip()]
    told = dict(rows)
    assert (told["run_id"], told["kind"], told["status"]) == (run_id, "chat.answer", "done")
    assert "error" not in told
    found = (await line.succeed("run", "show", run_id, "--json")).json
    assert (found["status"], found["attempt"], found["error"]) == ("done", 1, None)


async def test_events_are_printed_from_wherever_one_begins(line: CommandLine) -> None:
    run_id = await answered(line)
    events = (await line.succeed("run", "events", run_id, "--json")).out.splitlines()
    read = [json.loads(event) for event in events]
    assert [event["seq"] for event in read] == list(range(1, len(read) + 1))
    assert [event["type"] for event in read][-2:] == ["final", "done"]
    assert read[-1] == {"seq": len(read), "type": "done", "data": {"status": "done"}}
    later = await line.succeed("run", "events", run_id, "--after", "2", "--json")
    assert later.out.splitlines() == events[2:]

    told = (await line.succeed("run", "events", run_id)).out.splitlines()
    assert [row.split()[:2] for row in told] == [
        [str(event["seq"]), event["type"]] for event in read
    ]
    after_the_end = await line.succeed("run", "events", run_id, "--after", str(len(read)))
    assert after_the_end.out == ""


async def test_a_run_is_followed_to_its_end_and_not_only_as_far_as_it_is(
    line: CommandLine, scripted_model: ScriptedModel
) -> None:
    go_on = asyncio.Event()
    scripted_model.pieces = ("Ada", go_on, " it was.")
    run_id = await begun(line)
    following = asyncio.create_task(line.succeed("run", "events", run_id, "--json"))
    await scripted_model.started.wait()
    assert not following.done()
    go_on.set()
    read = [json.loads(row) for row in (await following).out.splitlines()]
    assert read[-2]["data"]["text"] == "Ada it was."


async def test_what_a_model_writes_cannot_move_the_cursor(
    line: CommandLine, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = ("Ada\x1b[2J\x9b1A",)
    told = (await line.succeed("run", "events", await answered(line))).out
    assert not any(letter in told for letter in "\x1b\x9b")


async def test_a_cancelled_run_says_so_and_an_ended_one_stays_as_it_is(
    line: CommandLine, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = ("Half", asyncio.Event())
    run_id = await begun(line)
    await scripted_model.started.wait()
    asked = await line.succeed("run", "cancel", run_id)
    assert asked.out == f"Run {run_id} is being cancelled.\n"
    events = (await line.succeed("run", "events", run_id, "--json")).out.splitlines()
    assert json.loads(events[-1])["data"] == {"status": "cancelled"}
    again = await line.succeed("run", "cancel", run_id)
    assert again.out == f"Run {run_id} is cancelled.\n"
    assert (await line.succeed("run", "cancel", run_id, "--json")).json["status"] == "cancelled"


async def test_a_run_that_only_waits_is_cancelled_in_the_same_words(
    line: CommandLine, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = ("Half", asyncio.Event())
    async with line.connect() as client:
        thread = await client.post("/api/threads", {})
        path = f"/api/threads/{thread['thread_id']}/messages"
        await client.post(path, {"content": "one"})
        await scripted_model.started.wait()
        behind = {"content": "two", "policy": "enqueue"}
        run_id = (await client.post(path, behind))["run_id"]
    assert (await line.succeed("run", "show", run_id, "--json")).json["status"] == "waiting"
    asked = await line.succeed("run", "cancel", run_id)
    assert asked.out == f"Run {run_id} is being cancelled.\n"


async def test_a_run_that_is_not_there_is_told_on_standard_error(line: CommandLine) -> None:
    for command in ("show", "events", "cancel"):
        for arguments in ((), ("--json",)):
            refused = await line.run("run", command, "nope", *arguments)
            assert (refused.code, refused.out) == (4, "")
            assert refused.told == "error: There is no such run.\n"
    assert (await line.run("run", "events", "nope", "--after", "-1")).code == 2
