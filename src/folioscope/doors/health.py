"""Whether a server lives, and whether it can work: for what starts, stops and balances it."""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from folioscope.doors.place_checks import existing
from folioscope.errors import BackendFailed
from folioscope.migrations.apply import newest, revision_of
from folioscope.platform.database.engine import Database
from folioscope.platform.runs.repository import is_answering
from folioscope.platform.runs.writer import WRITER
from folioscope.telemetry.instruments import Telemetry
from folioscope.wiring.opened import Folioscope

LEAST_FREE = 0.05  # of the disk
LONGEST_SILENCE = 20.0  # seconds; the writer goes round every two, unless the database keeps it

router = APIRouter(tags=["server"])


class ReadyRead(BaseModel):
    """Whether the server can work, part by part."""

    status: str = Field(description="ok or failing")
    checks: dict[str, bool]
    reasons: dict[str, str] = Field(description="of each part that fails: what is wrong with it")


@router.get("/health/live")
async def live() -> dict[str, str]:
    """The process answers. Touches nothing."""
    return {"status": "ok"}


@router.get("/health/ready", responses={503: {"model": ReadyRead}})
async def ready(request: Request, response: Response) -> ReadyRead:
    """Database, schema, writer and disk are as they should be; 503 otherwise."""
    folioscope: Folioscope = request.app.state.folioscope
    looks: Mapping[str, Callable[[], Awaitable[str]]] = {
        "database": lambda: _database(folioscope.database),
        "schema": lambda: _schema(folioscope.database),
        "writer": lambda: _writer(folioscope.instruments.telemetry),
        "disk": lambda: _disk(folioscope.settings.data_dir),
    }
    found = {name: await look() for name, look in looks.items()}
    reasons = {name: told for name, told in found.items() if told}
    if reasons:
        response.status_code = 503
    return ReadyRead(
        status="failing" if reasons else "ok",
        checks={name: not told for name, told in found.items()},
        reasons=reasons,
    )


async def _database(database: Database) -> str:
    return "" if await is_answering(database) else "The database does not answer."


async def _schema(database: Database) -> str:
    try:
        found = await revision_of(database)
    except BackendFailed:
        return "Unknown as long as the database does not answer."
    if found == newest():
        return ""
    return f"The database is at schema {found or 'none'}, and this program wants {newest()}."


async def _writer(telemetry: Telemetry) -> str:
    silent = telemetry.silent_for(WRITER)
    if silent is None:
        return "Nothing writes the events of runs in this process."
    if silent > LONGEST_SILENCE:
        return f"What writes the events of runs has not gone round for {silent:.0f} s."
    return ""


async def _disk(folder: Path) -> str:
    disk = shutil.disk_usage(existing(folder))
    free = disk.free / disk.total
    return "" if free > LEAST_FREE else f"Of the disk of the data folder {free:.1%} is free."
