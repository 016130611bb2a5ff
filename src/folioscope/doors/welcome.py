"""The front of a server whose page is not built: that it runs, and where to look."""

from __future__ import annotations

from html import escape
from importlib.metadata import version

from fastapi import Request
from fastapi.responses import HTMLResponse

from folioscope.doors.answerer import told
from folioscope.doors.built_page import NOT_BUILT
from folioscope.doors.headers import PAGE, POLICY, written
from folioscope.wiring.opened import Folioscope

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


async def without_page(request: Request) -> HTMLResponse:
    """What is running, and where to look, in place of the page."""
    folioscope: Folioscope = request.app.state.folioscope
    said = {"version": version("folioscope"), "missing": NOT_BUILT}
    headers = {POLICY: written(PAGE)}
    answerer = escape(told(folioscope.llms.chosen()))
    return HTMLResponse(WITHOUT_PAGE.format(**said, answerer=answerer), headers=headers)
