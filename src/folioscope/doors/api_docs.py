"""The pages of the API's documentation, served from here: they work without a network."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response
from fastapi.staticfiles import StaticFiles

from folioscope.doors.api_security import describe_security
from folioscope.doors.described_problems import describe_problems
from folioscope.doors.headers import API_DOCS, POLICY, written
from folioscope.doors.run_events import RUN_EVENT

ASSETS = "/docs/assets"
EVENTS = "/api/runs/{run_id}/events"
START = "/docs/start.js"
SHOWN = f"""<!doctype html>
<html lang="en">
<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Folioscope API</title>
<link rel="stylesheet" href="{ASSETS}/swagger-ui.css">
<link rel="icon" href="{ASSETS}/favicon-32x32.png">
<div id="swagger-ui"></div>
<script src="{ASSETS}/swagger-ui-bundle.js"></script>
<script src="{START}"></script>
</html>
"""
STARTED = """SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  layout: 'BaseLayout',
  deepLinking: true,
  showExtensions: true,
  showCommonExtensions: true,
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIBundle.SwaggerUIStandalonePreset],
})
"""
"""A file of its own: the policy of the page lets no script run that stands in it."""

REFERENCE = "#/components/schemas/{model}"
RUN_FRAME = {
    "type": "object",
    "title": "RunFrame",
    "description": "One frame of a stream: a `RunEvent` as server-sent events have it.",
    "properties": {
        "id": {"type": "string", "description": "the `seq` of the event"},
        "event": {"type": "string", "description": "its `type`, or `heartbeat`, which has no id"},
        "data": {
            "type": "string",
            "contentMediaType": "application/json",
            "description": "its `data`, on one line",
        },
        "retry": {"type": "integer", "description": "milliseconds to wait before coming back"},
    },
}
"""The whole of an event is described apart, since a client puts it together of these."""


def install(app: FastAPI) -> None:
    """Serve Swagger UI at ``/docs``."""
    app.mount(ASSETS, StaticFiles(directory=str(files("fastapi_swagger") / "resources")))

    @app.get("/docs", include_in_schema=False)
    async def swagger() -> HTMLResponse:
        return HTMLResponse(SHOWN, headers={POLICY: written(API_DOCS)})

    @app.get(START, include_in_schema=False)
    async def start() -> Response:
        return Response(STARTED, media_type="text/javascript")


def describe_events(app: FastAPI) -> None:
    """Tell what a stream holds, of which its route knows nothing: each feature says its own.

    And what all routes answer alike: problem documents.
    """
    describe = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            told = describe()
            schemas = told["components"]["schemas"]
            event = RUN_EVENT.json_schema(ref_template=REFERENCE)
            schemas |= event.pop("$defs")
            schemas |= {"RunEvent": event, "RunFrame": RUN_FRAME}
            describe_problems(told)
            describe_security(told)
            told["components"]["schemas"] = dict(sorted(schemas.items()))
            streamed = {"schema": {"$ref": REFERENCE.format(model="RunFrame")}}
            told["paths"][EVENTS]["get"]["responses"]["200"]["content"] = {
                "text/event-stream": streamed
            }
        return app.openapi_schema or {}

    app.openapi = described  # type: ignore[method-assign]
