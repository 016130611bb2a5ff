"""An engine of runs over a database, with kinds of run that tests script."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from folioscope.platform.database.engine import Database
from folioscope.platform.principal import LOCAL
from folioscope.platform.runs import service
from folioscope.platform.runs.event_repository import StoredEvents
from folioscope.platform.runs.events import Event
from folioscope.platform.runs.executor import Executor
from folioscope.platform.runs.follow import Tails
from folioscope.platform.runs.kinds import Kind
from folioscope.platform.runs.repository import Runs
from folioscope.platform.runs.service import Caller
from folioscope.platform.runs.tables import Run
from folioscope.platform.runs.wakeups import Wakeups
from folioscope.platform.runs.writer import EventWriter


@dataclass
class Engine:
    """A process's engine, opened."""

    database: Database
    wakeups: Wakeups
    writer: EventWriter
    executor: Executor
    tails: Tails

    async def start(self, kind: str, **values: Any) -> str:
        """Queue a run of a kind."""
        async with self.database.write() as session:
            run = Run(owner_id=0, kind=kind, **values)
            return (await service.start(Caller(session, LOCAL, self.wakeups), run)).id

    async def cancel(self, run_id: str) -> None:
        """Ask a run to end."""
        async with self.database.write() as session:
            await service.cancel(Caller(session, LOCAL, self.wakeups), run_id)

    async def run(self, run_id: str) -> Run:
        """The row of a run."""
        async with self.database.read() as session:
            return await Runs(session, LOCAL).get(run_id)

    async def events(self, run_id: str, after: int = 0) -> list[Event]:
        """Follow a run to its end."""
        async with asyncio.timeout(30):
            return [event async for event in self.tails.follow(run_id, after)]

    async def stored(self, run_id: str) -> list[Event]:
        """The rows of the events of a run."""
        async with self.database.read() as session:
            return await StoredEvents(session).events_after(run_id, 0, 10_000)


@asynccontextmanager
async def engine_of(
    database: Database, kinds: Mapping[str, Kind], *, hints: bool = True
) -> AsyncIterator[Engine]:
    """An engine that works until the block is left; then it stops as a server does."""
    wakeups = Wakeups(enabled=hints)
    writer = EventWriter(database, wakeups)
    executor = Executor(database, writer, wakeups, kinds)
    tails = Tails(database, wakeups)
    tasks = [asyncio.create_task(writer.run()), asyncio.create_task(executor.run())]
    try:
        yield Engine(database, wakeups, writer, executor, tails)
    finally:
        await executor.stop()
        writer.stop()
        await tails.aclose()
        await asyncio.gather(*tasks)


def types(events: list[Event]) -> list[str]:
    """The types of events, in order."""
    return [event.type for event in events]


def text_of(events: list[Event], attempt: int) -> str:
    """What the tokens of an attempt come to."""
    tokens = [json.loads(event.data) for event in events if event.type == "token"]
    return "".join(token["text"] for token in tokens if token["attempt"] == attempt)
