"""Uploads and rebuilds that are killed at each of their stages; everything at once for a while."""

from __future__ import annotations

import asyncio
import os
import random
import time
from contextlib import suppress

import pytest

from tests.faults.checker import check
from tests.faults.checker_of_bases import files_whole
from tests.faults.knowledge import (
    filled,
    letters,
    make_base,
    search,
    send_files,
    upload,
    upload_in_vain,
)
from tests.faults.wire import Broken
from tests.faults.world import World

pytestmark = [pytest.mark.slow, pytest.mark.faults]
SECONDS = float(os.environ.get("FAULTS_SECONDS", "15"))
FILES = 6
INGEST = {
    "bytes half copied": "blobs.copying=kill@3",
    "bytes stored, no rows": "intake.stored=kill@1",
    "accepted": "ingest.started=kill@1",
    "read": "staging.parsed=kill@2",
    "embedded": "staging.embedded=kill@2",
    "staged": "staging.staged=kill@1",
    "published": "ingest.published=kill@1",
}
REBUILD = {
    "read": "staging.parsed=kill@2",
    "embedded": "staging.embedded=kill@1",
    "staged": "staging.staged=kill@1",
    "switching": "rebuild.switching=kill@1",
}


@pytest.mark.parametrize("stage", INGEST)
async def test_an_upload_is_killed(world: World, stage: str) -> None:
    server = await world.start(INGEST[stage])
    await make_base(world)
    answered = await upload_in_vain(world, letters(FILES))
    await server.ended()
    await world.start()
    if not answered:
        await upload(world, letters(FILES))
    await world.settle()
    base = await world.get("/api/kbs/kb")
    assert (base["ready"], base["failed"]) == (FILES, 0), base
    for number in range(FILES):
        assert (await search(world, f"Person{number} writes", k=1))[0]["path"] == f"{number:02}.txt"
    await check(world)


@pytest.mark.parametrize("stage", REBUILD)
async def test_a_rebuild_is_killed(world: World, stage: str) -> None:
    server = await world.start()
    await filled(world, letters(FILES))
    before = await _chunks(world)
    await server.kill()
    server = await world.start(REBUILD[stage], SCRIPTED_EMBEDDING_SECONDS="0.1")
    with suppress(Broken):
        await send_files(world, "/api/kbs/kb/rebuild", letters(FILES, "newer"))
    await server.ended()
    await world.start(SCRIPTED_EMBEDDING_SECONDS="0.3")
    if not await world.rows.all("SELECT id FROM bases WHERE edition > 1"):
        assert await _chunks(world) == before
    await world.settle()
    after = await _chunks(world)
    assert len(after) == len(before)
    assert after.isdisjoint(before)
    assert all("first" not in text for _, text in after)
    await check(world)


async def _chunks(world: World) -> set[tuple[str, str]]:
    """All that can be found."""
    return {(hit["chunk_id"], hit["text"]) for hit in await search(world, "Person1 writes", k=100)}


@pytest.mark.quick_faults
async def test_a_file_that_broke_off_is_whole_when_it_is_sent_again(world: World) -> None:
    await world.start("blobs.copying=error@2")
    await make_base(world)
    long = b"A word or two. " * 100_000 + b"Zanzibar is at the end."
    refused = await upload(world, {"long.txt": long})
    assert [file["code"] for file in refused["refused"]] == ["failpoint_hit"]
    await upload(world, {"long.txt": long})
    await world.settle()
    assert "Zanzibar is at the end" in (await search(world, "Zanzibar", k=1))[0]["text"]
    assert await files_whole(world) == []


async def test_everything_at_once(world: World) -> None:
    await world.start()
    await filled(world, letters(4))
    await world.remember()
    until = time.monotonic() + SECONDS
    done = await asyncio.gather(
        _add(world, until), _delete(world, until), _query(world, until), _rebuild(world, until)
    )
    assert all(done), done
    await check(world)


async def _add(world: World, until: float) -> int:
    done = 0
    while time.monotonic() < until:
        version = f"draft{done}"
        content = f"Person{done % 8} writes, {version}. " + f"{version} " * 600
        answer = await send_files(
            world, "/api/kbs/kb/documents", {f"{done % 8}.md": content.encode()}
        )
        assert answer.status in (202, 429), (answer.status, answer.body)
        done += answer.status == 202
        await asyncio.sleep(random.uniform(0, 0.2))
    return done


async def _delete(world: World, until: float) -> int:
    done = 0
    while time.monotonic() < until:
        name = random.choice([f"{number}.md" for number in range(8)])
        answer = await world.call("DELETE", f"/api/kbs/kb/documents?document={name}")
        assert answer.status in (200, 204, 404), (answer.status, answer.body)
        done += answer.status != 404
        await asyncio.sleep(random.uniform(0.1, 0.4))
    return done


async def _query(world: World, until: float) -> int:
    """I8: whatever one search finds in one file is of one version of it."""
    done = 0
    while time.monotonic() < until:
        versions: dict[str, set[str]] = {}
        for hit in await search(world, f"Person{done % 8} writes draft{done}", k=50):
            drafts = {word for word in hit["text"].split() if word.startswith("draft")}
            versions.setdefault(hit["path"], set()).update(word.strip(".") for word in drafts)
        assert all(len(found) <= 1 for found in versions.values()), versions
        done += 1
        await asyncio.sleep(0.02)
    return done


async def _rebuild(world: World, until: float) -> int:
    done = 0
    while time.monotonic() < until:
        answer = await world.call("POST", "/api/kbs/kb/rebuild")
        assert answer.status in (202, 409, 429), (answer.status, answer.body)
        done += answer.status == 202
        await asyncio.sleep(random.uniform(0.2, 1))
    return done
