"""What a worker answers at a port of its own: whether it is well, and its figures."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from fastapi import FastAPI

from folioscope.doors import health, metrics
from folioscope.doors.connections import BoundedConnection
from folioscope.doors.request_log import RequestLog
from folioscope.platform.api import problems
from folioscope.platform.api.open_streams import OpenStreams
from folioscope.platform.api.sockets import OpenSockets
from folioscope.wiring.opened import Folioscope


class _Server(uvicorn.Server):
    """uvicorn that leaves it to the worker what a signal means."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


@asynccontextmanager
async def answering(folioscope: Folioscope) -> AsyncIterator[None]:
    """Answer meanwhile, if the settings name a port; nothing else is to be had there."""
    settings = folioscope.settings
    if settings.worker_port is None:
        yield
        return
    config = uvicorn.Config(
        build_port(folioscope),
        host=settings.host,
        port=settings.worker_port,
        http=BoundedConnection,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve())
    try:
        yield
    finally:
        server.should_exit = True
        await serving


def build_port(folioscope: Folioscope) -> FastAPI:
    """The app of the port. Nobody is known there: figures are for the token and this machine."""
    app = FastAPI(title="Folioscope worker", docs_url=None, redoc_url=None, openapi_url=None)
    problems.install(app)
    app.include_router(health.router)
    app.include_router(metrics.router)
    app.add_middleware(RequestLog, telemetry=folioscope.instruments.telemetry)
    app.state.folioscope = folioscope
    app.state.telemetry = folioscope.instruments.telemetry
    app.state.open_streams = OpenStreams(0, 0)
    app.state.open_sockets = OpenSockets(app.state.open_streams)
    return app
