"""Boards that are synced again and again, each time by one of however many processes."""

from __future__ import annotations

from contextlib import suppress

from folioscope.features.offers import service
from folioscope.features.offers.service import SyncActive
from folioscope.features.offers.sync_repository import Turns
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import acting
from folioscope.platform.runs.service import Caller
from folioscope.platform.runs.wakeups import Wakeups

ROUND_SECONDS = 20.0


async def sync_due(database: Database, wakeups: Wakeups) -> None:
    """Start a sync of every board whose time has come."""
    async with database.read() as session:
        due = await Turns(session).due()
    for board_id in due:
        async with database.write() as session:
            board = await Turns(session).claim(board_id)
            if board is None:
                continue
            caller = Caller(session, acting(board.actor_kind, board.actor_id), wakeups)
            with suppress(SyncActive):  # one that is under way is this turn's as well
                await service.start_sync(caller, board.id)
