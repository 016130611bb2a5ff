"""What credentials are good for, remembered for some seconds: most requests ask no database."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from folioscope.features.accounts.revocations import Revocations

KEPT_SECONDS = 10.0
"""With as long a pause between two looks at an open stream, less than 30 s in all."""

MOST = 10_000

Value = TypeVar("Value")


class Remembered(Generic[Value]):
    """Values by key. All are forgotten when anything is revoked, each after some seconds."""

    def __init__(
        self, revocations: Revocations, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._revocations = revocations
        self._clock = clock
        self._count = revocations.count()
        self._kept: dict[str, tuple[float, Value]] = {}

    async def get(self, key: str, read: Callable[[], Awaitable[Value | None]]) -> Value | None:
        """The value as it is kept, or as it is read; what is not there is not kept either."""
        count = self._revocations.count()
        if count != self._count or len(self._kept) >= MOST:
            self._kept.clear()
            self._count = count
        now = self._clock()
        kept = self._kept.get(key)
        if kept is not None and kept[0] > now:
            return kept[1]
        value = await read()
        # A revocation in the midst of reading: what was read may be from before it.
        if value is not None and self._revocations.count() == count:
            self._kept[key] = (now + KEPT_SECONDS, value)
        return value
