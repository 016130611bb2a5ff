"""Upkeep is done again and again, whatever one round comes to, and is not broken off."""

from __future__ import annotations

import asyncio

import pytest

from folioscope.errors import BackendBusy
from folioscope.platform.runs.rounds import in_rounds


async def test_work_is_done_at_once_and_again() -> None:
    rounds = asyncio.Semaphore(0)

    async def work() -> None:
        rounds.release()

    async with asyncio.timeout(60), in_rounds(work, 0.001):
        for _ in range(3):
            await rounds.acquire()


async def test_a_round_that_fails_is_told_and_followed_by_the_next(
    caplog: pytest.LogCaptureFixture,
) -> None:
    rounds = 0
    done = asyncio.Event()

    async def work() -> None:
        nonlocal rounds
        rounds += 1
        if rounds == 1:
            msg = "the database is away"
            raise BackendBusy(msg)
        done.set()

    async with asyncio.timeout(60), in_rounds(work, 0.001):
        await done.wait()
    assert "the database is away" in caplog.text


async def test_a_round_that_is_under_way_is_finished_before_the_end() -> None:
    begun, finished = asyncio.Event(), False

    async def work() -> None:
        nonlocal finished
        begun.set()
        await asyncio.sleep(0.02)
        finished = True

    async with in_rounds(work, 3600):
        await begun.wait()
    assert finished
