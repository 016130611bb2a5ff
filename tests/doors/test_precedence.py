"""What computes in a process that serves gives way to what answers."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Iterator

import pytest

from folioscope.doors.precedence import LOWER, LOWEST, SWITCH_SECONDS, serving_comes_first

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="threads have no rank of their own")


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = sys.getswitchinterval()
    yield
    sys.setswitchinterval(before)


def rank() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


def rank_of_what_is_started() -> int:
    ranks: list[int] = []
    started = threading.Thread(target=lambda: ranks.append(rank()))
    started.start()
    started.join()
    return ranks[0]


@on_linux
async def test_threads_that_compute_and_what_they_start_step_back() -> None:
    serving_comes_first()
    lower = min(LOWEST, rank() + LOWER)
    assert await asyncio.to_thread(rank) == lower
    assert await asyncio.to_thread(rank_of_what_is_started) == lower
    assert lower > rank_of_what_is_started() == rank()


async def test_no_thread_keeps_the_others_waiting_for_long() -> None:
    serving_comes_first()
    assert sys.getswitchinterval() == pytest.approx(SWITCH_SECONDS)
