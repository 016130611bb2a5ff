"""Imports that are killed at each of their stages: a base is there whole, once, or not at all."""

from __future__ import annotations

import pytest

from tests.faults.checker import check
from tests.faults.knowledge import search
from tests.faults.wire import Answer, Broken, Connection
from tests.faults.world import World
from tests.features.transfers.exports import made_export, packed

pytestmark = [pytest.mark.slow, pytest.mark.faults]
IMPORT = {
    "bytes half copied": "blobs.copying=kill@1",
    "bytes stored, no rows": "importing.arrived=kill@1",
    "accepted": "importing.started=kill@1",
    "stored": "importing.stored=kill@1",
    "publishing": "importing.publishing=kill@1",
}


async def send(world: World) -> Answer:
    """Send an export of two documents; ``Broken`` without an answer."""
    connection = await Connection.open(world.port)
    try:
        content = packed(made_export())
        head = await connection.begin("POST", "/api/kbs/import?name=back", content, {})
        return await connection.rest(head)
    finally:
        connection.vanish()


@pytest.mark.parametrize("stage", IMPORT)
async def test_an_import_is_killed(world: World, stage: str) -> None:
    server = await world.start(IMPORT[stage])
    try:
        is_answered = (await send(world)).status == 202
    except Broken:
        is_answered = False
    await server.ended()
    await world.start()
    assert [base["name"] for base in (await world.get("/api/kbs"))["kbs"]] in ([], ["back"])
    if not is_answered:
        assert (await send(world)).status == 202
    await world.settle()
    base = await world.get("/api/kbs/back")
    assert (base["ready"], base["chunks"]) == (2, 2)
    assert len(await search(world, "bread bridges", kb="back")) == 2
    await check(world)
