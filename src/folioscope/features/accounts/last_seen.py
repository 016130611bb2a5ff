"""When users were seen last: gathered in memory, and written down once a minute for all."""

from __future__ import annotations

from datetime import datetime

from folioscope.features.accounts.login_repository import OpenLogins
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Database

ROUND_SECONDS = 60.0


class LastSeen:
    """Whom this process has seen since it wrote down whom it saw."""

    def __init__(self) -> None:
        self._seen: dict[int, datetime] = {}

    def note(self, user_id: int) -> None:
        """Somebody is here."""
        self._seen[user_id] = now()

    async def write_down(self, database: Database) -> None:
        """One transaction for all; none where nobody came."""
        if not self._seen:
            return
        seen, self._seen = self._seen, {}
        async with database.write() as session:
            await OpenLogins(session).note_seen(seen)


async def forget_old_logins(database: Database) -> None:
    """Delete logins and failures that are of no use to anybody any more."""
    async with database.write() as session:
        await OpenLogins(session).forget_old()
