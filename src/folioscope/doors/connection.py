"""How a command reaches the program: through the server that runs, or one of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from importlib import import_module
from urllib.parse import quote

from folioscope.doors.lock import FolderInUse, find_holder
from folioscope.outbound.http import Client, Limits, open_client
from folioscope.platform.principal import ACTS_FOR
from folioscope.platform.terminal.client import ApiClient
from folioscope.settings.values import Settings

OWN = "The program"
# An upload is read to its end before it is answered; a base that is exported may be of any size.
PATIENT = Limits(read_seconds=600, response_bytes=2**50)


@asynccontextmanager
async def connect(settings: Settings, acts_for: str | None = None) -> AsyncIterator[ApiClient]:
    """A client of whoever holds the data folder; of this process, if nobody does.

    It acts for the account with the mail address ``acts_for``, if one is named.
    """
    async with AsyncExitStack() as stack:
        opened, token, name = await _reached(settings, stack)
        async with _client(opened, token, acts_for) as client:
            yield ApiClient(client, name, acts_for)


async def _reached(settings: Settings, stack: AsyncExitStack) -> tuple[Client, str, str]:
    """A client of whoever answers, the token it asks for, and what it is called."""
    holder = find_holder(settings.data_dir)
    if holder is None:
        # Only who serves pays for importing the server and all that it stands on.
        private_server = import_module("folioscope.doors.server").private_server
        try:
            socket, token = await stack.enter_async_context(private_server(settings))
        except FolderInUse:
            holder = find_holder(settings.data_dir)
            if holder is None:
                raise
            # A server that was still starting has meanwhile said where it is.
        else:
            return open_client("http://localhost", uds=str(socket), limits=PATIENT), token, OWN
    return open_client(holder.url, limits=PATIENT), holder.token, f"The server at {holder.url}"


@asynccontextmanager
async def _client(client: Client, token: str, acts_for: str | None) -> AsyncIterator[Client]:
    client.headers["Authorization"] = f"Bearer {token}"
    if acts_for is not None:
        client.headers[ACTS_FOR] = quote(acts_for, safe="@")
    async with client:
        yield client
