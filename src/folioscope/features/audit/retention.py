"""The audit log is not kept for ever: it says who did what when."""

from __future__ import annotations

from datetime import timedelta

from folioscope.features.audit.repository import OldEntries
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Database


async def forget_entries(database: Database, days: int) -> int:
    """Delete what was written so many days ago; how many entries that were."""
    async with database.write() as session:
        return await OldEntries(session).forget(now() - timedelta(days=days))
