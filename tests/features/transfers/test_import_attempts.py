"""Imports that are broken off, overtaken and given up: a base is there whole or not at all."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from functools import partial

import pytest

from folioscope.errors import Stopped
from folioscope.features.knowledge.repository import BaseNotFound, Bases
from folioscope.features.knowledge.service import BaseDefaults
from folioscope.features.transfers import importing
from folioscope.features.transfers.importing import start_import
from folioscope.platform.principal import LOCAL
from folioscope.settings.values import Settings
from tests.features.knowledge import claimed_runs
from tests.features.knowledge.claimed_runs import OvertakenDatabase, Work, open_work
from tests.features.transfers.exports import made_export, packed
from tests.opened_program import Program

MADE = BaseDefaults("all-MiniLM-L6-v2", 900, 150)
NAMED = "SELECT name, edition, revision FROM bases"
HELD = "SELECT path, state FROM documents WHERE edition = 1 ORDER BY path"
DOUBLED = "SELECT 1 FROM chunks GROUP BY document_id, edition, ordinal HAVING count(*) > 1"


@pytest.fixture
async def work(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Work]:
    execute = partial(importing.import_base, most_bytes=1_000_000)
    monkeypatch.setitem(claimed_runs.EXECUTE, importing.KIND, execute)
    monkeypatch.setattr(importing, "DOCUMENTS_AT_ONCE", 1)
    async with open_work(settings) as opened:
        yield opened


async def begin(work: Work) -> str:
    """Queue the import of two documents; its id."""
    content = io.BytesIO(packed(made_export()))
    stored = await asyncio.to_thread(work.tools.blobs.put, content, 1_000_000)
    async with work.caller() as caller:
        run = await start_import(caller, "back", MADE, stored)
    await asyncio.to_thread(work.tools.blobs.unpin, [stored])
    return run.id


async def assert_whole(work: Work) -> None:
    assert await work.rows(NAMED) == [("back", 1, 1)]
    assert await work.rows(HELD) == [("0.txt", "ready"), ("1.txt", "ready")]
    assert await work.rows(DOUBLED) == []
    assert len(await work.rows("SELECT id FROM chunks")) == 2
    assert len(await work.rows("SELECT id FROM files")) == 2


async def test_an_import_is_seen_from_its_last_step_on(work: Work) -> None:
    await begin(work)
    attempt = await work.claim()
    await work.execute(attempt)
    async with work.database.read() as session:
        assert await Bases(session, LOCAL).list() == []
        with pytest.raises(BaseNotFound):
            await Bases(session, LOCAL).get("back")
    await work.finish(attempt)
    await assert_whole(work)


@pytest.mark.parametrize("at", range(1, 4))
async def test_an_attempt_goes_on_where_another_was_broken_off(work: Work, at: int) -> None:
    await begin(work)
    attempt = await work.claim()
    database = OvertakenDatabase(work, at)
    try:
        await work.execute(attempt, database)
    except Stopped:
        assert await work.stored() == database.before
    finally:
        await database.aclose()
    before = await work.rows("SELECT id FROM chunks ORDER BY id")
    await work.finish(await work.claim())
    await assert_whole(work)
    assert (await work.rows("SELECT id FROM chunks ORDER BY id"))[: len(before)] == before


async def test_an_import_that_is_given_up_leaves_nothing(work: Work) -> None:
    await begin(work)
    attempt = await work.claim()
    await work.execute(attempt)
    await work.give_up(attempt)
    for table in ("bases", "documents", "pages", "chunks", "files"):
        assert await work.rows(f"SELECT * FROM {table}") == []
    await begin(work)  # its name is free


async def test_files_are_kept_while_an_import_waits(work: Work) -> None:
    await begin(work)
    async with work.caller() as caller:
        await work.tools.unneeded_files.forget_unneeded(caller.session, LOCAL)
    await work.tools.unneeded_files.sweep(even_all=True)
    await work.finish(await work.claim())
    await assert_whole(work)


async def test_a_cancelled_import_leaves_nothing(program: Program) -> None:
    answer = await program.client.post(
        "/api/kbs/import", params={"name": "back"}, content=packed(made_export())
    )
    run_id = answer.json()["run_id"]
    await program.post(f"/api/runs/{run_id}/cancel", 200)
    ended = (await program.events(run_id))[-2].type
    names = [one["name"] for one in (await program.get("/api/kbs"))["kbs"]]
    assert (ended, names) in (("cancelled", []), ("final", ["back"]))
    await program.assert_nothing_half_stored()
