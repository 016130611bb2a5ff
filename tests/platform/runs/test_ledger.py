"""The guarded statements behind every change of a run."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from folioscope.errors import Stopped
from folioscope.features.chat.tables import Thread
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import LOCAL, Principal
from folioscope.platform.runs.claim_repository import Claims
from folioscope.platform.runs.event_repository import StoredEvents
from folioscope.platform.runs.events import new_event
from folioscope.platform.runs.ledger_repository import Batch, Ledger
from folioscope.platform.runs.repository import RunNotFound, Runs, is_answering
from folioscope.platform.runs.states import EDGES, ENDED, TERMINAL_EVENT, RunStatus, sources_of
from folioscope.platform.runs.tables import Run, RunEvent
from folioscope.platform.runs.writer import close_run


async def queued(database: Database, **values: object) -> str:
    async with database.write() as session:
        return (await Runs(session, LOCAL).add(Run(owner_id=0, kind="talk", **values))).id


async def claimed(database: Database) -> Run:
    async with database.write() as session:
        run = await Claims(session).claim({"talk": None})
    assert run is not None
    return run


async def status_of(database: Database, run_id: str) -> str:
    async with database.read() as session:
        return (await Runs(session, LOCAL).get(run_id)).status


def test_every_ended_state_has_its_event_and_no_way_out() -> None:
    assert set(TERMINAL_EVENT) == ENDED
    assert not [edge for edge in EDGES if edge[0] in ENDED]
    assert all(sources_of(status) for status in RunStatus if status is not RunStatus.WAITING)


async def test_the_oldest_run_is_claimed_first_and_once(database: Database) -> None:
    first, second = await queued(database), await queued(database)

    assert (await claimed(database)).id == first
    assert (await claimed(database)).id == second
    async with database.write() as session:
        assert await Claims(session).claim({"talk": None}) is None


async def test_a_run_of_another_kind_is_left_alone(database: Database) -> None:
    await queued(database)
    async with database.write() as session:
        assert await Claims(session).claim({"sing": None}) is None


async def test_a_live_lease_keeps_others_away(database: Database) -> None:
    run_id = await queued(database)
    await claimed(database)
    async with database.write() as session:
        assert await Claims(session).claim({"talk": None}) is None
        await Claims(session).expire_leases()
        again = await Claims(session).claim({"talk": None})
    assert again is not None
    assert (again.id, again.attempt) == (run_id, 2)


async def test_numbers_of_events_have_no_gaps(database: Database) -> None:
    run_id = await queued(database)
    await claimed(database)
    for first, count in ((1, 2), (3, 0), (3, 3)):
        events = [new_event("progress", {"done": 1}) for _ in range(count)]
        async with database.write() as session:
            assert run_id in await Ledger(session).append([Batch(run_id, 1, first, events)])
    async with database.read() as session:
        stored = await StoredEvents(session).events_after(run_id, 0, 100)
    assert [event.seq for event in stored] == [1, 2, 3, 4, 5]


async def test_what_was_appended_is_not_appended_again(database: Database) -> None:
    run_id = await queued(database)
    await claimed(database)
    batch = Batch(run_id, 1, 1, [new_event("progress", {"done": 1})])
    async with database.write() as session:
        assert run_id in await Ledger(session).append([batch])
        assert await Ledger(session).append([batch]) == {}


async def test_one_statement_serves_many_runs_and_leaves_out_those_that_are_lost(
    database: Database,
) -> None:
    run_ids = [await queued(database) for _ in range(5)]
    for _ in run_ids:
        await claimed(database)
    event = new_event("progress", {"done": 1})
    lost = run_ids[2]
    batches = [Batch(run_id, 2 if run_id == lost else 1, 1, [event]) for run_id in run_ids]
    async with database.write() as session:
        assert (await Ledger(session).append(batches)).keys() == set(run_ids) - {lost}
    async with database.read() as session:
        counts = [len(await StoredEvents(session).events_after(id_, 0, 9)) for id_ in run_ids]
    assert counts == [1, 1, 0, 1, 1]


@pytest.mark.parametrize("attempt", [0, 2])
async def test_another_attempt_appends_nothing(database: Database, attempt: int) -> None:
    run_id = await queued(database)
    await claimed(database)
    async with database.write() as session:
        event = new_event("progress", {"done": 1})
        assert await Ledger(session).append([Batch(run_id, attempt, 1, [event])]) == {}
    async with database.read() as session:
        assert await StoredEvents(session).events_after(run_id, 0, 10) == []


async def test_the_schema_itself_allows_one_terminal_event(database: Database) -> None:
    run_id = await queued(database)
    two = [new_event("final", {}), new_event("error", {})]
    with pytest.raises(IntegrityError):
        async with database.write() as session:
            await Ledger(session).insert_events(run_id, 1, two)


async def test_an_ended_run_cannot_end_again(database: Database) -> None:
    run_id = await queued(database)
    await claimed(database)

    async def nothing(_session: object, _run: Run) -> dict[str, object]:
        return {}

    async with database.write() as session:
        await close_run(session, run_id, RunStatus.DONE, nothing)
    with pytest.raises(Stopped):
        async with database.write() as session:
            await close_run(session, run_id, RunStatus.CANCELLED, nothing)
    assert await status_of(database, run_id) == RunStatus.DONE


async def test_the_run_that_waits_comes_forward_when_the_one_before_it_ends(
    database: Database,
) -> None:
    async with database.write() as session:
        thread = Thread(owner_id=0)
        session.add(thread)
    first = await queued(database, thread_id=thread.id)
    second = await queued(database, thread_id=thread.id, status=RunStatus.WAITING)
    third = await queued(database, thread_id=thread.id, status=RunStatus.WAITING)
    await claimed(database)
    async with database.write() as session:
        await Ledger(session).end(first, RunStatus.FAILED)

    assert await status_of(database, second) == RunStatus.QUEUED
    assert await status_of(database, third) == RunStatus.WAITING


async def test_a_thread_has_one_active_run(database: Database) -> None:
    async with database.write() as session:
        thread = Thread(owner_id=0)
        session.add(thread)
    await queued(database, thread_id=thread.id)
    with pytest.raises(IntegrityError):
        await queued(database, thread_id=thread.id)


async def test_what_is_given_back_waits_its_delay(database: Database) -> None:
    run_id = await queued(database)
    await claimed(database)
    async with database.write() as session:
        assert await Ledger(session).give_back(run_id, 1, 60, counted=True)
        assert await Claims(session).claim({"talk": None}) is None
    assert await status_of(database, run_id) == RunStatus.QUEUED


async def test_somebody_elses_run_is_not_there(database: Database) -> None:
    run_id = await queued(database)
    stranger = Principal("user", 77)
    async with database.write() as session:
        with pytest.raises(RunNotFound):
            await Runs(session, stranger).get(run_id)
        await Runs(session, stranger).request_cancel(run_id)
    async with database.read() as session:
        assert (await Runs(session, LOCAL).get(run_id)).cancel_requested_at is None


async def test_events_go_with_their_run(database: Database) -> None:
    run_id = await queued(database)
    async with database.write() as session:
        await Ledger(session).insert_events(run_id, 1, [new_event("final", {})])
        await session.delete(await Runs(session, LOCAL).get(run_id))
    async with database.read() as session:
        assert (await session.scalars(select(RunEvent))).all() == []


async def test_a_database_that_works_answers(database: Database) -> None:
    assert await is_answering(database)
