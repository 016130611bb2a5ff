"""What a server says of itself: that it lives, whether it can work, and where to look."""

from __future__ import annotations

import shutil
from html import escape
from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from folioscope.doors.answerer import told
from folioscope.doors.built_page import GUARDED, NOT_BUILT
from folioscope.features.knowledge.receiving import MAX_FILES
from folioscope.platform.runs.repository import is_answering
from folioscope.wiring.choices import MEGABYTE
from folioscope.wiring.opened import Folioscope

router = APIRouter(tags=["server"])
LEAST_FREE = 0.02  # of the disk
WITHOUT_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Folioscope</title>
<style>
body {{ font: 1rem/1.6 system-ui, sans-serif; max-width: 42rem; margin: 3rem auto; padding: 0 1rem;
       color: #1d2733; background: #fbfaf7 }}
code {{ background: #eeece5; padding: .1rem .3rem; border-radius: .2rem }}
@media (prefers-color-scheme: dark) {{ body {{ color: #dfe4ea; background: #14181d }}
  code {{ background: #252b33 }} a {{ color: #8ab8ff }} }}
</style>
<h1>Folioscope {version}</h1>
<p>The server is running. Answers: <b>{answerer}</b>.</p>
<p>{missing}</p>
<ul>
<li><a href="/docs">/docs</a>: the HTTP API, to read and to try</li>
<li><a href="/api/kbs">/api/kbs</a>: your knowledge bases</li>
<li><a href="/health/ready">/health/ready</a>: whether it can work</li>
</ul>
<p>From a terminal: <code>folioscope ask "Who has run Kubernetes in production?"</code></p>
</html>
"""


class Limits(BaseModel):
    """What may be taken in, and how much of it at once."""

    extensions: list[str] = Field(description="of files that can be read")
    max_file_mb: int
    max_upload_mb: int
    max_upload_files: int
    max_pages: int = Field(description="of one document")
    max_active_runs: int = Field(description="answers of one user at once")
    max_waiting_runs: int = Field(description="questions of one user that wait for an answer")
    max_streams_per_user: int
    max_streams: int


async def without_page(request: Request) -> HTMLResponse:
    """What is running, and where to look, in place of the page."""
    folioscope: Folioscope = request.app.state.folioscope
    said = {"version": version("folioscope"), "missing": NOT_BUILT}
    answerer = escape(told(folioscope.llms.chosen()))
    return HTMLResponse(WITHOUT_PAGE.format(**said, answerer=answerer), headers=GUARDED)


@router.get("/api/limits")
async def limits(request: Request) -> Limits:
    """What may be taken in, and how much of it at once."""
    folioscope: Folioscope = request.app.state.folioscope
    settings = folioscope.settings
    return Limits(
        extensions=sorted(folioscope.shelf.extensions),
        max_file_mb=settings.max_upload_mb,
        max_upload_mb=folioscope.max_upload // MEGABYTE,
        max_upload_files=MAX_FILES,
        max_pages=settings.max_pages,
        max_active_runs=settings.max_active_runs,
        max_waiting_runs=settings.max_waiting_runs,
        max_streams_per_user=settings.max_streams_per_user,
        max_streams=settings.max_streams,
    )


@router.get("/health/live")
async def live() -> dict[str, str]:
    """The process answers. Touches nothing."""
    return {"status": "ok"}


@router.get("/health/ready")
async def ready(request: Request, response: Response) -> dict[str, Any]:
    """The database answers and there is room on the disk; 503 otherwise."""
    folioscope: Folioscope = request.app.state.folioscope
    disk = shutil.disk_usage(folioscope.settings.data_dir)
    checks = {
        "database": await is_answering(folioscope.database),
        "disk": disk.free > disk.total * LEAST_FREE,
    }
    if not all(checks.values()):
        response.status_code = 503
    return {"status": "ok" if all(checks.values()) else "failing", "checks": checks}
