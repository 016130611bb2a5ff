"""The program as clients at chosen addresses meet it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import httpx2

from folioscope.doors.http import build_app
from folioscope.settings.values import Settings
from folioscope.wiring.opening import open_folioscope

Knock = Callable[[str], httpx2.AsyncClient]
SECRET_KEY = "of the tests alone: 0123456789abcdef"


@asynccontextmanager
async def knocking(settings: Settings, **changed: object) -> AsyncIterator[Knock]:
    """What makes a client whose connection comes from an address; accounts are on."""
    chosen = {"auth": "password", "secret_key": SECRET_KEY, **changed}
    given = Settings(_env_file=None, **{**settings.model_dump(), **chosen})
    async with open_folioscope(given) as folioscope, AsyncExitStack() as stack:
        app = build_app(folioscope, "of the server")

        def knock(peer: str) -> httpx2.AsyncClient:
            transport = httpx2.ASGITransport(app, client=(peer, 4711))
            client = httpx2.AsyncClient(transport=transport, base_url="http://localhost")
            stack.push_async_callback(client.aclose)
            return client

        yield knock
