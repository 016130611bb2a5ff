"""How many runs wait, as the operator is told."""

from __future__ import annotations

import time
from datetime import timedelta

from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Database
from folioscope.platform.runs.repository import count_waiting
from folioscope.platform.runs.tables import Run


async def test_runs_wait_that_are_due_and_that_nobody_took_up_for_a_while(
    database: Database,
) -> None:
    long_ago = now() - timedelta(seconds=60)
    rows: list[dict[str, object]] = [
        {"status": "queued", "created_at": long_ago},
        {"status": "queued", "created_at": now()},
        {"status": "queued", "created_at": long_ago, "not_before": time.time() + 60},
        {"status": "running", "created_at": long_ago},
        {"status": "done", "created_at": long_ago},
    ]
    async with database.write() as session:
        session.add_all(
            Run(owner_id=0, actor_kind="user", actor_id=0, kind="talk", **row) for row in rows
        )
    assert await count_waiting(database, 30) == 1
    assert await count_waiting(database, 90) == 0
