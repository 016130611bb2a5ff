"""The run ``models.pull``: a model of a hub comes to this machine."""

from __future__ import annotations

import asyncio
from typing import Any

from folioscope.backends.models.port import ModelShelf
from folioscope.errors import Invalid
from folioscope.failpoints import failpoint
from folioscope.platform.database.engine import Session
from folioscope.platform.runs.attempt import Conclude, RunContext
from folioscope.platform.runs.tables import Run

KIND = "models.pull"
MEGABYTE = 1_000_000


async def pull(run: RunContext, *, models: ModelShelf) -> Conclude:
    """Fetch it; an attempt goes on with the bytes that the last one had brought."""
    told = -1

    async def tell(file: str, done: int, total: int) -> None:
        """Tell of every megabyte, at the most a hundred times."""
        nonlocal told
        step = max(MEGABYTE, total // 100)
        if done // step != told or done == total:
            told = done // step
            failpoint("models.fetching")
            counted = {"done": _megabytes(done), "total": _megabytes(total), "unit": "MB"}
            await run.emit("progress", {"stage": "fetching", "path": file, **counted})

    await run.stage("looking")
    kept = await models.pull(run.input["model"], tell)

    async def conclude(_session: Session) -> dict[str, Any]:
        return {"result": {"name": kept.name, "bytes": kept.bytes, "dimensions": kept.dimensions}}

    return conclude


def _megabytes(count: int) -> int:
    return -(-count // MEGABYTE)


async def abandon(_session: Session, run: Run, *, models: ModelShelf) -> dict[str, Any]:
    """One that was cancelled leaves nothing; one that failed can be taken up again."""
    if run.cancel_requested_at is not None:
        try:
            await asyncio.to_thread(models.drop_unfinished, run.input["model"])
        except (Invalid, OSError):
            return {}
    return {}
