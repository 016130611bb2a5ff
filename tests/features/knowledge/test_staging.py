"""A run that another attempt has taken over, or that has ended, stores nothing more."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy.exc import IntegrityError

from folioscope.backends.embeddings.port import Vectors
from folioscope.errors import Stopped
from folioscope.features.knowledge import ingest
from folioscope.features.knowledge.chunk_repository import Intake, NewChunk
from folioscope.features.knowledge.pinned_models import BaseModelUnusable
from folioscope.features.knowledge.repository import Bases
from folioscope.features.knowledge.staging import Target, fenced, target_of
from folioscope.platform.principal import LOCAL
from folioscope.platform.runs.attempt import Attempt, RunContext
from folioscope.platform.runs.claim_repository import Claims
from folioscope.platform.runs.ledger_repository import Batch, Ledger
from folioscope.settings.values import Settings
from tests.features.knowledge.claimed_runs import OvertakenDatabase, Silence, Work, open_work

FILES = {
    f"{name}.txt": f"{name} writes. {' '.join(f'{name}{n}' for n in range(300))}".encode()
    for name in ("ada", "bob")
}
WITH_A_BAD_ONE = {**FILES, "zero.txt": b""}
DOUBLED = "SELECT 1 FROM chunks GROUP BY document_id, edition, ordinal HAVING count(*) > 1"
UNPUBLISHED = (
    "SELECT c.id FROM chunks c JOIN documents d ON d.id = c.document_id "
    "WHERE d.state <> 'ready' OR c.revision = 0"
)
STATES = "SELECT path, state FROM documents ORDER BY path"

Begin = Callable[[Work], Awaitable[str]]
"""Queues a run over files of the base ``kb``."""


async def begin_upload(work: Work) -> str:
    await work.make_base("kb")
    return await work.upload("kb", FILES)


async def begin_rebuild(work: Work) -> str:
    await begin_upload(work)
    await work.finish(await work.claim())
    return await work.rebuild("kb")


both_kinds = pytest.mark.parametrize("begin", [begin_upload, begin_rebuild])


@pytest.fixture
async def work(settings: Settings) -> AsyncIterator[Work]:
    async with open_work(settings) as opened:
        try:
            yield opened
        finally:
            opened.model.release()


async def standing(work: Work) -> tuple[Attempt, asyncio.Task[object]]:
    """An attempt that stands still while it embeds what it has recorded."""
    work.model.shut()
    attempt = await work.claim()
    task: asyncio.Task[object] = asyncio.create_task(work.execute(attempt))
    await work.model.came()
    return attempt, task


async def stops(work: Work, task: asyncio.Task[object]) -> None:
    """An attempt that stood still goes on, and leaves at once."""
    work.model.release()
    with pytest.raises(Stopped, match="Another attempt"):
        await task


async def assert_all_is_stored_once(work: Work) -> None:
    assert await work.rows(DOUBLED) == []
    assert await work.rows(UNPUBLISHED) == []
    assert await work.rows(STATES) == [("ada.txt", "ready"), ("bob.txt", "ready")]


@both_kinds
async def test_an_attempt_goes_on_after_another_has_done_its_run(work: Work, begin: Begin) -> None:
    await begin(work)
    _, task = await standing(work)
    await work.finish(await work.claim())
    done = await work.stored()
    await stops(work, task)
    assert await work.stored() == done
    await assert_all_is_stored_once(work)


@both_kinds
async def test_an_attempt_goes_on_while_another_begins(work: Work, begin: Begin) -> None:
    await begin(work)
    _, task = await standing(work)
    second = await work.claim()
    begun = await work.stored()
    await stops(work, task)
    assert await work.stored() == begun
    await work.finish(second)
    await assert_all_is_stored_once(work)


async def test_an_upload_goes_on_after_it_was_given_up(work: Work) -> None:
    await begin_upload(work)
    attempt, task = await standing(work)
    await work.give_up(attempt)
    await stops(work, task)
    assert await work.rows(STATES) == [("ada.txt", "failed"), ("bob.txt", "failed")]
    assert await work.rows("SELECT id FROM chunks") == []


async def test_a_rebuild_goes_on_after_it_was_given_up(work: Work) -> None:
    await begin_rebuild(work)
    before = await work.stored()
    attempt, task = await standing(work)
    await work.give_up(attempt)
    await stops(work, task)
    assert await work.stored() == before
    await assert_all_is_stored_once(work)


@pytest.mark.parametrize("rebuilds", [False, True], ids=["upload", "rebuild"])
async def test_nothing_is_stored_whichever_write_another_attempt_comes_before(
    work: Work, *, rebuilds: bool
) -> None:
    for at in count(1):
        await work.make_base(f"kb{at}")
        await work.upload(f"kb{at}", WITH_A_BAD_ONE)
        if rebuilds:
            await work.finish(await work.claim())
            await work.rebuild(f"kb{at}")
        if await is_never_overtaken(work, at):
            break
        await work.finish(await work.claim())
        assert await work.rows(DOUBLED) == await work.rows(UNPUBLISHED) == []
    assert at > 3


async def is_never_overtaken(work: Work, at: int) -> bool:
    """Execute a run until another attempt takes it over; whether it is through before."""
    attempt = await work.claim()
    database = OvertakenDatabase(work, at)
    try:
        await work.execute(attempt, database)
    except Stopped:
        assert await work.stored() == database.before
        return False
    finally:
        await database.aclose()
    assert database.writes < at, "it went on although it was overtaken"
    return True


def test_runs_open_no_other_transaction_that_writes() -> None:
    features = Path(ingest.__file__).parent.parent
    writing = {
        f"{path.parent.name}.{path.stem}"
        for name in ("knowledge", "transfers")
        for path in (features / name).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
        and ast.unparse(node).endswith(("database.write", "database.run_on_connection"))
    }
    of_requests = {"knowledge.intake_routes", "knowledge.unmasking", "transfers.routes"}
    assert writing == {"knowledge.staging", *of_requests}


@pytest.mark.postgres_only
async def test_a_run_is_not_taken_over_in_the_midst_of_a_write_and_its_events_go_on(
    work: Work,
) -> None:
    await begin_upload(work)
    attempt = await work.claim()
    target = await target_for(work, attempt)
    async with fenced(work.database, target), asyncio.timeout(60):
        async with work.database.write() as session:
            renewal = Batch(attempt.run_id, attempt.number, attempt.next_seq, ())
            assert await Ledger(session).append([renewal]) != {}
        assert await work.try_to_claim() is None
    assert await work.try_to_claim() is not None


@pytest.mark.postgres_only
async def test_a_write_waits_for_a_claim_that_is_being_made_and_is_then_refused(
    work: Work,
) -> None:
    await begin_upload(work)
    target = await target_for(work, await work.claim())

    async def write() -> None:
        async with fenced(work.database, target):
            pytest.fail("the fence let a lost attempt through")

    async with work.database.write() as session:
        await Claims(session).expire_leases()
        assert await Claims(session).claim({ingest.KIND: None}) is not None
        writing = asyncio.create_task(write())
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        async with asyncio.timeout(60):
            while await work.rows(waiting) != [(1,)]:
                await asyncio.sleep(0.01)
    with pytest.raises(Stopped):
        await writing


async def target_for(work: Work, attempt: Attempt) -> Target:
    """What an upload to ``kb`` fills."""
    async with work.database.read() as session:
        base = await Bases(session, LOCAL).get("kb")
    return target_of(base, RunContext(attempt, Silence()), base.edition, work.model)


async def test_a_document_that_is_settled_is_not_published(work: Work) -> None:
    await begin_upload(work)
    await work.give_up(await work.claim())
    failed = [row[0] for row in await work.rows("SELECT id FROM documents")]
    async with work.database.write() as session:
        base = await Bases(session, LOCAL).get("kb")
        await Intake(session, base.id, base.edition).publish(failed, 2)
    assert await work.rows(STATES) == [("ada.txt", "failed"), ("bob.txt", "failed")]


async def test_a_chunk_is_stored_once_in_an_edition(work: Work) -> None:
    await begin_upload(work)
    ((document_id, base_id), *_) = await work.rows("SELECT id, base_id FROM documents")
    chunk = NewChunk(document_id, 0, 0, None, 0, 1, "a", "", b"\0\0\0\0")
    for edition in (1, 2):
        async with work.database.write() as session:
            await Intake(session, base_id, edition).stage([chunk])
    with pytest.raises(IntegrityError):
        async with work.database.write() as session:
            await Intake(session, base_id, 1).stage([chunk])


@both_kinds
@pytest.mark.parametrize(("number", "dimensions"), [(np.nan, 64), (np.inf, 64), (1.0, 63)])
async def test_vectors_that_cannot_be_compared_are_not_stored(
    work: Work, begin: Begin, number: float, dimensions: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    await begin(work)
    before = (await work.stored())[-1]

    def useless(texts: Sequence[str]) -> Vectors:
        return np.full((len(texts), dimensions), number, np.float32)

    monkeypatch.setattr(work.model, "embed_passages", useless)
    with pytest.raises(BaseModelUnusable, match="“all-MiniLM-L6-v2”"):
        await work.execute(await work.claim())
    assert (await work.stored())[-1] == before
