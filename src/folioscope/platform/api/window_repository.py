"""All SQL of what is counted in windows of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, delete, select, text
from sqlalchemy.dialects import postgresql, sqlite

from folioscope.platform.api.tables import LimitWindow
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Session


@dataclass(frozen=True, slots=True)
class Window:
    """How much was counted, and until when it counts."""

    used: int
    expires_at: datetime


class Windows:
    """Counters that begin anew once they are over, in the caller's transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._engine = session.get_bind().dialect.name

    async def count(self, key: str, amount: int, until: datetime) -> Window:
        """Count, in a window that lasts ``until`` then where none is open."""
        insert = sqlite.insert if self._engine == "sqlite" else postgresql.insert
        asked = insert(LimitWindow).values(key=key, used=amount, expires_at=until)
        is_over = LimitWindow.expires_at <= now()
        added = LimitWindow.used + asked.excluded.used
        counted = asked.on_conflict_do_update(
            index_elements=[LimitWindow.key],
            set_={
                "used": case((is_over, asked.excluded.used), else_=added),
                "expires_at": case(
                    (is_over, asked.excluded.expires_at), else_=LimitWindow.expires_at
                ),
            },
        ).returning(LimitWindow.used, LimitWindow.expires_at)
        row = (await self._session.execute(counted)).one()
        return Window(row.used, row.expires_at)

    async def find(self, key: str) -> Window | None:
        """The window that is open under a key, if one is."""
        chosen = select(LimitWindow.used, LimitWindow.expires_at).where(
            LimitWindow.key == key, LimitWindow.expires_at > now()
        )
        row = (await self._session.execute(chosen)).one_or_none()
        return None if row is None else Window(row.used, row.expires_at)

    async def forget(self, key: str | None = None) -> int:
        """Delete a window, or all that are over; how many there were."""
        chosen = LimitWindow.expires_at <= now() if key is None else LimitWindow.key == key
        gone = await self._session.execute(
            delete(LimitWindow).where(chosen).returning(LimitWindow.key)
        )
        return len(gone.all())

    async def hurry(self) -> None:
        """Have the transaction not wait for the disk: a machine that fails may forget it."""
        if self._engine == "postgresql":
            await self._session.execute(text("SET LOCAL synchronous_commit = off"))
