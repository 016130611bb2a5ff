"""The time between two requests to one host, whoever in this process makes them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic

Sleep = Callable[[float], Awaitable[None]]
"""What waits for so many seconds."""


class Pace:
    """Turns at hosts, given out in the order in which they are asked for.

    ``sleep`` is how those who keep to it wait, for other reasons too.
    """

    def __init__(
        self, sleep: Sleep = asyncio.sleep, clock: Callable[[], float] = monotonic
    ) -> None:
        self.sleep = sleep
        self._clock = clock
        self._next_turns: dict[str, float] = {}

    async def turn(self, host: str, seconds: float) -> None:
        """Wait until the host may be asked; the next one waits so many seconds longer."""
        now = self._clock()
        turn = max(now, self._next_turns.get(host, now))
        self._next_turns[host] = turn + seconds
        if turn > now:
            await self.sleep(turn - now)
