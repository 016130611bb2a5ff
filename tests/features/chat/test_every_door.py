"""What an answer rests on is made once, and every door shows the very same."""

from __future__ import annotations

import ast
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

import folioscope
from tests.opened_program import Program
from tests.opened_socket import open_socket
from tests.opened_terminal import CommandLine
from tests.scripted_llm import ScriptedModel

SOURCE = Path(folioscope.__file__).parent
TEXT = "Ada Byron has run Kubernetes [1]. Zoe dances in Rome. Ada has a doctorate in law [1]."
ADA = "Ada Byron has run Kubernetes in production for six years."
Shown = dict[str, Any]


@pytest.fixture
async def chat(talking_program: Program, scripted_model: ScriptedModel) -> Program:
    """The program whose language model says ``TEXT``, with one CV in ``people``."""
    scripted_model.pieces = (TEXT,)
    await talking_program.fill("people", {"ada.txt": ADA})
    return talking_program


def line(program: Program) -> CommandLine:
    assert program.unix_socket is not None
    return CommandLine(program.unix_socket, program.client.headers["Authorization"].split()[1])


async def streamed(program: Program, thread_id: str, run_id: str) -> Shown:
    final: Shown = await program.outcome(run_id)
    return final


async def stored_event(program: Program, thread_id: str, run_id: str) -> Shown:
    events = await program.stored_events(run_id)
    (data,) = [json.loads(data) for _, kind, data in events if kind == "final"]
    return dict(data)


async def over_the_socket(program: Program, thread_id: str, run_id: str) -> Shown:
    async with open_socket(program) as socket:
        await socket.send("resume", run_id=run_id, after=0)
        final: Shown = (await socket.until("final"))[-1]["data"]
        return final


async def read_back(program: Program, thread_id: str, run_id: str) -> Shown:
    return dict((await program.messages(thread_id))[-1])


async def exported(program: Program, thread_id: str, run_id: str) -> Shown:
    whole = await program.get(f"/api/threads/{thread_id}/export", format="json")
    return dict(whole["messages"][-1])


async def shown_at_the_terminal(program: Program, thread_id: str, run_id: str) -> Shown:
    told = (await line(program).succeed("thread", "show", thread_id, "--json")).json
    return dict(told["messages"][-1])


DOORS: list[Callable[[Program, str, str], Awaitable[Shown]]] = [
    streamed,
    stored_event,
    over_the_socket,
    read_back,
    exported,
    shown_at_the_terminal,
]


async def test_all_doors_show_the_same(chat: Program) -> None:
    asked = (await line(chat).succeed("ask", "--kb", "people", "--json", "Who?")).json
    thread_id, run_id = asked["thread_id"], asked["run_id"]
    assert asked["grounding"]["unsupported"] == [[34, 53]]
    assert asked["grounding"]["doubtful"] == [[54, len(TEXT)]]
    assert [claim["verified"] for claim in asked["grounding"]["claims"]] == [True, False]
    for door in DOORS:
        found = await door(chat, thread_id, run_id)
        for name in ("citations", "grounding"):
            assert json.dumps(found[name]) == json.dumps(asked[name]), (door.__name__, name)


async def test_people_are_told_which_sentences_have_no_source(chat: Program) -> None:
    asked = await line(chat).succeed("ask", "--kb", "people", "Who?")
    (thread,) = (await line(chat).succeed("thread", "list", "--json")).json
    shown = await line(chat).succeed("thread", "show", thread["thread_id"])
    exported = await line(chat).succeed("thread", "export", thread["thread_id"])
    for printed in (asked.out, shown.out):
        assert "Without a source: “Zoe dances in Rome.”" in printed
    assert "*Without a source:* “Zoe dances in Rome.”" in exported.out


async def test_it_is_gone_with_the_conversation(chat: Program) -> None:
    thread_id, run_id = await chat.question("Who?")
    await chat.events(run_id)
    assert (await chat.rows("SELECT count(*) FROM messages WHERE grounding IS NOT NULL"))[0][0] == 1
    await chat.ask("DELETE", f"/api/threads/{thread_id}", 204)
    assert await chat.rows("SELECT * FROM messages") == []


def test_one_function_alone_makes_it() -> None:
    """A second one, for history or an export, would sooner or later say something else."""
    callers = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        and any(alias.name in {"locate", "checked"} for alias in node.names)
        and (node.module or "").startswith("folioscope.features.grounding")
    }
    assert callers == {"features/chat/answer.py", "features/grounding/checking.py"}
