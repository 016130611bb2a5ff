"""Clients that follow runs over a WebSocket, and keep the same log as those over HTTP."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage

from tests.faults.clients import PAUSE, STEADY, Journal, Manner, Reachable, Watch
from tests.faults.wire import HOST, Broken, Seen

DATA = '"data":'


@asynccontextmanager
async def socket(at: Reachable) -> AsyncIterator[ClientConnection]:
    """An open socket; ``Broken`` when there is none or it ends. It is left without a goodbye."""
    try:
        opened = await connect(f"ws://{HOST}:{at.port}/api/ws", proxy=None, max_size=2**25)
    except (OSError, InvalidHandshake, InvalidMessage, TimeoutError, EOFError) as error:
        raise Broken from error
    try:
        yield opened
    except ConnectionClosed as error:
        raise Broken from error
    finally:
        opened.transport.abort()


async def say(opened: ClientConnection, **message: object) -> None:
    """Send a message."""
    await opened.send(json.dumps(message))


async def answer(opened: ClientConnection, kind: str) -> Any:
    """The next message of a kind; those before it are passed over."""
    while True:
        told = json.loads(await opened.recv())
        if told["type"] in (kind, "error") and "seq" not in told:
            return told


def seen_in(text: str) -> Seen | None:
    """The event in a message, its data as it stands in it; None if it holds none."""
    told = json.loads(text)
    if "seq" not in told:
        return None
    start = text.index(DATA) + len(DATA)
    _, length = json.JSONDecoder().raw_decode(text[start:].lstrip())
    return Seen(told["seq"], told["type"], text[start:].lstrip()[:length])


async def follow_all(
    at: Reachable, journal: Journal, run_ids: list[str], manner: Manner = STEADY
) -> list[Watch]:
    """Follow several runs over one socket, and over another when it breaks, to their ends."""
    watches = {run_id: Watch(run_id, 0) for run_id in run_ids}
    journal.watches += watches.values()
    deadline = time.monotonic() + manner.patience
    while not all(watch.is_over for watch in watches.values()):
        assert time.monotonic() < deadline, f"these do not end: {run_ids}"
        try:
            async with socket(at) as opened:
                await _listen(opened, watches, manner)
        except Broken:
            await asyncio.sleep(PAUSE)
    return list(watches.values())


async def _listen(opened: ClientConnection, watches: dict[str, Watch], manner: Manner) -> None:
    left = {run_id for run_id, watch in watches.items() if not watch.is_over}
    for run_id in left:
        await say(opened, type="resume", run_id=run_id, after=watches[run_id].last)
        watches[run_id].connections += 1
    taken = 0
    while left and not (manner.vanish_every and taken >= manner.vanish_every):
        async with asyncio.timeout(manner.patience):
            text = str(await opened.recv())
        told = json.loads(text)
        event = seen_in(text)
        if event is not None:
            watches[told["run_id"]].seen.append(event)
            taken += 1
        elif told["type"] == "error":
            watches[told["run_id"]].refusals.append(told["status"])
            return
        if told["type"] in ("done", "end"):
            watches[told["run_id"]].is_over = True
            left.discard(told["run_id"])
