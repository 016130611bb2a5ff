"""Work that is cancelled at a chosen one of the moments at which it waits."""

from __future__ import annotations

import asyncio
import threading
import types
from collections.abc import Coroutine, Generator
from functools import partial
from pathlib import Path
from typing import Any, Literal

Manner = Literal["once", "again and again", "as the answer comes"]
MANNERS: tuple[Manner, ...] = ("once", "again and again", "as the answer comes")


@types.coroutine
def _interrupting(
    work: Coroutine[Any, Any, None], moment: int, manner: Manner
) -> Generator[Any, Any, None]:
    task = asyncio.current_task()
    assert task is not None
    waits = 0
    resume = partial(work.send, None)
    while True:
        try:
            awaited = resume()
        except StopIteration:
            return
        waits += 1
        if waits == moment or (waits > moment and manner == "again and again"):
            if awaited is not None and manner == "as the answer comes":
                awaited.add_done_callback(lambda _: task.cancel())
            else:
                asyncio.get_running_loop().call_soon(task.cancel)
        try:
            yield awaited
            resume = partial(work.send, None)
        except asyncio.CancelledError as error:
            resume = partial(work.throw, error)


async def is_cancelled_at(
    moment: int, work: Coroutine[Any, Any, None], manner: Manner = "once"
) -> bool:
    """Whether the work was cancelled as it waited for the n-th time; or it was over before.

    A request whose client vanished is cancelled again whenever it waits for something else.
    """

    async def interrupted() -> None:
        await _interrupting(work, moment, manner)

    async with asyncio.timeout(30):
        return (await asyncio.gather(interrupted(), return_exceptions=True))[0] is not None


def holds_more_than(before: tuple[int, int]) -> bool:
    """Whether there are more threads or descriptors; what an earlier test left may go meanwhile."""
    return any(now > then for now, then in zip(holdings(), before, strict=True))


def holdings() -> tuple[int, int]:
    """How many threads and file descriptors this process has."""
    return threading.active_count(), len(list(Path("/proc/self/fd").glob("*")))
