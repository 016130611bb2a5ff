"""The pages of the API's documentation, served from here: they work without a network."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

from folioscope.doors.run_events import RUN_EVENT

ASSETS = "/docs/assets"
EVENTS = "/api/runs/{run_id}/events"
REFERENCE = "#/components/schemas/{model}"


def install(app: FastAPI) -> None:
    """Serve Swagger UI at ``/docs``, and describe the events of runs."""
    _describe_events(app)
    app.mount(ASSETS, StaticFiles(directory=str(files("fastapi_swagger") / "resources")))

    @app.get("/docs", include_in_schema=False)
    async def swagger() -> HTMLResponse:
        return get_swagger_ui_html(
            openapi_url="/openapi.json",
            title="Folioscope API",
            swagger_js_url=f"{ASSETS}/swagger-ui-bundle.js",
            swagger_css_url=f"{ASSETS}/swagger-ui.css",
            swagger_favicon_url=f"{ASSETS}/favicon-32x32.png",
        )


def _describe_events(app: FastAPI) -> None:
    """Tell what a stream holds, of which its route knows nothing: each feature says its own."""
    describe = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            told = describe()
            schemas = told["components"]["schemas"]
            event = RUN_EVENT.json_schema(ref_template=REFERENCE)
            schemas |= event.pop("$defs")
            schemas["RunEvent"] = event
            told["components"]["schemas"] = dict(sorted(schemas.items()))
            streamed = {"schema": {"$ref": REFERENCE.format(model="RunEvent")}}
            told["paths"][EVENTS]["get"]["responses"]["200"]["content"] = {
                "text/event-stream": streamed
            }
        return app.openapi_schema or {}

    app.openapi = described  # type: ignore[method-assign]
