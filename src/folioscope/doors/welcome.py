"""What a server says of itself: that it lives, whether it can work, and where to look."""

from __future__ import annotations

import shutil
from html import escape
from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from folioscope.doors.answerer import told
from folioscope.features.knowledge.receiving import MAX_FILES
from folioscope.platform.runs.repository import is_answering
from folioscope.wiring.choices import MEGABYTE
from folioscope.wiring.opened import Folioscope

router = APIRouter(tags=["server"])
LEAST_FREE = 0.02  # of the disk
PAGE = """<!doctype html>
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
<ul>
<li><a href="/docs">/docs</a>: the HTTP API, to read and to try</li>
<li><a href="/api/kbs">/api/kbs</a>: your knowledge bases</li>
<li><a href="/health/ready">/health/ready</a>: whether it can work</li>
</ul>
<p>From a terminal: <code>folioscope ask "Who has run Kubernetes in production?"</code></p>
</html>
"""


@router.get("/", response_class=HTMLResponse)
async def home(request: Request) -> str:
    """What is running, and where to look."""
    folioscope: Folioscope = request.app.state.folioscope
    answerer = escape(told(folioscope.llms.chosen()))
    return PAGE.format(version=version("folioscope"), answerer=answerer)


@router.get("/api/limits")
async def limits(request: Request) -> dict[str, Any]:
    """What may be taken in, and how much of it at once."""
    folioscope: Folioscope = request.app.state.folioscope
    settings = folioscope.settings
    return {
        "extensions": sorted(folioscope.shelf.extensions),
        "max_file_mb": settings.max_upload_mb,
        "max_upload_mb": folioscope.max_upload // MEGABYTE,
        "max_upload_files": MAX_FILES,
        "max_pages": settings.max_pages,
        "max_active_runs": settings.max_active_runs,
        "max_waiting_runs": settings.max_waiting_runs,
        "max_streams_per_user": settings.max_streams_per_user,
        "max_streams": settings.max_streams,
    }


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
