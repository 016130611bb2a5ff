"""Erasures are carried to their end, whoever is killed or works on meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from folioscope.features.accounts.tables import User
from folioscope.features.chat.tables import Message, Thread
from folioscope.features.erasure import cleaning
from folioscope.features.erasure.cleaning import OTHERS_AFTER
from folioscope.features.erasure.mention_repository import LOOKED_AFTER
from folioscope.features.erasure.service import erase
from folioscope.features.erasure.subjects import PersonWanted, a_person
from folioscope.features.erasure.tables import Erasure
from folioscope.features.resumes.tables import StoredResume
from folioscope.platform.database.base import Base, now
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import LOCAL
from folioscope.platform.runs.service import Caller
from folioscope.platform.runs.tables import Run
from folioscope.settings.values import Settings
from folioscope.wiring.opened import Folioscope, assemble
from tests.features.erasure.planted import (
    CV,
    NAME,
    OTHER_CV,
    asked,
    completed,
    erased,
    everywhere,
)
from tests.opened_program import Program, open_program
from tests.scripted_llm import ScriptedModel

CVS = {"quilla.md": CV, "ada.md": OTHER_CV}
PATIENCE = 20.0


@dataclass
class Process:
    """What a process has open that cleans only when it is told to."""

    opened: Folioscope

    async def begin(self) -> str:
        """Erase the rows of the person, as a process does that is killed then; the id."""
        async with self.opened.database.write() as session:
            caller = Caller(session, LOCAL, self.opened.wakeups)
            subject = await a_person(session, LOCAL, PersonWanted(NAME, None))
            return (await erase(caller, "person", subject, self.opened.clock.means)).id

    async def clean(self, erasure_id: str, patience: float = PATIENCE) -> Any:
        """Clean up as far as possible; the receipt."""
        cleaner = replace(self.opened.cleaner, patience=patience)
        cleaner.begin(erasure_id)
        await cleaner.settled()
        async with self.opened.database.read() as session:
            asked_ = select(Erasure.receipt).where(Erasure.id == erasure_id)
            return await session.scalar(asked_)


@pytest.fixture
async def process(settings: Settings, database: Database) -> AsyncIterator[Process]:
    opened = assemble(settings, database)
    yield Process(opened)
    await opened.cleaner.aclose()
    await opened.tools.unneeded_files.aclose()
    await opened.tools.indexes.aclose()
    await asyncio.to_thread(opened.tools.blobs.close)


async def written(database: Database, **run: Any) -> Run:
    """A résumé that somebody wrote, and a run under way that may have read it."""
    row = StoredResume(owner_id=0, name=NAME, read={}, places={}, edits={})
    async with database.write() as session:
        session.add(row)
        await session.flush()
        told = Run(owner_id=0, actor_kind="local", actor_id=0, kind="x", status="running",
                   lease_until=2e10, input={"resume_id": row.id}, **run)  # fmt: skip
        session.add(told)
    return told


async def end(database: Database, run: Run) -> None:
    async with database.write() as session:
        await session.execute(update(Run).where(Run.id == run.id).values(status="cancelled"))


async def test_what_a_killed_process_left_the_next_one_does(
    settings: Settings, process: Process
) -> None:
    talking = settings.model_copy(update={"llm_provider": "openai"})
    async with open_program(talking) as program:
        await program.fill("kb", CVS)
        thread_id, _ = await asked(program, f"Is {NAME} a welder?")
    erasure_id = await process.begin()
    database = process.opened.database
    async with database.write() as session:  # processes that share a database wait a while
        await session.execute(update(Erasure).values(at=now() - OTHERS_AFTER * 2))
    async with open_program(talking) as program:
        receipt = await completed(program, erasure_id)
        assert await everywhere(program) == []
        assert receipt["cleaned"]["turns"] == 1
        contents = [one["content"] for one in await program.messages(thread_id)]
        assert set(contents) == {"[erased]"}


async def test_an_answer_that_is_being_written_is_broken_off(
    talking_program: Program, scripted_model: ScriptedModel
) -> None:
    program = talking_program
    await program.fill("kb", CVS)
    scripted_model.pieces = (f"{NAME} welded", asyncio.Event(), " and welded.")
    _, run_id = await program.question("Who welded submarines?")
    async with asyncio.timeout(PATIENCE):
        await scripted_model.started.wait()
    await erased(program, person={"name": NAME})
    assert (await program.get(f"/api/runs/{run_id}"))["status"] == "cancelled"
    assert await everywhere(program) == []


async def test_what_waits_for_a_run_is_done_when_that_has_ended(process: Process) -> None:
    database = process.opened.database
    run = await written(database)
    erasure_id = await process.begin()
    receipt = await process.clean(erasure_id, patience=0.0)
    assert (receipt["state"], receipt["pending"]["runs"]) == ("cleaning", [run.id])
    async with database.read() as session:
        stopped = await session.scalar(select(Run.cancel_requested_at).where(Run.id == run.id))
    assert stopped is not None
    await end(database, run)
    receipt = await process.clean(erasure_id, patience=0.0)
    assert (receipt["state"], "pending" in receipt) == ("complete", False)
    assert await process.clean(erasure_id) == receipt


async def test_a_large_database_is_rewritten_when_nothing_runs(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = process.opened.database
    if not database.is_sqlite:
        pytest.skip("PostgreSQL needs no rewriting to go on")
    monkeypatch.setattr(cleaning, "QUICK_BYTES", 0)
    run = await written(database)
    erasure_id = await process.begin()
    await end(database, run)
    other = await written(database)
    receipt = await process.clean(erasure_id)
    # What they were known by is not kept for the rest that is to be done.
    assert receipt["pending"] == {"rewrites": False}
    await end(database, other)
    assert (await process.clean(erasure_id))["state"] == "complete"


async def test_another_process_leaves_what_was_just_begun_alone(process: Process) -> None:
    database = process.opened.database
    erasure_id = await process.begin()
    await process.opened.cleaner.go_on()
    async with database.read() as session:
        receipt = await session.scalar(select(Erasure.receipt)) or {}
    # SQLite is of one process, which begins nothing twice.
    assert receipt["state"] == ("complete" if database.is_sqlite else "cleaning")
    async with database.write() as session:
        aged = now() - OTHERS_AFTER - timedelta(seconds=1)
        await session.execute(update(Erasure).values(at=aged))
    await process.opened.cleaner.go_on()
    assert (await process.clean(erasure_id))["state"] == "complete"


async def said(database: Database, owner_id: int) -> None:
    """Somebody asked about the person, and was answered."""
    async with database.write() as session:
        thread = Thread(owner_id=owner_id, title=f"About {NAME}")
        session.add(thread)
        await session.flush()
        of_owner: dict[str, Any] = {"owner_id": owner_id, "thread_id": thread.id}
        run = Run(actor_kind="user", actor_id=owner_id, kind="x", status="done", **of_owner)
        session.add(run)
        await session.flush()
        told = Message(run_id=run.id, position=1, role="user", content=f"Is {NAME} in?", **of_owner)
        session.add(told)


async def test_what_others_know_of_somebody_of_that_name_stays(process: Process) -> None:
    database = process.opened.database
    async with database.write() as session:
        other = User(name="other")
        session.add(other)
    for owner_id in (0, other.id):
        await said(database, owner_id)
    assert (await process.clean(await process.begin()))["cleaned"]["turns"] == 1
    async with database.read() as session:
        threads = select(Thread.owner_id, Thread.title).order_by(Thread.owner_id)
        messages = select(Message.owner_id, Message.content).order_by(Message.owner_id)
        assert [tuple(row) for row in await session.execute(threads)] == [
            (0, None), (other.id, f"About {NAME}"),
        ]  # fmt: skip
        assert [tuple(row) for row in await session.execute(messages)] == [
            (0, "[erased]"), (other.id, f"Is {NAME} in?"),
        ]  # fmt: skip


def test_no_table_that_is_passed_over_is_gone() -> None:
    assert set(Base.metadata.tables) >= LOOKED_AFTER
