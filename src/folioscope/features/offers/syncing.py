"""What syncing boards works with, and the one transaction in which a sync writes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from folioscope.backends.job_boards.port import OpenBoard
from folioscope.errors import Stopped
from folioscope.features.knowledge.chunk_repository import Intake
from folioscope.features.knowledge.incoming import Shelf
from folioscope.features.knowledge.service import BaseDefaults
from folioscope.features.knowledge.tools import Tools
from folioscope.platform.database.engine import Session
from folioscope.platform.runs.attempt import RunContext
from folioscope.platform.runs.ledger_repository import LOST
from folioscope.platform.runs.wakeups import Wakeups


@dataclass(frozen=True)
class Syncing:
    """What a sync needs of the process; ``made`` is how bases of offers are made."""

    tools: Tools
    shelf: Shelf
    wakeups: Wakeups
    open_board: OpenBoard
    made: BaseDefaults


@asynccontextmanager
async def fenced(syncing: Syncing, run: RunContext) -> AsyncIterator[Session]:
    """A transaction of an attempt; ``Stopped`` once it has lost its run, and nothing is written."""
    async with syncing.tools.database.write() as session:
        if not await Intake(session, run.input["board_id"], 0).is_held(run.run_id, run.attempt):
            raise Stopped(LOST)
        yield session
