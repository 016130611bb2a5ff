"""Compaction: what was of use only on the way goes, the result stays under its number."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest
from sqlalchemy import update

from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Database, Session
from folioscope.platform.runs import upkeep
from folioscope.platform.runs.attempt import Conclude, RunContext
from folioscope.platform.runs.kinds import Kind
from folioscope.platform.runs.service import is_beyond_the_end
from folioscope.platform.runs.tables import Run
from folioscope.platform.runs.upkeep import compact
from tests.scripted_runs import Engine, engine_of, types


async def talk(run: RunContext) -> Conclude:
    await run.emit("sources", {"citations": []})
    await run.emit("progress", {"stage": "x", "done": 1, "total": 2})
    for _ in range(3):
        await run.token("word ")
        await asyncio.sleep(0.03)
    said = run.text

    async def conclude(_session: Session) -> dict[str, object]:
        return {"text": said}

    return conclude


KINDS = {"talk": Kind(talk)}


async def ended(engine: Engine, count: int, days: float) -> list[str]:
    """Runs that ended so many days ago."""
    runs = [await engine.start("talk") for _ in range(count)]
    for run_id in runs:
        await engine.events(run_id)
    async with engine.database.write() as session:
        moment = now() - timedelta(days=days)
        await session.execute(update(Run).where(Run.id.in_(runs)).values(finished_at=moment))
    return runs


async def test_the_result_of_an_old_run_keeps_its_numbers(database: Database) -> None:
    async with engine_of(database, KINDS) as engine:
        (run_id,) = await ended(engine, 1, days=31)
        before = await engine.stored(run_id)
        assert await compact(database, 30) == 1
        assert await engine.stored(run_id) == before[-2:]
        assert types(before[-2:]) == ["final", "done"]
        assert json.loads(before[-2].data) == {"text": "word word word "}
        run = await engine.run(run_id)
    assert (run.status, run.next_seq) == ("done", len(before) + 1)
    assert run.compacted_at is not None


async def test_a_late_reader_gets_the_result_whatever_it_saw_before(database: Database) -> None:
    async with engine_of(database, KINDS) as engine:
        (run_id,) = await ended(engine, 1, days=2)
        *_, final, done = await engine.stored(run_id)
        await compact(database, 1)
        run = await engine.run(run_id)
        for after in range(final.seq):
            assert not is_beyond_the_end(run, after)
            assert await engine.events(run_id, after) == [final, done]
        assert await engine.events(run_id, final.seq) == [done]
        for after in (done.seq, done.seq + 1):
            assert is_beyond_the_end(run, after)
            assert await engine.events(run_id, after) == []


async def test_what_is_young_or_under_way_is_left_alone(database: Database) -> None:
    go_on = asyncio.Event()

    async def wait(run: RunContext) -> Conclude:
        await run.token("word")
        await go_on.wait()
        return await talk(run)

    async with engine_of(database, {**KINDS, "wait": Kind(wait)}) as engine:
        (young,) = await ended(engine, 1, days=29)
        under_way = await engine.start("wait")
        while not await engine.stored(under_way):
            await asyncio.sleep(0.01)
        before = await engine.stored(young), await engine.stored(under_way)
        assert await compact(database, 30) == 0
        assert (await engine.stored(young), await engine.stored(under_way)) == before
        go_on.set()
        events = await engine.events(under_way)
    assert types(events).count("token") > 0


async def test_it_is_done_once_however_many_do_it_in_batches_at_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "RUNS_AT_ONCE", 3)
    monkeypatch.setattr(upkeep, "EVENTS_AT_ONCE", 15)
    async with engine_of(database, KINDS) as engine:
        runs = await ended(engine, 10, days=31)
        counts = await asyncio.gather(*(compact(database, 30) for _ in range(3)))
        assert sum(counts) == len(runs)
        assert await compact(database, 30) == 0
        for run_id in runs:
            assert types(await engine.stored(run_id)) == ["final", "done"]


async def test_failed_and_cancelled_runs_keep_why_and_what_was_left(database: Database) -> None:
    async def fail(run: RunContext) -> Conclude:
        await run.token("word")
        raise KeyError("secret")

    async def keep(session: Session, run: Run) -> dict[str, object]:
        return {"text": "left"}

    async def sleep(run: RunContext) -> Conclude:
        await run.token("word")
        await asyncio.sleep(60)
        raise AssertionError

    kinds = {"fail": Kind(fail), "sleep": Kind(sleep, abandon=keep)}
    async with engine_of(database, kinds) as engine:
        failed, cancelled = await engine.start("fail"), await engine.start("sleep")
        while not await engine.stored(cancelled):
            await asyncio.sleep(0.01)
        await engine.cancel(cancelled)
        for run_id in (failed, cancelled):
            await engine.events(run_id)
        assert await compact(database, 0) == 2
        assert types(await engine.stored(failed)) == ["error", "done"]
        assert json.loads((await engine.stored(cancelled))[0].data) == {"text": "left"}


async def test_one_who_follows_while_it_happens_gets_the_rest(database: Database) -> None:
    async with engine_of(database, KINDS) as engine:
        (run_id,) = await ended(engine, 1, days=31)
        stream = engine.tails.follow(run_id, 0)
        seen = [await anext(stream)]
        await compact(database, 30)
        seen += [event async for event in stream]
    assert types(seen)[-2:] == ["final", "done"]
    assert [event.seq for event in seen] == sorted({event.seq for event in seen})
