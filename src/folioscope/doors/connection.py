"""How a command reaches the program: through the server that runs, or one of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module

from folioscope.doors.lock import find_holder
from folioscope.outbound.http import Client, Limits, open_client
from folioscope.platform.terminal.client import ApiClient
from folioscope.settings.values import Settings

# An upload is read to its end before it is answered; a base that is exported may be of any size.
PATIENT = Limits(read_seconds=600, response_bytes=2**50)


@asynccontextmanager
async def connect(settings: Settings) -> AsyncIterator[ApiClient]:
    """A client of whoever holds the data folder; of this process, if nobody does."""
    holder = find_holder(settings.data_dir)
    if holder is not None:
        async with _client(open_client(holder.url, limits=PATIENT), holder.token) as client:
            yield ApiClient(client, f"The server at {holder.url}")
        return
    # Only who serves pays for importing the server and all that it stands on.
    private_server = import_module("folioscope.doors.server").private_server
    async with private_server(settings) as (socket, token):
        opened = open_client("http://localhost", uds=str(socket), limits=PATIENT)
        async with _client(opened, token) as client:
            yield ApiClient(client, "The program")


@asynccontextmanager
async def _client(client: Client, token: str) -> AsyncIterator[Client]:
    client.headers["Authorization"] = f"Bearer {token}"
    async with client:
        yield client
