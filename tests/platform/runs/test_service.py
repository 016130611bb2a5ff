"""What a request asks of runs: to be started, to be ended, to go on after an event."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folioscope.platform.database.engine import Database
from folioscope.platform.principal import LOCAL, Principal
from folioscope.platform.runs import service
from folioscope.platform.runs.claim_repository import Claims
from folioscope.platform.runs.repository import RunNotFound, Runs
from folioscope.platform.runs.service import Caller, CursorAhead, CursorInvalid, read_cursor
from folioscope.platform.runs.states import ACTIVE, ENDED, RunStatus
from folioscope.platform.runs.tables import Run
from folioscope.platform.runs.wakeups import RUNS, Wakeups

BIGGEST = 2**63 - 1


@pytest.mark.parametrize("text", ["0", "7", "0042", str(BIGGEST)])
def test_a_cursor_is_a_number_from_nought(text: str) -> None:
    assert read_cursor(text) == int(text)


@pytest.mark.parametrize(
    "text", ["", " ", "-1", "+1", "1.0", "1e3", "0x1", "1 ", "٣", "²", str(BIGGEST + 1), "9" * 5000]
)
def test_what_can_be_no_number_of_an_event_is_refused(text: str) -> None:
    with pytest.raises(CursorInvalid):
        read_cursor(text)


@given(st.text())
def test_any_text_is_a_cursor_that_fits_the_column_or_is_refused(text: str) -> None:
    try:
        cursor = read_cursor(text)
    except CursorInvalid:
        return
    assert 0 <= cursor <= BIGGEST


@pytest.mark.parametrize("status", sorted(ENDED))
def test_an_ended_run_has_no_more_beyond_its_last_event(status: RunStatus) -> None:
    run = Run(status=status, next_seq=6)
    beyond = [service.is_beyond_the_end(run, cursor) for cursor in (0, 4, 5, 6, BIGGEST)]
    assert beyond == [False, False, True, True, True]


@pytest.mark.parametrize("status", sorted(ACTIVE))
def test_a_run_on_its_way_may_be_awaited_but_not_overtaken(status: RunStatus) -> None:
    run = Run(status=status, next_seq=6)
    assert [service.is_beyond_the_end(run, cursor) for cursor in (0, 5)] == [False, False]
    with pytest.raises(CursorAhead, match="Event 6 does not exist yet; the run has written 5"):
        service.is_beyond_the_end(run, 6)


async def test_a_run_is_started_in_the_name_of_who_asks(database: Database) -> None:
    wakeups = Wakeups()
    with wakeups.listening(RUNS) as hint:
        async with database.write() as session:
            caller = Caller(session, LOCAL, wakeups)
            run = await service.start(caller, Run(owner_id=0, kind="talk"))
            assert not hint.is_set()
        assert hint.is_set()
    assert (run.actor_kind, run.actor_id, run.status) == ("local", 0, "queued")
    async with database.write() as session:
        claimed = await Claims(session).claim({"talk": None})
    assert claimed is not None
    assert claimed.id == run.id


async def test_a_cancel_is_noted_once_and_not_on_what_has_ended(database: Database) -> None:
    wakeups = Wakeups()

    async def cancelled(run_id: str) -> Run:
        async with database.write() as session:
            return await service.cancel(Caller(session, LOCAL, wakeups), run_id)

    async with database.write() as session:
        runs = Runs(session, LOCAL)
        queued = await runs.add(Run(owner_id=0, kind="talk"))
        ended = await runs.add(Run(owner_id=0, kind="talk", status=RunStatus.DONE))
    first = (await cancelled(queued.id)).cancel_requested_at
    assert first is not None
    assert (await cancelled(queued.id)).cancel_requested_at == first
    assert (await cancelled(ended.id)).cancel_requested_at is None


async def test_what_is_not_ones_own_can_be_neither_seen_nor_ended(database: Database) -> None:
    async with database.write() as session:
        run = await Runs(session, LOCAL).add(Run(owner_id=0, kind="talk"))
    for run_id in (run.id, "nope"):
        async with database.write() as session:
            stranger = Caller(session, Principal("user", 77), Wakeups())
            with pytest.raises(RunNotFound):
                await service.cancel(stranger, run_id)
    async with database.read() as session:
        assert (await Runs(session, LOCAL).get(run.id)).cancel_requested_at is None
