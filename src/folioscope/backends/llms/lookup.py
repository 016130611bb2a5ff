"""What a server tells of its model, asked for beside the answers and never waited for long."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from folioscope.errors import BackendFailed

SECONDS = 5.0
AGAIN_AFTER = 60.0


class Lookup:
    """A number that is asked for once it is wanted, and again a while after nobody told it."""

    def __init__(self, ask: Callable[[], Awaitable[int | None]]) -> None:
        self.told: int | None = None
        self._ask = ask
        self._asking: asyncio.Task[None] | None = None
        self._not_before = 0.0

    async def glance(self, seconds: float) -> None:
        """Ask if that is due, and wait for the answer no longer than this."""
        now = asyncio.get_running_loop().time()
        if self.told is not None or now < self._not_before:
            return
        self._not_before = now + AGAIN_AFTER
        self._asking = asyncio.create_task(self._find_out())
        await asyncio.wait({self._asking}, timeout=seconds)

    async def aclose(self) -> None:
        """Ask no more."""
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.wait({self._asking})

    async def _find_out(self) -> None:
        with suppress(BackendFailed, TimeoutError, ValueError, RecursionError):
            async with asyncio.timeout(SECONDS):
                self.told = await self._ask()
