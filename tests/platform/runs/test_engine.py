"""Runs end to end inside one process: events, cancel, fences, recovery, with and without hints."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from folioscope.errors import BackendBusy, BackendFailed, Stopped
from folioscope.platform.database.engine import Database, Session
from folioscope.platform.runs.attempt import Conclude, RunContext
from folioscope.platform.runs.claim_repository import Claims
from folioscope.platform.runs.event_repository import StoredEvents
from folioscope.platform.runs.kinds import Kind
from folioscope.platform.runs.states import RunStatus
from folioscope.platform.runs.tables import Run
from tests.scripted_runs import engine_of, text_of, types

Work = Callable[[RunContext], Awaitable[Conclude]]


async def nothing_more(_session: Session) -> dict[str, Any]:
    return {}


async def say(run: RunContext, *texts: str) -> Conclude:
    for text in texts:
        await run.token(text)
    said = run.text

    async def conclude(_session: Session) -> dict[str, Any]:
        return {"text": said}

    return conclude


async def keep_text(session: Session, run: Run) -> dict[str, Any]:
    tokens = [json.loads(data) for data in await StoredEvents(session).token_data(run.id)]
    return {"text": "".join(token["text"] for token in tokens)}


@pytest.mark.parametrize("hints", [True, False])
async def test_a_run_is_followed_from_its_first_event_to_done(
    database: Database, hints: bool
) -> None:
    async def work(run: RunContext) -> Conclude:
        return await say(run, "Hel", "lo")

    async with engine_of(database, {"talk": Kind(work)}, hints=hints) as engine:
        run_id = await engine.start("talk")
        events = await engine.events(run_id)

    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert types(events)[0] == "status"
    assert types(events)[-2:] == ["final", "done"]
    assert text_of(events, 1) == json.loads(events[-2].data)["text"] == "Hello"


async def test_any_reconnect_yields_exactly_what_the_table_holds(database: Database) -> None:
    async def work(run: RunContext) -> Conclude:
        for number in range(20):
            await run.emit("progress", {"stage": "counting", "done": number, "total": 20})
        return nothing_more

    async with engine_of(database, {"count": Kind(work)}) as engine:
        run_id = await engine.start("count")
        live = await engine.events(run_id)
        stored = await engine.stored(run_id)
        assert live == stored
        for after in range(len(stored)):
            assert await engine.events(run_id, after) == stored[after:]


async def test_many_followers_of_one_run_all_see_all_of_it(database: Database) -> None:
    release = asyncio.Event()

    async def work(run: RunContext) -> Conclude:
        await run.token("first ")
        await release.wait()
        return await say(run, "second")

    async with engine_of(database, {"talk": Kind(work)}) as engine:
        run_id = await engine.start("talk")
        followers = [asyncio.create_task(engine.events(run_id, after)) for after in (0, 0, 1, 2)]
        await asyncio.sleep(0.1)
        release.set()
        seen = await asyncio.gather(*followers)
        stored = await engine.stored(run_id)

    assert seen == [stored, stored, stored[1:], stored[2:]]


async def test_a_cancelled_run_keeps_its_partial_text(database: Database) -> None:
    async def work(run: RunContext) -> Conclude:
        await run.token("half an ans")
        await asyncio.sleep(60)
        raise AssertionError

    kind = Kind(work, abandon=keep_text)
    async with engine_of(database, {"talk": kind}) as engine:
        run_id = await engine.start("talk")
        while not any(event.type == "token" for event in await engine.stored(run_id)):
            await asyncio.sleep(0.01)
        await engine.cancel(run_id)
        events = await engine.events(run_id)
        status = (await engine.run(run_id)).status

    assert types(events)[-2:] == ["cancelled", "done"]
    assert json.loads(events[-2].data)["text"] == "half an ans"
    assert status == RunStatus.CANCELLED


async def test_a_queued_run_is_cancelled_before_its_turn(database: Database) -> None:
    release = asyncio.Event()

    async def work(run: RunContext) -> Conclude:
        await release.wait()
        return nothing_more

    async with engine_of(database, {"slow": Kind(work, slots=1)}) as engine:
        first = await engine.start("slow")
        second = await engine.start("slow")
        await engine.cancel(second)
        events = await engine.events(second)
        release.set()
        await engine.events(first)

    assert types(events) == ["cancelled", "done"]


async def test_cancel_against_the_end_leaves_one_terminal_event(database: Database) -> None:
    async def work(run: RunContext) -> Conclude:
        return await say(run, "quick")

    async with engine_of(database, {"talk": Kind(work, abandon=keep_text)}) as engine:

        async def race(delay: float) -> None:
            run_id = await engine.start("talk")
            await asyncio.sleep(delay)
            await engine.cancel(run_id)
            events = await engine.events(run_id)
            status = (await engine.run(run_id)).status
            terminal = [kind for kind in types(events) if kind in ("final", "cancelled", "error")]
            expected = {"done": ["final"], "cancelled": ["cancelled"]}[status]
            assert terminal == expected

        await asyncio.gather(*(race(number / 500) for number in range(40)))


async def test_cancelling_twice_or_after_the_end_changes_nothing(database: Database) -> None:
    async def work(run: RunContext) -> Conclude:
        return await say(run, "done")

    async with engine_of(database, {"talk": Kind(work)}) as engine:
        run_id = await engine.start("talk")
        before = await engine.events(run_id)
        await engine.cancel(run_id)
        await engine.cancel(run_id)
        assert await engine.events(run_id) == before
        assert (await engine.run(run_id)).status == RunStatus.DONE


async def test_an_error_ends_the_run_with_its_code(database: Database) -> None:
    async def work(run: RunContext) -> Conclude:
        msg = "The model is out."
        raise BackendFailed(msg)

    async with engine_of(database, {"talk": Kind(work)}) as engine:
        events = await engine.events(await engine.start("talk"))

    told = {"code": "backend_failed", "message": "The model is out.", "retryable": False}
    assert types(events)[-2:] == ["error", "done"]
    assert json.loads(events[-2].data) == told


async def test_a_programming_error_ends_the_run_and_tells_nothing_of_itself(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    async def work(run: RunContext) -> Conclude:
        msg = "the secret is swordfish"
        raise KeyError(msg)

    async with engine_of(database, {"talk": Kind(work)}) as engine:
        events = await engine.events(await engine.start("talk"))

    assert json.loads(events[-2].data)["code"] == "internal"
    assert "swordfish" not in events[-2].data
    assert "swordfish" in caplog.text


async def test_a_retryable_error_is_tried_again(database: Database) -> None:
    async def work(run: RunContext) -> Conclude:
        if run.attempt == 1:
            msg = "Too busy."
            raise BackendBusy(msg, retry_after=0)
        return await say(run, "fresh")

    async with engine_of(database, {"talk": Kind(work)}) as engine:
        events = await engine.events(await engine.start("talk"))

    assert types(events).count("reset") == 1
    assert text_of(events, 2) == json.loads(events[-2].data)["text"] == "fresh"


async def test_an_error_after_the_first_text_ends_the_run(database: Database) -> None:
    async def work(run: RunContext) -> Conclude:
        await run.token("shown")
        msg = "Too busy."
        raise BackendBusy(msg, retry_after=0)

    async with engine_of(database, {"talk": Kind(work)}) as engine:
        events = await engine.events(await engine.start("talk"))

    assert "reset" not in types(events)
    assert json.loads(events[-2].data)["retryable"] is True
    assert types(events)[-2:] == ["error", "done"]


async def test_two_claims_of_one_run_never_both_succeed(database: Database) -> None:
    async with engine_of(database, {}) as engine:
        for _ in range(20):
            await engine.start("contested")

        async def claim() -> list[str]:
            got = []
            for _ in range(20):
                async with database.write() as session:
                    run = await Claims(session).claim({"contested": None})
                if run is None:
                    break
                got.append(run.id)
            return got

        claims = await asyncio.gather(*(claim() for _ in range(4)))

    taken = [run_id for got in claims for run_id in got]
    assert len(taken) == len(set(taken)) == 20


async def test_a_fenced_writer_writes_nothing(database: Database) -> None:
    overtaken = asyncio.Event()
    outcome: list[type[BaseException]] = []

    async def work(run: RunContext) -> Conclude:
        if run.attempt > 1:
            return await say(run, "mine")
        await overtaken.wait()
        try:
            while True:
                await run.token("not mine any more")
                await asyncio.sleep(0.01)
        except (Stopped, asyncio.CancelledError) as stopped:
            outcome.append(type(stopped))
            raise

    async with engine_of(database, {"talk": Kind(work, slots=2)}) as engine:
        run_id = await engine.start("talk")
        while (await engine.run(run_id)).status != RunStatus.RUNNING:
            await asyncio.sleep(0.01)
        async with database.write() as session:
            await Claims(session).expire_leases()
            claimed = await Claims(session).claim({"talk": None})
        overtaken.set()
        while not outcome:
            await asyncio.sleep(0.01)
        stored = await engine.stored(run_id)

    assert claimed is not None
    assert claimed.attempt == 2
    assert "not mine" not in "".join(event.data for event in stored)


async def test_runs_of_a_dead_process_are_taken_up_again(database: Database) -> None:
    async with engine_of(database, {}) as engine:
        run_id = await engine.start("talk")
        async with database.write() as session:
            claimed = await Claims(session).claim({"talk": None})  # and then the process dies
            assert claimed is not None
            await Claims(session).expire_leases()

    async def work(run: RunContext) -> Conclude:
        return await say(run, "after all")

    async with engine_of(database, {"talk": Kind(work)}) as engine:
        events = await engine.events(run_id)

    assert types(events)[0] == "reset"
    assert json.loads(events[-2].data)["text"] == "after all"


async def test_a_run_that_dies_in_every_attempt_fails_with_a_reason(database: Database) -> None:
    async with engine_of(database, {}) as engine:
        run_id = await engine.start("talk")
        for _ in range(2):
            async with database.write() as session:
                await Claims(session).expire_leases()
                assert await Claims(session).claim({"talk": None}) is not None
        async with database.write() as session:
            await Claims(session).expire_leases()

    async def work(run: RunContext) -> Conclude:
        raise AssertionError

    async with engine_of(database, {"talk": Kind(work)}) as engine:
        events = await engine.events(run_id)

    assert types(events) == ["error", "done"]
    assert json.loads(events[0].data)["code"] == "interrupted"


async def test_stopping_gives_runs_back_without_costing_an_attempt(database: Database) -> None:
    async def forever(run: RunContext) -> Conclude:
        await asyncio.sleep(60)
        raise AssertionError

    async def work(run: RunContext) -> Conclude:
        return await say(run, "later")

    run_id = ""
    for _ in range(4):
        async with engine_of(database, {"talk": Kind(forever)}) as engine:
            run_id = run_id or await engine.start("talk")
            while (await engine.run(run_id)).status != RunStatus.RUNNING:
                await asyncio.sleep(0.01)
    async with engine_of(database, {"talk": Kind(work)}) as engine:
        events = await engine.events(run_id)

    assert types(events)[-2:] == ["final", "done"]


async def test_a_run_that_takes_too_long_is_ended(database: Database) -> None:
    async def forever(run: RunContext) -> Conclude:
        await asyncio.sleep(60)
        raise AssertionError

    async with engine_of(database, {"talk": Kind(forever, limit_seconds=0.05)}) as engine:
        events = await engine.events(await engine.start("talk"))

    assert json.loads(events[-2].data)["code"] == "run_too_long"


async def test_back_pressure_holds_the_producer_and_loses_nothing(database: Database) -> None:
    async def work(run: RunContext) -> Conclude:
        return await say(run, *(f"{number:04} " * 100 for number in range(50)))

    async with engine_of(database, {"talk": Kind(work)}) as engine:
        events = await engine.events(await engine.start("talk"))

    assert text_of(events, 1) == "".join(f"{number:04} " * 100 for number in range(50))
