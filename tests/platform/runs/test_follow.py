"""Tails: every follower sees every event once and in order, whenever it comes and goes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager, contextmanager
from dataclasses import dataclass

import pytest
from sqlalchemy import delete

from folioscope.platform.database.engine import Database, Session, parse_url
from folioscope.platform.database.failures import DatabaseUnavailable
from folioscope.platform.principal import LOCAL
from folioscope.platform.runs import follow
from folioscope.platform.runs.event_repository import StoredEvents
from folioscope.platform.runs.events import Event, NewEvent, new_event
from folioscope.platform.runs.follow import PAGE, Tails
from folioscope.platform.runs.ledger_repository import Ledger
from folioscope.platform.runs.repository import Runs
from folioscope.platform.runs.tables import Run, RunEvent
from folioscope.platform.runs.wakeups import Wakeups, events_of

DONE = [new_event("final", {}), new_event("done", {"status": "done"})]


def progress(count: int) -> list[NewEvent]:
    return [new_event("progress", {"done": number}) for number in range(count)]


class Flaky(Database):
    """A database that can be away. It counts how often it was asked."""

    is_away = False
    asked = 0

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Session]:
        self.asked += 1
        if self.is_away:
            msg = "The database is away."
            raise DatabaseUnavailable(msg)
        async with super().read() as session:
            yield session


@dataclass
class Written:
    """A run that this test writes, and tails of it."""

    run_id: str
    database: Database
    wakeups: Wakeups
    tails: Tails

    async def write(self, events: list[NewEvent]) -> None:
        async with self.database.write() as session:
            first = await Ledger(session).allocate(self.run_id, len(events))
            await Ledger(session).insert_events(self.run_id, first, events)
            self.wakeups.notify_after(session, events_of(self.run_id))

    async def skip(self, count: int) -> None:
        """Take numbers up without events."""
        async with self.database.write() as session:
            await Ledger(session).allocate(self.run_id, count)

    async def forget(self, up_to: int) -> None:
        """Delete the first events."""
        async with self.database.write() as session:
            first = delete(RunEvent).where(RunEvent.seq <= up_to)
            await session.execute(first.where(RunEvent.run_id == self.run_id))

    async def seen(self, after: int = 0) -> list[int]:
        async with asyncio.timeout(30):
            return [event.seq async for event in self.tails.follow(self.run_id, after)]

    def following(self, after: int = 0) -> asyncio.Task[list[int]]:
        return asyncio.create_task(self.seen(after))

    async def next_of(self, stream: AsyncIterator[Event], count: int) -> list[int]:
        async with asyncio.timeout(30):
            return [(await anext(stream)).seq for _ in range(count)]

    async def have_caught_up(self, count: int) -> None:
        """Wait until so many streams have read all there is and wait for more."""
        async with asyncio.timeout(30):
            while (tail := self.tails._tails.get(self.run_id)) is None or tail.followers < count:
                await asyncio.sleep(0.001)

    @property
    def listeners(self) -> int:
        """How many tails there are in this process."""
        return len(self.tails._tails)


@pytest.fixture
async def written(database: Database) -> AsyncIterator[Written]:
    async with database.write() as session:
        run = await Runs(session, LOCAL).add(Run(owner_id=0, kind="talk", status="running"))
    wakeups = Wakeups()
    tails = Tails(database, wakeups)
    yield Written(run.id, database, wakeups, tails)
    await tails.aclose()


@contextmanager
def quick_polls(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(follow, "POLL_SECONDS", 0.01)
        yield


async def test_more_than_a_page_is_replayed_without_a_gap(written: Written) -> None:
    total = 2 * PAGE + 7
    await written.write(progress(total - 2))
    await written.write(DONE)
    for after in (0, 1, PAGE - 1, PAGE, PAGE + 1, 2 * PAGE, total - 1):
        assert await written.seen(after) == list(range(after + 1, total + 1)), after


async def test_a_page_that_ends_with_the_last_event_is_no_reason_to_wait(written: Written) -> None:
    await written.write(progress(PAGE - 2))
    await written.write(DONE)
    assert await written.seen() == list(range(1, PAGE + 1))


async def test_who_joins_before_or_after_the_tail_began_sees_all_it_asked_for(
    written: Written,
) -> None:
    await written.write(progress(PAGE + 20))
    first = written.following(PAGE + 10)
    while not written.listeners:
        await asyncio.sleep(0)
    others = {after: written.following(after) for after in (0, 3, PAGE + 10, PAGE + 15, PAGE + 20)}
    await asyncio.sleep(0.05)
    assert written.listeners == 1
    await written.write(progress(3))
    await written.write(DONE)
    end = PAGE + 26
    assert await first == list(range(PAGE + 11, end))
    for after, other in others.items():
        assert await other == list(range(after + 1, end)), after


async def test_one_who_leaves_takes_nothing_from_the_others(written: Written) -> None:
    await written.write(progress(2))
    staying = written.following()
    async with aclosing(written.tails.follow(written.run_id, 0)) as leaving:
        assert await written.next_of(leaving, 1) == [1]
    killed = written.following(1)
    await asyncio.sleep(0.02)
    killed.cancel()
    await asyncio.gather(killed, return_exceptions=True)
    await written.write(DONE)
    assert await staying == [1, 2, 3, 4]


async def test_the_last_who_leaves_turns_the_tail_off_and_the_next_turns_it_on(
    written: Written,
) -> None:
    await written.write(progress(1))
    for _ in range(2):
        following = written.following()
        while not written.listeners:
            await asyncio.sleep(0)
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        assert written.listeners == 0
    await written.write(DONE)
    assert await written.seen() == [1, 2, 3]
    assert written.listeners == 0


async def test_t22_a_slow_follower_holds_nobody_up(written: Written) -> None:
    await written.write(progress(3))
    async with aclosing(written.tails.follow(written.run_id, 0)) as slow:
        assert await written.next_of(slow, 1) == [1]
        await written.write(DONE)
        assert await written.seen() == [1, 2, 3, 4, 5]
        assert await written.next_of(slow, 4) == [2, 3, 4, 5]
        with pytest.raises(StopAsyncIteration):
            await anext(slow)


async def test_closing_ends_every_stream_and_opens_none(written: Written) -> None:
    await written.write(progress(2))
    followers = [written.following(after) for after in (0, 1, 2)]
    await written.have_caught_up(3)
    await written.tails.aclose()
    assert await asyncio.gather(*followers) == [[1, 2], [2], []]
    assert await written.seen() == []
    assert written.listeners == 0


async def test_without_hints_the_rows_are_looked_at_anyway(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    deaf = Written(
        written.run_id,
        written.database,
        off := Wakeups(enabled=False),
        Tails(written.database, off),
    )
    with quick_polls(monkeypatch):
        following = deaf.following()
        await asyncio.sleep(0.05)
        await written.write(progress(2))
        await written.write(DONE)
        assert await following == [1, 2, 3, 4]


async def test_while_the_database_is_away_followers_wait_and_miss_nothing(
    written: Written,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    flaky = Flaky(parse_url(database_url))
    tails = Tails(flaky, written.wakeups)
    watched = Written(written.run_id, flaky, written.wakeups, tails)
    await written.write(progress(1))
    try:
        with quick_polls(monkeypatch), caplog.at_level(logging.CRITICAL, logger=follow.__name__):
            following = watched.following()
            while not watched.listeners:
                await asyncio.sleep(0)
            flaky.is_away = True
            before = flaky.asked
            await written.write(progress(1))
            while flaky.asked < before + 3:
                await asyncio.sleep(0.01)
            assert not following.done()
            flaky.is_away = False
            await written.write(DONE)
            assert await following == [1, 2, 3, 4]
    finally:
        await tails.aclose()
        await flaky.aclose()


async def test_a_run_that_has_ended_is_read_without_a_tail(written: Written) -> None:
    await written.write(progress(PAGE + 3))
    await written.write(DONE)
    async with aclosing(written.tails.follow(written.run_id, 1)) as stream:
        for seq in range(2, PAGE + 6):
            assert await written.next_of(stream, 1) == [seq]
            assert written.listeners == 0


async def test_numbers_that_are_missing_hold_nobody_up(written: Written) -> None:
    await written.write(progress(3))
    early, late = written.following(), written.following(2)
    while not written.listeners:
        await asyncio.sleep(0)
    await written.skip(2)
    await written.write(progress(2))
    await written.write(DONE)
    assert await early == [1, 2, 3, 6, 7, 8, 9]
    assert await late == [3, 6, 7, 8, 9]
    await written.forget(up_to=7)
    for after in (0, 4, 6, 7):
        assert await written.seen(after) == [8, 9]
    assert await written.seen(8) == [9]


@pytest.mark.parametrize("hints", [True, False])
async def test_the_streams_of_a_run_that_is_deleted_end(
    written: Written, monkeypatch: pytest.MonkeyPatch, hints: bool
) -> None:
    await written.write(progress(2))
    with quick_polls(monkeypatch):
        followers = [written.following(after) for after in (0, 1, 2)]
        await written.have_caught_up(3)
        async with written.database.write() as session:
            await session.delete(await Runs(session, LOCAL).get(written.run_id))
        if hints:
            written.wakeups.notify(events_of(written.run_id))
        assert await asyncio.gather(*followers) == [[1, 2], [2], []]
        assert await written.seen() == []


async def test_a_stream_holds_no_connection_while_it_waits(written: Written) -> None:
    await written.write(progress(1))
    followers = [written.following() for _ in range(30)]
    await asyncio.sleep(0.05)
    async with written.database.read() as session:
        assert await StoredEvents(session).events_after(written.run_id, 0, 10) != []
    await written.write(DONE)
    assert await asyncio.gather(*followers) == [[1, 2, 3]] * 30
