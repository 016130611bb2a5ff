"""Who is refused again and again hears of it later and later; others do not."""

from __future__ import annotations

import asyncio

import pytest

from folioscope.platform.api.tarpit import LONGEST, MOST_HELD, STEP, TOLD_AT_ONCE, Tarpit


@pytest.fixture(autouse=True)
def refusals_at_once() -> None:
    """Not here."""


class Clock:
    """Time that passes when somebody sleeps, and how long they slept."""

    def __init__(self) -> None:
        self.moment = 0.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.moment

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


async def refused(tarpit: Tarpit, whose: str, times: int) -> None:
    for _ in range(times):
        await tarpit.hold(whose)


async def test_the_first_of_a_minute_are_told_at_once_and_then_each_later_than_the_last() -> None:
    clock = Clock()
    tarpit = Tarpit(clock.now, clock.sleep)
    await refused(tarpit, "user:1", TOLD_AT_ONCE)
    assert clock.slept == []
    await refused(tarpit, "user:1", 40)
    assert clock.slept[:3] == [STEP, 2 * STEP, 3 * STEP]
    assert clock.slept == sorted(clock.slept)
    assert clock.slept[-1] == LONGEST


async def test_each_has_a_count_of_their_own_which_ends_with_the_minute() -> None:
    clock = Clock()
    tarpit = Tarpit(clock.now, clock.sleep)
    await refused(tarpit, "user:1", TOLD_AT_ONCE)
    await refused(tarpit, "user:2", TOLD_AT_ONCE)
    clock.moment = 60.0
    await refused(tarpit, "user:1", TOLD_AT_ONCE)
    assert clock.slept == []
    await refused(tarpit, "user:1", 1)
    assert clock.slept == [STEP]


async def test_only_so_many_are_held_for_one() -> None:
    going_on = asyncio.Event()

    async def until_told(_seconds: float) -> None:
        await going_on.wait()

    tarpit = Tarpit(sleep=until_told)
    await refused(tarpit, "user:1", TOLD_AT_ONCE)
    held = [asyncio.create_task(tarpit.hold("user:1")) for _ in range(MOST_HELD)]
    await asyncio.sleep(0)
    async with asyncio.timeout(30):
        await refused(tarpit, "user:1", 3)
    assert not any(task.done() for task in held)
    gone = held.pop()
    gone.cancel()
    await asyncio.gather(gone, return_exceptions=True)
    another = asyncio.create_task(tarpit.hold("user:1"))
    await asyncio.sleep(0)
    assert not another.done()
    going_on.set()
    await asyncio.gather(*held, another)
