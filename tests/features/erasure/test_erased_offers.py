"""Offers that are erased while their board has them still: they stay away until it changes them."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select, update

from folioscope.backends.registry import BACKENDS
from folioscope.features.erasure.retention import Clock
from folioscope.features.knowledge.tables import KnowledgeBase
from folioscope.features.offers.tables import ErasedOffer
from folioscope.settings.values import Settings
from folioscope.wiring.opened import assemble
from tests.features.erasure.planted import completed, erased
from tests.features.offers.scripted_board import BOARDS, REGISTRY, ScriptedBoard, Synced, posting
from tests.opened_program import Program


@pytest.fixture
async def synced(program: Program, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Synced]:
    """A board of three offers that have their documents."""
    monkeypatch.setitem(BACKENDS, "job_boards", REGISTRY)
    BOARDS["kept"] = ScriptedBoard([posting(number) for number in range(3)])
    await program.post("/api/boards", 201, {"name": "jobs", "backend": "scripted", "slug": "kept"})
    synced = Synced(program, BOARDS["kept"])
    await synced.sync()
    yield synced
    del BOARDS["kept"]


@pytest.fixture
async def clock(settings: Settings, program: Program) -> AsyncIterator[Clock]:
    """What the clock of another process would have open."""
    opened = assemble(settings, program.database)
    yield opened.clock
    await opened.cleaner.aclose()
    await opened.tools.unneeded_files.aclose()
    await opened.tools.indexes.aclose()
    await asyncio.to_thread(opened.tools.blobs.close)


async def erase(synced: Synced, title: str) -> None:
    (offer,) = await synced.offers(titles=title)
    await erased(synced.program, document={"document": offer["document_id"]})


async def titles(synced: Synced) -> list[str]:
    return sorted(offer["title"] for offer in await synced.offers())


async def test_the_days_of_offers_end_although_their_board_has_them(
    synced: Synced, clock: Clock
) -> None:
    program = synced.program
    async with program.database.write() as session:
        await session.execute(update(KnowledgeBase).values(keep_days=0))
    (erasure_id,) = await clock.erase_due()
    await completed(program, erasure_id)
    assert await synced.offers() == []
    synced.board.postings.append(posting(3))
    assert await synced.counts() == {"seen": 1, "new": 1}
    assert await titles(synced) == ["Baker 3"]
    assert len(await synced.documents()) == 1
    assert await synced.find("bread number 1") == ["Baker 3"]


async def test_an_erased_offer_comes_back_as_another_one_when_it_has_changed(
    synced: Synced,
) -> None:
    await erase(synced, "Baker 1")
    assert await synced.counts() == {"seen": 2}
    synced.board.postings[1] = posting(1, title="Barista")
    assert await synced.counts() == {"seen": 3, "new": 1}
    await erase(synced, "Barista")
    assert await synced.counts() == {"seen": 2}
    assert await titles(synced) == ["Baker 0", "Baker 2"]


async def test_of_an_erased_offer_hashes_are_left_that_go_with_the_board(synced: Synced) -> None:
    await erase(synced, "Baker 1")
    async with synced.program.database.read() as session:
        assert await session.scalar(select(ErasedOffer.source)) == hashlib.sha256(b"1").hexdigest()
    await synced.program.ask("DELETE", "/api/boards/jobs", 204)
    async with synced.program.database.read() as session:
        assert await session.scalar(select(ErasedOffer.source)) is None


async def test_erasing_offers_of_one_board_keeps_those_of_another(synced: Synced) -> None:
    other = {"name": "other", "backend": "scripted", "slug": "kept"}
    await synced.program.post("/api/boards", 201, other)
    (offer,) = await synced.offers(titles="Baker 1")
    await erased(synced.program, document={"document": offer["document_id"]})
    run_id = (await synced.program.post("/api/boards/other/sync", 202, {}))["run_id"]
    counts = (await synced.program.outcome(run_id))["result"]["counts"]
    assert (counts["seen"], counts["new"]) == (3, 3)
