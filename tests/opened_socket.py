"""A WebSocket to an opened or running program, as a test talks through it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from websockets.asyncio.client import ClientConnection, connect, unix_connect
from websockets.exceptions import ConnectionClosed

from tests.opened_program import PATIENCE, Program

PATH = "/api/ws"


@dataclass(frozen=True)
class OpenSocket:
    """The client's end. ``connection`` is there for what is against the rules."""

    connection: ClientConnection

    async def send(self, kind: str, **fields: Any) -> None:
        await self.connection.send(json.dumps({"type": kind, **fields}))

    async def next(self) -> Any:
        """The next message, which may be an event."""
        async with asyncio.timeout(PATIENCE):
            return json.loads(await self.connection.recv())

    async def ask(self, kind: str, **fields: Any) -> Any:
        """The answer to a message; events that come before it are lost."""
        await self.send(kind, **fields)
        while "seq" in (answer := await self.next()):
            pass
        return answer

    async def until(self, kind: str, *, texts: list[str] | None = None) -> list[Any]:
        """All messages up to the first of a type, as they were sent if ``texts`` collects them."""
        messages: list[Any] = []
        async with asyncio.timeout(PATIENCE):
            while not messages or messages[-1]["type"] != kind:
                text = await self.connection.recv()
                assert isinstance(text, str)
                if texts is not None:
                    texts.append(text)
                messages.append(json.loads(text))
        return messages

    async def closed(self) -> tuple[int | None, str | None]:
        """Code and reason with which the connection ends; what comes before is lost."""
        async with asyncio.timeout(PATIENCE):
            with suppress(ConnectionClosed):
                while True:
                    await self.connection.recv()
            await self.connection.wait_closed()
        return self.connection.close_code, self.connection.close_reason


@asynccontextmanager
async def open_socket(
    program: Program,
    headers: Mapping[str, str] | None = None,
    path: str = PATH,
    host: str = "localhost",
) -> AsyncIterator[OpenSocket]:
    """Connect as a program does that knows the token: it sends no Origin.

    ``host`` is what an opened program is called; a running one has its own address.
    """
    if headers is None:
        headers = {"Authorization": program.client.headers["Authorization"]}
    if program.unix_socket is None:
        uri = str(program.client.base_url.copy_with(scheme="ws")).rstrip("/") + path
        opening = connect(uri, additional_headers=headers, proxy=None)
    else:
        where = str(program.unix_socket)
        uri = f"ws://{host}{path}"
        opening = unix_connect(where, uri, additional_headers=headers, proxy=None)
    async with opening as connection:
        yield OpenSocket(connection)
