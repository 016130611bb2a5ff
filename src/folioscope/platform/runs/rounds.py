"""Work that is done again and again beside everything else."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from folioscope.errors import FolioscopeError

log = logging.getLogger(__name__)


@asynccontextmanager
async def in_rounds(work: Callable[[], Awaitable[None]], seconds: float) -> AsyncIterator[None]:
    """Do the work now and every so many seconds, until the block is left; a round is finished.

    A round that fails is told in the log; the next one may do better.
    """
    stopped = asyncio.Event()
    going = asyncio.create_task(_go_round(work, seconds, stopped))
    try:
        yield
    finally:
        stopped.set()
        await going


async def _go_round(
    work: Callable[[], Awaitable[None]], seconds: float, stopped: asyncio.Event
) -> None:
    while not stopped.is_set():
        try:
            await work()
        except FolioscopeError as error:
            log.warning("a round of upkeep waits: %s", error)
        except Exception:  # the next round may do better, and nobody else would begin one
            log.exception("a round of upkeep broke off")
        try:
            async with asyncio.timeout(seconds):
                await stopped.wait()
        except TimeoutError:
            continue
