"""How the server is, on one page, for who looks after it."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

from fastapi import APIRouter, Request

from folioscope.doors.checks import check_served
from folioscope.doors.place_checks import bytes_in, existing
from folioscope.features.administration.repository import VISITOR, Totals
from folioscope.features.administration.schemas import OverviewRead
from folioscope.platform.api.dependencies import CurrentPrincipal, DatabaseDep
from folioscope.wiring.opened import Folioscope

DAYS = 14
FAILURES = 20

router = APIRouter(prefix="/api/admin", tags=["server"])


@router.get("/overview", response_model=OverviewRead)
async def overview(
    request: Request, _principal: CurrentPrincipal, database: DatabaseDep
) -> dict[str, object]:
    """Users, documents, runs, tokens, failures, and what should be mended; no texts of anybody."""
    folioscope: Folioscope = request.app.state.folioscope
    async with database.read() as session:
        totals = Totals(session)
        figures = {
            "users": await totals.users(),
            "suspended": await totals.suspended(),
            "visitors": await totals.users(VISITOR),
            "bases": await totals.bases(),
            "documents": await totals.documents(),
            "runs": await totals.active_runs(),
            "queue": await totals.queue(),
            "tokens": await totals.tokens(DAYS),
            "failures": await totals.failures(FAILURES),
        }
    return {
        **figures,
        "disk": await asyncio.to_thread(_disk, folioscope.settings.data_dir),
        "open_bases": folioscope.tools.indexes.open_bases,
        "open_passages": folioscope.tools.indexes.open_passages,
        "checks": [check.as_json() for check in await check_served(folioscope.settings)],
    }


def _disk(folder: Path) -> dict[str, int]:
    disk = shutil.disk_usage(existing(folder))
    return {
        "free_bytes": disk.free,
        "total_bytes": disk.total,
        "index_bytes": bytes_in(folder / "indexes"),
    }
