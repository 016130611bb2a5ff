"""What goes wrong with one run, or for a moment, costs nothing more than that."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from folioscope.errors import BackendBusy, Conflict
from folioscope.platform.database.engine import Database, Session, parse_url
from folioscope.platform.runs.attempt import Conclude, RunContext
from folioscope.platform.runs.kinds import Kind
from folioscope.platform.runs.tables import Run
from tests.scripted_runs import Engine, engine_of, text_of, types

SECONDS = 20


async def nothing(_session: Session) -> dict[str, Any]:
    return {"result": {}}


async def forget_leases(database: Database) -> None:
    """As if the clock had made a leap, or the laptop had slept."""
    async with database.write() as session:
        await session.execute(update(Run).values(lease_until=0.0))


async def is_running(engine: Engine, run_id: str) -> None:
    async with asyncio.timeout(SECONDS):
        while (await engine.run(run_id)).status != "running":
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("max_attempts", [1, 5])
async def test_a_process_does_not_take_its_own_runs_from_itself(
    database: Database, max_attempts: int
) -> None:
    go_on = asyncio.Event()

    async def work(run: RunContext) -> Conclude:
        await go_on.wait()
        await run.token("whole")
        return nothing

    async with engine_of(database, {"talk": Kind(work)}) as engine:
        run_id = await engine.start("talk", max_attempts=max_attempts)
        await is_running(engine, run_id)
        await forget_leases(database)
        other = await engine.start("talk")  # has the executor look for work
        await is_running(engine, other)
        go_on.set()
        events = await engine.events(run_id)
        assert (await engine.run(run_id)).attempt == 1
    assert types(events)[-2:] == ["final", "done"]


async def test_a_run_that_cannot_be_tidied_up_is_ended_all_the_same(database: Database) -> None:
    async def work(run: RunContext) -> Conclude:
        await run.token("a")
        await asyncio.sleep(3600)
        return nothing

    async def trip(_session: Session, _run: Run) -> dict[str, Any]:
        msg = "a bug"
        raise ZeroDivisionError(msg)

    kinds = {"trap": Kind(work, abandon=trip), "talk": Kind(work)}
    async with engine_of(database, kinds) as engine:
        caught = await engine.start("trap")
        await is_running(engine, caught)
        await engine.cancel(caught)
        assert types(await engine.events(caught))[-2:] == ["cancelled", "done"]
    async with engine_of(database, {}) as engine:
        orphan = await engine.start("trap")
        async with database.write() as session:
            await session.execute(
                update(Run).where(Run.id == orphan).values(status="running", attempt=2)
            )
    async with engine_of(database, kinds) as engine:
        assert types(await engine.events(orphan))[-2:] == ["error", "done"]
        healthy = await engine.start("talk")
        await is_running(engine, healthy)


async def test_runs_that_were_orphaned_do_not_keep_each_other_from_being_taken_up(
    database: Database,
) -> None:
    async def work(_run: RunContext) -> Conclude:
        return nothing

    async with engine_of(database, {}) as engine:
        run_ids = [await engine.start("talk") for _ in range(2)]
        async with database.write() as session:
            await session.execute(update(Run).values(status="running", attempt=1))
    async with engine_of(database, {"talk": Kind(work, per_owner=1)}) as engine:
        for run_id in run_ids:
            assert types(await engine.events(run_id))[-2:] == ["final", "done"]


async def test_a_wait_that_gave_up_by_itself_is_no_limit_of_the_kind(database: Database) -> None:
    async def work(_run: RunContext) -> Conclude:
        raise TimeoutError

    async with engine_of(database, {"talk": Kind(work, limit_seconds=None)}) as engine:
        run_id = await engine.start("talk", max_attempts=1)
        events = await engine.events(run_id)
    assert events[-2].type == "error"
    assert "run_too_long" not in events[-2].data


async def test_a_run_that_is_being_ended_is_not_broken_off_by_a_stop(database: Database) -> None:
    ending = asyncio.Event()

    async def work(run: RunContext) -> Conclude:
        await run.token("a")
        await asyncio.sleep(3600)
        return nothing

    async def slowly(_session: Session, _run: Run) -> dict[str, Any]:
        ending.set()
        await asyncio.sleep(0.1)
        return {}

    async with engine_of(database, {"talk": Kind(work, abandon=slowly)}) as engine:
        run_id = await engine.start("talk")
        await is_running(engine, run_id)
        await engine.cancel(run_id)
        async with asyncio.timeout(SECONDS):
            await ending.wait()
    assert (await engine.run(run_id)).status == "cancelled"


async def test_a_run_that_was_just_claimed_is_given_back_at_a_stop(database: Database) -> None:
    async def work(_run: RunContext) -> Conclude:
        await asyncio.sleep(3600)
        return nothing

    for _ in range(20):
        async with engine_of(database, {"talk": Kind(work, slots=100)}) as engine:
            run_id = await engine.start("talk")
            await asyncio.sleep(0)
        assert (await engine.run(run_id)).status == "queued"


class TooEarly(Conflict):
    """What a run wants to write does not fit any more."""

    code = "too_early"
    retryable = True


async def test_a_result_that_comes_too_early_is_tried_again(database: Database) -> None:
    async def work(run: RunContext) -> Conclude:
        async def conclude(_session: Session) -> dict[str, Any]:
            if run.attempt == 1:
                msg = "more came meanwhile"
                raise TooEarly(msg)
            return {"result": {"attempt": run.attempt}}

        return conclude

    async with engine_of(database, {"talk": Kind(work, abandon=never)}) as engine:
        events = await engine.events(await engine.start("talk"))
    assert types(events)[-2:] == ["final", "done"]


async def never(_session: Session, _run: Run) -> dict[str, Any]:
    raise AssertionError


class Forgetful(Database):
    """Commits, and then sometimes says that it could not."""

    forgets = 0

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Session]:
        async with super().write() as session:
            yield session
            wrote_tokens = any(e.type == "token" for e in session.info.get("events", ()))
        if wrote_tokens and self.forgets:
            self.forgets -= 1
            msg = "the answer to COMMIT was lost"
            raise BackendBusy(msg) from OperationalError("COMMIT", {}, Exception(msg))


async def test_events_whose_commit_was_not_answered_are_stored_once(
    database: Database, database_url: str
) -> None:
    said = [f"{number} " for number in range(8)]

    async def work(run: RunContext) -> Conclude:
        for word in said:
            await run.token(word)
            await asyncio.sleep(0.05)
        text = run.text

        async def conclude(_session: Session) -> dict[str, Any]:
            return {"text": text}

        return conclude

    forgetful = Forgetful(parse_url(database_url))
    forgetful.forgets = 3
    try:
        async with engine_of(forgetful, {"talk": Kind(work)}) as engine:
            events = await engine.events(await engine.start("talk"))
    finally:
        await forgetful.aclose()
    assert text_of(events, 1) == "".join(said)
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert forgetful.forgets < 3
