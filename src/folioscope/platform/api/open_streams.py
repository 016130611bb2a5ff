"""How many streams a process holds open, and for whom."""

from __future__ import annotations

from contextlib import ExitStack

from folioscope.errors import BackendBusy, LimitReached
from folioscope.platform.api.places import Places

RETRY_SECONDS = 5
VISITOR_STREAMS = 4  # of one visitor, where a user may have as many
VISITORS_PART = 4  # one in so many of all streams is for all visitors together


class TooManyStreams(LimitReached):
    """More streams open than one user may have."""

    code = "too_many_streams"


class ServerFull(BackendBusy):
    """More streams open, of all users together, than this process serves."""

    code = "server_full"


class OpenStreams:
    """Counts streams by the user they are counted for; one more than may be is refused.

    Visitors of public chats come without an account, in any number. So each has fewer, and all of
    them have a part that leaves the rest to those who have accounts.
    """

    def __init__(self, per_user: int, total: int) -> None:
        self._per_user = per_user
        self._total = total
        self._users = Places()
        self._visitors = Places()

    def take(self, user_id: int, *, is_visitor: bool = False) -> ExitStack:
        """Count one more stream of a user, until what is returned is closed."""
        places = self._visitors if is_visitor else self._users
        self._refuse_more(places.of(user_id), is_visitor=is_visitor)
        if is_visitor:
            self._refuse_visitors()
        if self.total() >= self._total:
            msg = f"All {self._total} streams that this server has room for are open."
            raise ServerFull(msg, RETRY_SECONDS)
        return places.take(user_id)

    def total(self) -> int:
        """How many are open, of all users."""
        return self._users.total() + self._visitors.total()

    def _refuse_more(self, has: int, *, is_visitor: bool) -> None:
        """``TooManyStreams`` for whoever has all that one may have."""
        most = min(self._per_user, VISITOR_STREAMS) if is_visitor else self._per_user
        if has >= most:
            msg = f"All streams that one user may have, {most}, are open; close some first."
            raise TooManyStreams(msg, RETRY_SECONDS)

    def _refuse_visitors(self) -> None:
        """``ServerFull`` where visitors have all of their part."""
        most = max(1, self._total // VISITORS_PART)
        if self._visitors.total() >= most:
            msg = f"All {most} streams that this server has for visitors are open."
            raise ServerFull(msg, RETRY_SECONDS)
