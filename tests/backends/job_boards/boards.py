"""Boards of the registry, opened on a loopback server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from folioscope.backends.job_boards.port import (
    BoardConfig,
    BoardReach,
    JobBoard,
    Posting,
    Unreadable,
)
from folioscope.backends.registry import load
from folioscope.outbound.pace import Pace
from tests.board_server import BoardServer

PATHS = {
    "civiweb": "/api/Offers",
    "greenhouse": "/v1/boards",
    "lever": "/v0/postings",
    "lever-eu": "/v0/postings",
    "ashby": "/posting-api/job-board",
    "recruitee": "",
    "smartrecruiters": "/v1/companies",
}


async def at_once(_seconds: float) -> None:
    """Wait no time."""


def reach_of(server: BoardServer, **others: Any) -> BoardReach:
    """That all boards are on this server, and that pages of it may be read."""
    reach = BoardReach(
        urls={backend: f"{server.url}{path}" for backend, path in PATHS.items()},
        hosts=(server.url,),
        pause_seconds=0,
        permitted=frozenset({"smartrecruiters"}),
        pace=Pace(at_once),
    )
    return replace(reach, **others)


@asynccontextmanager
async def opened(
    server: BoardServer, backend: str, config: BoardConfig | None = None, **others: Any
) -> AsyncIterator[JobBoard]:
    """A board on the server; without a config that of the company “example”."""
    config = config or BoardConfig(slug="" if backend == "civiweb" else "example")
    board: JobBoard = load("job_boards", backend)(config, reach_of(server, **others))
    try:
        yield board
    finally:
        await board.aclose()


async def listed(
    server: BoardServer,
    backend: str,
    config: BoardConfig | None = None,
    since: datetime | None = None,
) -> list[Posting | Unreadable]:
    """All that a board lists."""
    async with opened(server, backend, config) as board:
        return [found async for found in board.list_offers(since)]


async def postings(
    server: BoardServer, backend: str, config: BoardConfig | None = None
) -> list[Posting]:
    """The same where each can be read."""
    found = await listed(server, backend, config)
    assert not [each for each in found if isinstance(each, Unreadable)]
    return [each for each in found if isinstance(each, Posting)]
