"""How often something may be done in a span of time, by whom it is counted for."""

from __future__ import annotations

import logging
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from limits import RateLimitItemPerSecond
from limits.aio.storage import Storage
from limits.aio.strategies import FixedWindowRateLimiter
from limits.errors import StorageError

from folioscope.errors import LimitReached

MOST_REFUSED = 10_000
MINUTE, HOUR = 60, 3600

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of something in so many seconds, 0 for without limit.

    ``told`` ends the sentence that refuses: “5 requests of one account a minute”. Whoever is over
    gets an ``error``, of a class whose code tells which limit it was.
    """

    name: str
    most: int
    seconds: int
    told: str
    error: type[LimitReached]

    def reached(self, seconds: float) -> LimitReached:
        """The error of who has had enough, for so many seconds more."""
        wait = max(1, math.ceil(seconds))
        msg = f"There may be {self.most:,} {self.told}. Try again in {waiting(wait)}."
        return self.error(msg, retry_after=wait)


class Rates:
    """Counts what is done, and refuses what is too much.

    Windows are fixed: the first of something begins one. Who has had enough is known here until
    then, so that what is refused costs no more than a look; where the counters cannot be reached
    nobody is refused.
    """

    def __init__(self, storage: Storage, clock: Callable[[], float] = time.time) -> None:
        self._limiter = FixedWindowRateLimiter(storage)
        self._clock = clock
        self._refused: OrderedDict[tuple[str, str], float] = OrderedDict()

    async def take(self, rate: Rate, whose: str) -> None:
        """Count one more, or raise the error of the rate."""
        if not rate.most:
            return
        until = self._refused.get((rate.name, whose), 0.0)
        if until <= self._clock():
            try:
                until = await self._hit(rate, whose)
            except StorageError as error:
                log.warning("limits are not counted: %s", error.__cause__)
                return
        if until:
            raise rate.reached(until - self._clock())

    async def used(self, rate: Rate, whose: str) -> int:
        """How many there were in the window that is open; it counts nothing."""
        if not rate.most:
            return 0
        try:
            stats = await self._limiter.get_window_stats(_item(rate), rate.name, whose)
        except StorageError:
            return 0
        return rate.most - stats.remaining

    async def _hit(self, rate: Rate, whose: str) -> float:
        """Count one; when the window ends of which it was too many, or 0."""
        item = _item(rate)
        if await self._limiter.hit(item, rate.name, whose):
            self._refused.pop((rate.name, whose), None)
            return 0.0
        until = float((await self._limiter.get_window_stats(item, rate.name, whose)).reset_time)
        self._refused[rate.name, whose] = until
        while len(self._refused) > MOST_REFUSED:
            self._refused.popitem(last=False)
        return max(until, self._clock() + 1)


def waiting(seconds: int) -> str:
    """A span of time for people."""
    if seconds >= 2 * HOUR:
        return f"{math.ceil(seconds / HOUR)} hours"
    if seconds >= 2 * MINUTE:
        return f"{math.ceil(seconds / MINUTE)} minutes"
    return "1 second" if seconds == 1 else f"{seconds} seconds"


def _item(rate: Rate) -> RateLimitItemPerSecond:
    return RateLimitItemPerSecond(rate.most, rate.seconds)
