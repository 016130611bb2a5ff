"""Keeping the tables of runs small: what is of use only on the way goes after some days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Database
from folioscope.platform.runs.event_repository import StoredEvents

RUNS_AT_ONCE = 50
EVENTS_AT_ONCE = 5000


async def compact(database: Database, days: int) -> int:
    """Drop the passing events of runs that ended that many days ago; answers of how many runs.

    The terminal event and ``done`` stay under their numbers, so a late reader gets the result.
    Transactions are short, and several processes may do it at once.
    """
    before = now() - timedelta(days=days)
    last, compacted = "", 0
    while True:
        async with database.read() as session:
            found = await StoredEvents(session).compactable(before, last, RUNS_AT_ONCE)
        if not found:
            return compacted
        batch = _light(found)
        async with database.write() as session:
            compacted += await StoredEvents(session).compact(batch, before)
        last = batch[-1]


def _light(runs: Sequence[tuple[str, int]]) -> list[str]:
    """The first of the runs, as many as have few events together; at least one."""
    batch: list[str] = []
    events = 0
    for run_id, count in runs:
        events += count
        if batch and events > EVENTS_AT_ONCE:
            break
        batch.append(run_id)
    return batch
