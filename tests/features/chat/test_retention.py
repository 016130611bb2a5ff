"""Conversations that nobody has touched for long are deleted, and no others."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import update

from folioscope.features.chat import retention
from folioscope.features.chat.retention import forget_old
from folioscope.features.chat.tables import Thread
from folioscope.platform.database.base import now
from tests.opened_program import Program
from tests.scripted_llm import ScriptedModel


async def age(program: Program, thread_id: str, days: float) -> None:
    """Make a conversation as old as that."""
    async with program.database.write() as session:
        moment = now() - timedelta(days=days)
        aged = update(Thread).where(Thread.id == thread_id).values(updated_at=moment)
        await session.execute(aged)


async def talked(program: Program, days: float) -> str:
    """A conversation with an answer, so many days ago."""
    thread_id, run_id = await program.question("one")
    await program.events(run_id)
    await age(program, thread_id, days)
    return thread_id


async def test_only_what_is_old_goes_and_goes_whole(talking_program: Program) -> None:
    old, young = [await talked(talking_program, days) for days in (31, 29)]
    assert await forget_old(talking_program.database, 30) == 1
    await talking_program.get(f"/api/threads/{old}", 404)
    assert len(await talking_program.messages(young)) == 2
    for table in ("messages", "runs"):
        left = await talking_program.rows(f"SELECT DISTINCT thread_id FROM {table}")
        assert left == [(young,)]
    orphans = "SELECT run_id FROM run_events WHERE run_id NOT IN (SELECT id FROM runs)"
    assert await talking_program.rows(orphans) == []
    assert await forget_old(talking_program.database, 30) == 0


async def test_a_conversation_in_which_something_runs_stays(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    go_on = asyncio.Event()
    scripted_model.pieces = (go_on, "x")
    thread_id, run_id = await talking_program.question("one")
    await age(talking_program, thread_id, 100)
    assert await forget_old(talking_program.database, 1) == 0
    go_on.set()
    assert (await talking_program.outcome(run_id))["text"] == "x"
    # The answer is an activity too.
    assert await forget_old(talking_program.database, 1) == 0
    await age(talking_program, thread_id, 100)
    assert await forget_old(talking_program.database, 1) == 1


async def test_renaming_does_not_keep_a_conversation(talking_program: Program) -> None:
    thread_id = await talked(talking_program, 31)
    await talking_program.ask("PATCH", f"/api/threads/{thread_id}", 200, json={"title": "Kept?"})
    assert await forget_old(talking_program.database, 30) == 1


async def test_several_may_do_it_at_once(
    talking_program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "THREADS_AT_ONCE", 2)
    for _ in range(7):
        thread_id = (await talking_program.post("/api/threads", 201, {}))["thread_id"]
        await age(talking_program, thread_id, 31)
    counts = await asyncio.gather(*(forget_old(talking_program.database, 30) for _ in range(3)))
    assert sum(counts) == 7
    assert await talking_program.rows("SELECT id FROM threads") == []
