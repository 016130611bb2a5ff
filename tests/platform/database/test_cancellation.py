"""A task may be cancelled anywhere; the database is there for the next one."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest
from sqlalchemy import text

from folioscope.platform.database.engine import Database

MOMENTS = 100  # places in a transaction, 40 µs apart


@pytest.mark.parametrize("writes", [True, False])
async def test_a_transaction_left_at_any_moment_holds_nothing(
    database: Database, *, writes: bool
) -> None:
    async def transact() -> None:
        async with database.write() if writes else database.read() as session:
            await session.execute(text("SELECT count(*) FROM users"))
            if writes:
                await session.execute(
                    text("INSERT INTO users (name, created_at) VALUES ('x', '2026-01-01')")
                )
            await session.execute(text("SELECT name FROM users"))

    for moment in range(MOMENTS):
        left = asyncio.create_task(transact())
        await asyncio.sleep(moment * 40e-6)
        left.cancel()
        with suppress(asyncio.CancelledError):
            await left
        async with asyncio.timeout(10), database.write() as session:
            await session.execute(text("UPDATE users SET name = 'y' WHERE id = 0"))


async def test_what_a_cancelled_transaction_wrote_is_not_there(database: Database) -> None:
    written = asyncio.Event()

    async def transact() -> None:
        async with database.write() as session:
            await session.execute(text("UPDATE users SET name = 'half' WHERE id = 0"))
            written.set()
            await asyncio.sleep(60)

    left = asyncio.create_task(transact())
    await written.wait()
    left.cancel()
    with pytest.raises(asyncio.CancelledError):
        await left
    async with database.read() as session:
        assert await session.scalar(text("SELECT name FROM users WHERE id = 0")) == "local"
