"""Refusals that take their time, for whoever does not listen to them."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable

from folioscope.platform.api.rates import MINUTE

TOLD_AT_ONCE = 5
STEP, LONGEST = 0.25, 5.0  # seconds
MOST_HELD = 32


class Tarpit:
    """Holds back the answers to those who are refused again and again.

    The first few refusals of a minute are told at once, since a program that is told when to come
    back comes back then. Each that follows is told later than the one before. Who asks on and on
    is kept busy so, and costs others next to nothing; a few are held for one, not any number.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._since = clock()
        self._refused: Counter[str] = Counter()
        self._held: Counter[str] = Counter()

    async def hold(self, whose: str) -> None:
        """Return when one more refusal may be told."""
        if self._clock() - self._since >= MINUTE:
            self._since = self._clock()
            self._refused.clear()
        self._refused[whose] += 1
        seconds = min(LONGEST, STEP * (self._refused[whose] - TOLD_AT_ONCE))
        if seconds <= 0 or self._held[whose] >= MOST_HELD:
            return
        self._held[whose] += 1
        try:
            await self._sleep(seconds)
        finally:
            self._held[whose] -= 1
            if not self._held[whose]:
                del self._held[whose]
