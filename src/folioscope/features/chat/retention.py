"""Deleting conversations that nobody has touched for a long time."""

from __future__ import annotations

from datetime import timedelta

from folioscope.features.chat.repository import OldThreads
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Database

THREADS_AT_ONCE = 50


async def forget_old(database: Database, days: int) -> int:
    """Delete conversations without a question or answer for that many days; answers how many.

    Those in which a run has not ended stay. Each has a transaction of its own, and several
    processes may do it at once.
    """
    before = now() - timedelta(days=days)
    forgotten = 0
    while True:
        async with database.read() as session:
            found = await OldThreads(session, before).ids(THREADS_AT_ONCE)
        gone = 0
        for thread_id in found:
            async with database.write() as session:
                gone += await OldThreads(session, before).remove(thread_id)
        forgotten += gone
        if not gone:  # all that is left is in somebody else's hands
            return forgotten
