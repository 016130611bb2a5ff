"""How many uploads of one account are received at once."""

from __future__ import annotations

from contextlib import ExitStack

from folioscope.errors import LimitReached
from folioscope.platform.api.places import Places
from folioscope.platform.principal import Principal

UPLOADS_PER_USER = 3  # few enough that one account leaves most threads of ``bodies`` to others
RETRY_SECONDS = 5


class TooManyUploads(LimitReached):
    """More uploads at once than one account may send."""

    code = "too_many_uploads"


class OpenUploads:
    """Counts what is being received, by account: each holds a thread, or its content in memory.

    Whoever is at the machine itself is not counted.
    """

    def __init__(self) -> None:
        self._places = Places()

    def take(self, principal: Principal) -> ExitStack:
        """Count one more of an account, until what is returned is closed."""
        if principal.kind == "local":
            return ExitStack()
        if self._places.of(principal.user_id) >= UPLOADS_PER_USER:
            msg = (
                f"{UPLOADS_PER_USER} uploads of one account at once are all there may be. "
                f"Try again in {RETRY_SECONDS} seconds, or when one of them has ended."
            )
            raise TooManyUploads(msg, RETRY_SECONDS)
        return self._places.take(principal.user_id)

    def total(self) -> int:
        """How many are being received, of all accounts."""
        return self._places.total()
