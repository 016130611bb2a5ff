"""Boards that are synced again by themselves: once, however many processes make the rounds."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from folioscope.features.accounts.tables import User
from folioscope.features.offers import schedule
from folioscope.features.offers.schedule import sync_due
from folioscope.features.offers.sync_repository import Turns
from folioscope.features.offers.tables import Board
from folioscope.platform.database.engine import Database
from folioscope.platform.runs.wakeups import Wakeups
from folioscope.settings.values import Settings
from tests.features.offers.scripted_board import ScriptedBoard, Synced, posting
from tests.opened_program import Program, open_program

HOUR = 3600


async def have_it_due(database: Database, ago: timedelta = timedelta(seconds=1)) -> None:
    """Make the board's time come."""
    async with database.write() as session:
        due = datetime.now(UTC) - ago
        await session.execute(update(Board).values(next_sync_at=due))


async def runs_of(program: Program) -> list[str]:
    found = await program.rows("SELECT id FROM runs WHERE kind = 'offers.sync'")
    return [row[0] for row in found]


async def go_round(program: Program, times: int = 1) -> None:
    """As many processes at once make their rounds."""
    database = program.database
    await asyncio.gather(*(sync_due(database, Wakeups(enabled=False)) for _ in range(times)))


async def test_a_board_whose_time_has_come_is_synced_once(synced: Synced) -> None:
    program = synced.program
    await program.ask("PATCH", "/api/boards/jobs", 200, json={"every_seconds": HOUR})
    await go_round(program)
    assert await runs_of(program) == [], "its time has not come"
    await have_it_due(program.database)
    await go_round(program, times=4)
    (run_id,) = await runs_of(program)
    assert (await program.outcome(run_id))["result"]["counts"]["new"] == 3
    shown = await program.get("/api/boards/jobs")
    left = datetime.fromisoformat(shown["next_sync_at"]) - datetime.now(UTC)
    assert timedelta(minutes=59) < left <= timedelta(hours=1)


async def test_turns_that_were_missed_while_nothing_ran_are_not_made_up_for(
    synced: Synced,
) -> None:
    program = synced.program
    await program.ask("PATCH", "/api/boards/jobs", 200, json={"every_seconds": HOUR})
    await have_it_due(program.database, timedelta(days=3))
    await go_round(program)
    await go_round(program)
    assert len(await runs_of(program)) == 1


async def test_a_board_that_is_being_synced_keeps_its_pace(synced: Synced) -> None:
    program = synced.program
    await program.ask("PATCH", "/api/boards/jobs", 200, json={"every_seconds": HOUR})
    async with program.database.write() as session:
        await session.execute(update(Board).values(every_seconds=HOUR))
    run_id = await synced.start()
    await have_it_due(program.database)
    await go_round(program)
    await program.outcome(run_id)
    shown = await program.get("/api/boards/jobs")
    assert datetime.fromisoformat(shown["next_sync_at"]) > datetime.now(UTC)


async def test_a_board_that_is_not_to_be_synced_by_itself_never_is(synced: Synced) -> None:
    program = synced.program
    await program.ask("PATCH", "/api/boards/jobs", 200, json={"every_seconds": HOUR})
    shown = await program.ask("PATCH", "/api/boards/jobs", 200, json={"every_seconds": None})
    assert shown["next_sync_at"] is None
    await go_round(program)
    assert await runs_of(program) == []


async def test_a_board_of_somebody_who_is_suspended_waits_for_them(synced: Synced) -> None:
    program = synced.program
    await program.ask("PATCH", "/api/boards/jobs", 200, json={"every_seconds": HOUR})
    await have_it_due(program.database)
    await _suspend(program.database, datetime.now(UTC))
    await go_round(program)
    assert await runs_of(program) == []
    (board_id,) = (await program.rows("SELECT id FROM boards"))[0]
    async with program.database.write() as session:  # who was found due a moment before
        assert await Turns(session).claim(board_id) is None
    await _suspend(program.database, None)
    await go_round(program)
    assert len(await runs_of(program)) == 1


async def _suspend(database: Database, at: datetime | None) -> None:
    async with database.write() as session:
        await session.execute(update(User).values(suspended_at=at))


async def test_a_schedule_outlives_the_process(
    settings: Settings, board: ScriptedBoard, database: Database
) -> None:
    wanted = {"name": "jobs", "backend": "scripted", "slug": "bakeries", "every_seconds": HOUR}
    async with open_program(settings) as program:
        await program.post("/api/boards", 201, wanted)
    await have_it_due(database)
    board.postings.append(posting(9))
    async with open_program(settings) as program:
        async with asyncio.timeout(schedule.ROUND_SECONDS):
            while not await runs_of(program):
                await asyncio.sleep(0.02)
        (run_id,) = await runs_of(program)
        assert (await program.outcome(run_id))["result"]["counts"]["new"] == 4
