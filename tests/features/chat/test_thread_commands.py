"""``folioscope thread``: conversations at the terminal, and ``ask`` in one that is there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from folioscope.errors import BackendFailed
from folioscope.settings.values import Settings
from tests.opened_terminal import CommandLine, open_terminal
from tests.scripted_llm import ScriptedModel


@pytest.fixture
async def line(settings: Settings, tmp_path: Path) -> AsyncIterator[CommandLine]:
    """The program whose language model is ``scripted_model``, with one CV in ``people``."""
    cv = tmp_path / "ada.txt"
    cv.write_text("Ada ran Kubernetes for years.")
    async with open_terminal(settings.model_copy(update={"llm_provider": "openai"})) as opened:
        await opened.succeed("kb", "create", "people")
        await opened.succeed("kb", "add", "people", cv)
        yield opened


async def threads(line: CommandLine, *options: str) -> list[Any]:
    found: list[Any] = (await line.succeed("thread", "list", "--json", *options)).json
    return found


async def asked(line: CommandLine, question: str) -> str:
    """Ask in a new conversation; its id."""
    await line.succeed("ask", question)
    thread_id: str = (await threads(line))[0]["thread_id"]
    return thread_id


async def test_conversations_are_listed_and_found(line: CommandLine) -> None:
    assert "There is no conversation" in (await line.succeed("thread", "list")).out
    for question in ("Who ran Kubernetes?", "Who bakes?", "Who sails?"):
        await line.succeed("ask", question)
    table = (await line.succeed("thread", "list")).out
    assert table.index("sails") < table.index("bakes") < table.index("Kubernetes")
    assert [found["title"] for found in await threads(line, "--search", "BAKES")] == ["Who bakes?"]
    assert len(await threads(line, "--limit", "2")) == 2
    nothing = await line.succeed("thread", "list", "--search", "nothing")
    assert nothing.out == "No conversation matches.\n"
    some = await line.succeed("thread", "list", "--limit", "2")
    assert some.told == "More: --limit 100\n"
    assert (await line.succeed("thread", "list", "--limit", "3")).told == ""
    all_rows = some.out.splitlines()[1:]
    assert [row.split()[0] for row in all_rows] == [
        found["thread_id"] for found in await threads(line, "--limit", "2")
    ]


async def test_a_list_goes_over_several_pages(
    line: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("folioscope.features.chat.thread_commands.PAGE", 2)
    for number in range(5):
        await line.succeed("ask", f"{number}?")
    for limit in (1, 2, 3, 4, 5, 9):
        found = await threads(line, "--limit", str(limit))
        assert [one["title"] for one in found] == ["4?", "3?", "2?", "1?", "0?"][:limit]


async def test_what_was_said_is_shown_with_its_lines(line: CommandLine) -> None:
    thread_id = await asked(line, "Who ran Kubernetes?")
    shown = (await line.succeed("thread", "show", thread_id)).out
    assert shown.startswith("Who ran Kubernetes?\n\nYou:\nWho ran Kubernetes?\n\nAnswer:\n")
    assert "“Ada ran Kubernetes for years.”" in shown
    told = (await line.succeed("thread", "show", thread_id, "--json")).json
    assert [message["role"] for message in told["messages"]] == ["user", "assistant"]
    assert (await line.run("thread", "show", "nope")).code == 4


async def test_conversations_are_renamed_archived_and_brought_back(line: CommandLine) -> None:
    thread_id = await asked(line, "Who?")
    renamed = await line.succeed("thread", "rename", thread_id, "Hiring")
    assert renamed.out == "The conversation is renamed to “Hiring”.\n"
    assert "No conversation matches." in (await line.succeed("thread", "list", "--archived")).out
    assert "archived" in (await line.succeed("thread", "archive", thread_id)).out
    assert await threads(line) == []
    assert "Every conversation is archived" in (await line.succeed("thread", "list")).out
    (found,) = await threads(line, "--archived")
    assert (found["title"], found["thread_id"]) == ("Hiring", thread_id)
    assert len(await threads(line, "--all")) == 1
    back = (await line.succeed("thread", "unarchive", thread_id, "--json")).json
    assert back["archived_at"] is None
    assert (await line.run("thread", "rename", thread_id, " ")).code == 2


async def test_deleting_asks_first(line: CommandLine) -> None:
    thread_id = await asked(line, "Who?")
    kept = await line.run("thread", "delete", thread_id, typed="n\n")
    assert kept.code != 0
    assert "its 2 messages" in kept.out
    assert "is deleted" in (await line.succeed("thread", "delete", thread_id, typed="y\n")).out
    assert await threads(line) == []
    other = await asked(line, "Who?")
    gone = (await line.succeed("thread", "delete", other, "--json")).json
    assert gone == {"deleted": other}


async def test_an_export_is_printed_or_written(line: CommandLine, tmp_path: Path) -> None:
    thread_id = await asked(line, "Qui? Émile?")
    printed = (await line.succeed("thread", "export", thread_id)).out
    assert printed.startswith("# Qui? Émile?\n")
    assert printed.endswith("”\n")
    file = tmp_path / "talk.md"
    assert (await line.succeed("thread", "export", thread_id, "--output", file)).out == ""
    assert file.read_text("utf-8") == printed
    whole = (await line.succeed("thread", "export", thread_id, "--json")).json
    assert whole["format"] == "folioscope.conversation/1"
    nowhere = tmp_path / "no folder" / "talk.md"
    with pytest.raises(OSError, match="No such file"):
        await line.run("thread", "export", thread_id, "--output", nowhere)


async def test_a_question_goes_on_with_a_conversation(
    line: CommandLine, scripted_model: ScriptedModel
) -> None:
    thread_id = await asked(line, "Who?")
    await line.succeed("ask", "--thread", thread_id, "And now?")
    assert len(await threads(line)) == 1
    assert [turn.content for turn in scripted_model.prompts[-1].messages[2:]] == [
        "Ada ran Kubernetes.",
        "And now?",
    ]
    told = await line.succeed(
        "ask", "--thread", thread_id, "--mode", "strict", "Who is Grace Hopper?"
    )
    assert told.out.startswith("Not found in these documents.\n")
    assert len(scripted_model.prompts) == 2
    assert (await line.run("ask", "--thread", "nope", "Who?")).code == 4


async def test_the_policy_of_a_question_goes_with_it(
    line: CommandLine, scripted_model: ScriptedModel
) -> None:
    thread_id = await asked(line, "Who?")
    scripted_model.started.clear()
    scripted_model.pieces = ("Half", asyncio.Event())
    async with line.connect() as client:
        path = f"/api/threads/{thread_id}/messages"
        first = (await client.post(path, {"content": "one"}))["run_id"]
    await scripted_model.started.wait()
    busy = await line.run("ask", "--thread", thread_id, "two")
    assert (busy.code, busy.out) == (5, "")
    scripted_model.pieces = ("It was Ada.",)
    asking = ("ask", "--thread", thread_id, "--policy", "rollback", "three")
    assert (await line.succeed(*asking)).out == "It was Ada.\n"
    assert (await line.succeed("run", "show", first, "--json")).json["status"] == "cancelled"
    shown = (await line.succeed("thread", "show", thread_id)).out
    assert "one" not in shown
    assert (
        "You (superseded):\none"
        in (await line.succeed("thread", "show", thread_id, "--superseded")).out
    )
    assert (await line.run("ask", "--policy", "explode", "Who?")).code == 2


async def test_a_question_without_an_answer_says_why(
    line: CommandLine, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = ("A first", BackendFailed("The key *is* refused."))
    assert (await line.run("ask", "Who?")).code == 7
    (failed,) = await threads(line)
    path = failed["thread_id"]
    shown = (await line.succeed("thread", "show", path)).out
    assert shown.endswith("You:\nWho?\n\n(no answer: The key *is* refused.)\n")
    exported = (await line.succeed("thread", "export", path)).out
    assert exported.endswith("Who?\n\n(no answer: The key \\*is\\* refused.)\n")
    (asked,) = (await line.succeed("thread", "export", path, "--json")).json["messages"]
    assert (asked["run_status"], asked["error"]["code"]) == ("failed", "backend_failed")


async def test_what_is_being_answered_is_told_from_what_waits(
    settings: Settings, scripted_model: ScriptedModel
) -> None:
    scripted_model.pieces = (asyncio.Event(),)
    one_by_one = {"llm_provider": "openai", "max_active_runs": 1}
    async with open_terminal(settings.model_copy(update=one_by_one)) as line:
        async with line.connect() as client:
            for title in ("first", "second"):
                thread_id = (await client.post("/api/threads", {"title": title}))["thread_id"]
                path = f"/api/threads/{thread_id}/messages"
                await client.post(path, {"content": "Who?"})
                await asyncio.wait_for(scripted_model.started.wait(), 10)
        listed = (await line.succeed("thread", "list")).out
    assert "first (answering)" in listed
    assert "second (waiting)" in listed
