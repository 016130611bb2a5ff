"""Visitors who are not coming back: they and what they asked are deleted."""

from __future__ import annotations

from datetime import timedelta

from folioscope.features.visiting.repository import LeftVisitors
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Database

VISITORS_AT_ONCE = 50


async def forget_left(database: Database, days: int) -> int:
    """Delete visitors who have asked nothing for that many days; answers how many.

    So are those who never asked, after a day, and those whose link is gone. Each has a transaction
    of their own, and several processes may do it at once.
    """
    before = now() - timedelta(days=days)
    forgotten = 0
    while True:
        async with database.read() as session:
            found = await LeftVisitors(session, before).ids(VISITORS_AT_ONCE)
        gone = 0
        for user_id in found:
            async with database.write() as session:
                gone += await LeftVisitors(session, before).remove(user_id)
        forgotten += gone
        if not gone:  # all that is left is in somebody else's hands
            return forgotten
