"""A database is closed after its last transaction, and begins none after that."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

from folioscope.platform.database.engine import Database, parse_url
from folioscope.platform.database.failures import DatabaseUnavailable
from folioscope.platform.database.places import DatabaseClosed, Places
from tests.platform.database.interrupted import holdings, holds_more_than

PATIENCE = 60


@pytest.mark.parametrize("writes", [True, False])
async def test_closing_waits_for_what_is_going_on(database_url: str, *, writes: bool) -> None:
    before = holdings()
    database = Database(parse_url(database_url))
    inside, may_end = asyncio.Event(), asyncio.Event()

    async def transact() -> None:
        async with database.write() if writes else database.read() as session:
            inside.set()
            await may_end.wait()
            await session.execute(text("SELECT 1"))

    going = asyncio.create_task(transact())
    await inside.wait()
    closing = asyncio.create_task(database.aclose())
    await asyncio.sleep(0.05)
    assert not closing.done()
    may_end.set()
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(going, closing)
        while holds_more_than(before):  # a thread answers a moment before its end
            await asyncio.sleep(0.001)


async def test_a_closed_database_begins_nothing(database: Database) -> None:
    await database.aclose()
    with pytest.raises(DatabaseClosed):
        async with database.read():
            pass
    with pytest.raises(DatabaseClosed):
        async with database.write():
            pass


async def test_closing_again_waits_for_nothing(database: Database) -> None:
    async with asyncio.timeout(PATIENCE):
        await database.aclose()
        await database.aclose()


async def test_no_more_are_let_in_than_there_are_places() -> None:
    places = Places(2)
    inside: list[int] = []
    most = 0

    async def visit(number: int) -> None:
        nonlocal most
        async with places.one():
            inside.append(number)
            most = max(most, len(inside))
            await asyncio.sleep(0)
            inside.remove(number)

    await asyncio.gather(*(visit(number) for number in range(10)))
    assert most == 2


async def test_who_gets_no_place_in_time_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("folioscope.platform.database.places.WAIT_SECONDS", 0)
    places = Places(1)
    async with places.one():
        with pytest.raises(DatabaseUnavailable, match="busy"):
            async with places.one():
                pass
