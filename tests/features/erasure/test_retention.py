"""What a base was to keep for some time is erased when that is over, and nothing else is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from folioscope.features.erasure.retention import Clock
from folioscope.features.knowledge.tables import Document, KnowledgeBase
from folioscope.platform.database.base import now
from folioscope.settings.values import Settings
from folioscope.wiring.opened import Folioscope, assemble
from tests.features.erasure.planted import CV, OTHER_CV, asked, everywhere
from tests.opened_program import Program, open_program

CVS = {"quilla.md": CV, "ada.md": OTHER_CV}


@pytest.fixture
async def opened(settings: Settings, talking_program: Program) -> AsyncIterator[Folioscope]:
    """What the clock of another process would have open."""
    opened = assemble(settings, talking_program.database)
    yield opened
    await opened.cleaner.aclose()
    await opened.tools.unneeded_files.aclose()
    await opened.tools.indexes.aclose()
    await asyncio.to_thread(opened.tools.blobs.close)


@pytest.fixture
def clock(opened: Folioscope) -> Clock:
    return opened.clock


async def keep(program: Program, kb: str, **terms: Any) -> None:
    """Have a base keep its documents for so long."""
    async with program.database.write() as session:
        chosen = update(KnowledgeBase).where(KnowledgeBase.name == kb)
        await session.execute(chosen.values(**terms))


async def age(program: Program, path: str, days: float) -> None:
    """Make a document as old as that."""
    async with program.database.write() as session:
        came = now() - timedelta(days=days)
        chosen = update(Document).where(Document.path == path)
        await session.execute(chosen.values(created_at=came))


async def paths(program: Program, kb: str = "kb") -> list[str]:
    """The documents that a base still has."""
    listed = (await program.get(f"/api/kbs/{kb}/documents"))["documents"]
    return [one["path"] for one in listed]


async def test_documents_go_when_their_days_are_over_with_every_trace(
    talking_program: Program, clock: Clock
) -> None:
    program = talking_program
    await program.fill("kb", CVS)
    await asked(program, "Who welded submarines?")
    await keep(program, "kb", keep_days=30)
    await age(program, "quilla.md", 29.9)
    assert await clock.erase_due() == []
    await age(program, "quilla.md", 30.1)
    (erasure_id,) = await clock.erase_due()
    assert await paths(program) == ["ada.md"]
    assert await everywhere(program) == []
    receipt = await program.get(f"/api/erasures/{erasure_id}")
    assert (receipt["kind"], receipt["state"]) == ("retention", "complete")
    entry = (await program.get("/api/audit"))["entries"][0]
    assert (entry["action"], entry["detail"]["kind"]) == ("erase", "retention")
    assert await clock.erase_due() == []


async def test_on_the_last_day_all_of_a_base_goes_and_the_base_stays(
    talking_program: Program, clock: Clock
) -> None:
    program = talking_program
    await program.fill("kb", CVS)
    await program.fill("other", {"ada.md": OTHER_CV})
    await keep(program, "kb", keep_until=now().date() + timedelta(days=2))
    assert await clock.erase_due() == []
    await keep(program, "kb", keep_until=now().date())
    assert len(await clock.erase_due()) == 1
    assert (await paths(program), await paths(program, "other")) == ([], ["ada.md"])
    hits = await program.search("other", "baker")
    assert {hit["path"] for hit in hits} == {"ada.md"}


async def test_the_terms_of_one_base_are_none_of_another(
    talking_program: Program, clock: Clock
) -> None:
    program = talking_program
    await program.fill("kb", CVS)
    for path in CVS:
        await age(program, path, 10_000)
    assert await clock.erase_due() == []
    assert len(await paths(program)) == 2


async def test_two_clocks_erase_once(talking_program: Program, clock: Clock) -> None:
    program = talking_program
    await program.fill("kb", CVS)
    await keep(program, "kb", keep_days=1)
    for path in CVS:
        await age(program, path, 2)
    begun = await asyncio.gather(clock.erase_due(), clock.erase_due())
    assert len([one for some in begun for one in some]) == 1
    assert len((await program.get("/api/erasures"))["erasures"]) == 1


async def test_a_server_that_starts_erases_what_is_due(settings: Settings) -> None:
    async with open_program(settings) as program:
        await program.fill("kb", CVS)
        await keep(program, "kb", keep_days=0)
    async with open_program(settings) as program, asyncio.timeout(20):
        while await paths(program):
            await asyncio.sleep(0.02)
