"""Processes that a test has an eye on. Any of them may end while it is looked at."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

PATIENCE = 60.0  # seconds

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def _said_of(pid: int, name: str) -> bytes:
    """What the system says of a process; nothing of one that has ended."""
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def is_running(pid: int) -> bool:
    state = _said_of(pid, "stat").rpartition(b")")[2].split()[:1]
    return state not in ([], [b"Z"])


def command_line(pid: int) -> bytes:
    return _said_of(pid, "cmdline")


def children_of(pid: int) -> set[int]:
    return set(map(int, _said_of(pid, f"task/{pid}/children").split()))


def below(pid: int) -> list[int]:
    """The children of a process, and theirs."""
    return [each for child in sorted(children_of(pid)) for each in (child, *below(child))]


async def settled(claim: Callable[[], bool]) -> bool:
    """Whether it becomes so, for as long as a test has patience."""
    try:
        async with asyncio.timeout(PATIENCE):
            while not claim():
                await asyncio.sleep(0.01)
    except TimeoutError:
        return False
    return True


async def gone(*pids: int) -> bool:
    return await settled(lambda: not any(map(is_running, pids)))
