"""The invariants of runs as figures: counted when they are hurt, and not otherwise."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import update

from folioscope.errors import Stopped
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import LOCAL
from folioscope.platform.runs import follow
from folioscope.platform.runs.attempt import Attempt, principal_of
from folioscope.platform.runs.events import new_event
from folioscope.platform.runs.follow import Tails
from folioscope.platform.runs.ledger_repository import Ledger
from folioscope.platform.runs.repository import Runs
from folioscope.platform.runs.tables import Run
from folioscope.platform.runs.wakeups import Wakeups, events_of
from folioscope.platform.runs.writer import WRITER, EventWriter
from folioscope.telemetry.context import tracing
from tests.telemetry.counted import Counts

EVENT = new_event("progress", {"done": 1})
DONE = new_event("done", {"status": "done"})


@pytest.fixture
async def run_id(database: Database) -> str:
    async with database.write() as session:
        run = Run(owner_id=0, kind="talk", status="running", attempt=1)
        return (await Runs(session, LOCAL).add(run)).id


@pytest.fixture(autouse=True)
def _quick_polls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow, "POLL_SECONDS", 0.01)


async def write(
    database: Database, run_id: str, *, skipping: int = 0, hint: Wakeups | None = None
) -> None:
    """Write an event and the end of a run, after leaving numbers out."""
    async with database.write() as session:
        first = await Ledger(session).allocate(run_id, skipping + 2)
        await Ledger(session).insert_events(run_id, first + skipping, [EVENT, DONE])
        if hint is not None:
            hint.notify_after(session, events_of(run_id))


class CountedRounds(Tails):
    """Tails that tell how often they have caught up."""

    rounds = 0

    async def _catch_up(self) -> None:
        await super()._catch_up()
        self.rounds += 1


async def followed(
    database: Database, run_id: str, counts: Counts, *, skipping: int = 0, is_told: bool
) -> list[int]:
    """The numbers that a follower sees of what is written while it waits."""
    wakeups = Wakeups()
    tails = CountedRounds(database, wakeups, counts.telemetry)

    async def read() -> AsyncIterator[int]:
        async for event in tails.follow(run_id, 0):
            yield event.seq

    async def seen() -> list[int]:
        return [seq async for seq in read()]

    try:
        following = asyncio.create_task(seen())
        while not tails.rounds:  # the first is for what came while the follower began
            await asyncio.sleep(0.001)
        await write(database, run_id, skipping=skipping, hint=wakeups if is_told else None)
        async with asyncio.timeout(30):
            return await following
    finally:
        await tails.aclose()


async def test_a_gap_in_the_numbers_of_events_is_counted(database: Database, run_id: str) -> None:
    counts = Counts()
    assert await followed(database, run_id, counts, skipping=3, is_told=False) == [4, 5]
    assert counts.counts["event_gaps"] == 3


async def test_events_that_no_hint_told_of_are_counted_and_no_gap_is(
    database: Database, run_id: str
) -> None:
    counts = Counts()
    assert await followed(database, run_id, counts, is_told=False) == [1, 2]
    assert counts.counts == {"hint_misses": 2}


async def test_events_that_a_hint_told_of_are_not(
    database: Database, run_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow, "POLL_SECONDS", 60.0)
    counts = Counts()
    assert await followed(database, run_id, counts, is_told=True) == [1, 2]
    assert counts.counts == {}


async def keep_adding(writer: EventWriter, attempt: Attempt) -> None:
    for _ in range(1000):
        await writer.add(attempt, EVENT)
        await asyncio.sleep(0.005)


async def test_an_attempt_whose_run_was_taken_over_is_counted_once(
    database: Database, run_id: str
) -> None:
    counts = Counts()
    writer = EventWriter(database, Wakeups(), counts.telemetry)
    async with database.read() as session:
        run = await Runs(session, LOCAL).get(run_id)
    attempt = Attempt(
        run.id, run.kind, 1, run.owner_id, principal_of(run), run.thread_id, dict(run.input)
    )
    writer.hold(attempt)
    writing = asyncio.create_task(writer.run())
    await writer.add(attempt, EVENT)
    async with database.write() as session:
        await session.execute(update(Run).where(Run.id == run_id).values(attempt=2))
    with pytest.raises(Stopped):
        await keep_adding(writer, attempt)
    attempt.renewed_at = 0.0
    await writer._store_pending()
    writer.stop()
    await writing
    assert counts.counts["fences_lost"] == 1
    assert counts.telemetry.silent_for(WRITER) is not None


async def test_a_run_keeps_the_trace_that_asked_for_it_and_nothing_without_one(
    database: Database,
) -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    async with database.write() as session:
        with tracing(trace):
            traced = await Runs(session, LOCAL).add(Run(owner_id=0, kind="talk", input={"a": 1}))
        plain = await Runs(session, LOCAL).add(Run(owner_id=0, kind="talk", input={"a": 1}))
    assert traced.input == {"a": 1, "traceparent": trace}
    assert plain.input == {"a": 1}
