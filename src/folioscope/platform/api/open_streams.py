"""How many streams a process holds open, and for whom."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack

from folioscope.errors import BackendBusy, LimitReached

RETRY_SECONDS = 5


class TooManyStreams(LimitReached):
    """More streams open than one user may have."""

    code = "too_many_streams"


class ServerFull(BackendBusy):
    """More streams open, of all users together, than this process serves."""

    code = "server_full"


class OpenStreams:
    """Counts streams by the user they are counted for; one more than may be is refused."""

    def __init__(self, per_user: int, total: int) -> None:
        self._per_user = per_user
        self._total = total
        self._open: Counter[int] = Counter()

    def take(self, user_id: int) -> ExitStack:
        """Count one more stream of a user, until what is returned is closed."""
        if self._open[user_id] >= self._per_user:
            msg = (
                f"All streams that one user may have, {self._per_user}, are open; close some first."
            )
            raise TooManyStreams(msg, RETRY_SECONDS)
        if self.total() >= self._total:
            msg = f"All {self._total} streams that this server has room for are open."
            raise ServerFull(msg, RETRY_SECONDS)
        self._open[user_id] += 1
        place = ExitStack()
        place.callback(self._give_back, user_id)
        return place

    def total(self) -> int:
        """How many are open, of all users."""
        return self._open.total()

    def _give_back(self, user_id: int) -> None:
        self._open[user_id] -= 1
        if not self._open[user_id]:
            del self._open[user_id]
