"""Places that are taken for a while, counted by the user they are taken for."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack


class Places:
    """Counts places. How many there may be is for whoever takes them to say."""

    def __init__(self) -> None:
        self._taken: Counter[int] = Counter()

    def of(self, user_id: int) -> int:
        """How many one user has."""
        return self._taken[user_id]

    def total(self) -> int:
        """How many all users have."""
        return self._taken.total()

    def take(self, user_id: int) -> ExitStack:
        """Count one more of a user, until what is returned is closed."""
        self._taken[user_id] += 1
        place = ExitStack()
        place.callback(self._give_back, user_id)
        return place

    def _give_back(self, user_id: int) -> None:
        self._taken[user_id] -= 1
        if not self._taken[user_id]:
            del self._taken[user_id]
