"""Bytes go when the last row that names them is gone, and no sooner."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from folioscope.backends.blobs.port import Blobs
from folioscope.features.knowledge.repository import Files
from folioscope.features.knowledge.unneeded_files import UnneededFiles
from folioscope.platform.database.engine import Database, driver_address, parse_url
from folioscope.platform.principal import LOCAL
from tests.backends.contested_file import open_blobs, put


@pytest.fixture
def blobs(database: Database, database_url: str, tmp_path: Path) -> Iterator[Blobs]:
    """The store that goes with the database."""
    address = driver_address(parse_url(database_url))
    kind, place = ("disk", f"{tmp_path}/files") if database.is_sqlite else ("postgres", address)
    with closing(open_blobs(kind, place)) as opened:
        yield opened


@pytest.fixture
async def unneeded(database: Database, blobs: Blobs) -> AsyncIterator[UnneededFiles]:
    opened = UnneededFiles(database, blobs)
    yield opened
    await opened.aclose()


async def add(database: Database, blobs: Blobs, *contents: bytes) -> list[str]:
    """Files that rows name."""
    stored = [await asyncio.to_thread(put, blobs, content) for content in contents]
    async with database.write() as session:
        for file in stored:
            await Files(session, LOCAL).keep(file.digest, file.size, 0)
    await asyncio.to_thread(blobs.unpin, stored)
    return [file.digest for file in stored]


async def test_bytes_go_when_it_is_committed_that_nobody_needs_them(
    database: Database, blobs: Blobs, unneeded: UnneededFiles
) -> None:
    async def break_off() -> None:
        async with database.write() as session:
            await unneeded.forget_unneeded(session, LOCAL)
            raise LookupError

    (digest,) = await add(database, blobs, b"one")
    with pytest.raises(LookupError):
        await break_off()
    await unneeded.aclose()
    assert blobs.digests() == [digest]

    async with database.write() as session:
        await unneeded.forget_unneeded(session, LOCAL)
        assert blobs.digests() == [digest]
    await unneeded.aclose()
    assert blobs.digests() == []


async def test_bytes_that_are_named_again_by_then_stay(
    database: Database, blobs: Blobs, unneeded: UnneededFiles
) -> None:
    (digest,) = await add(database, blobs, b"one")
    async with database.write() as session:
        unneeded.forget(session, [digest])
    await unneeded.aclose()
    assert blobs.digests() == [digest]


async def test_a_sweep_leaves_what_is_named_or_about_to_be(
    database: Database, blobs: Blobs, unneeded: UnneededFiles
) -> None:
    named = await add(database, blobs, b"one", b"two")
    coming = put(blobs, b"coming")
    orphan = put(blobs, b"orphan")
    blobs.unpin([orphan])
    await unneeded.sweep()
    assert set(blobs.digests()) == {*named, coming.digest}


async def test_an_empty_database_beside_files_takes_none_of_them_away(
    blobs: Blobs, unneeded: UnneededFiles
) -> None:
    stored = put(blobs)
    blobs.unpin([stored])
    await unneeded.sweep()
    assert blobs.digests() == [stored.digest]
    await unneeded.sweep(even_all=True)
    assert blobs.digests() == []


async def test_what_is_out_of_reach_waits_and_fails_nothing(
    database: Database, database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    blobs = open_blobs("shared", f"{tmp_path}/shared")
    unneeded = UnneededFiles(database, blobs)
    (digest,) = await add(database, blobs, b"one")
    (tmp_path / "shared").rename(tmp_path / "away")
    with caplog.at_level("WARNING"):
        async with database.write() as session:
            await unneeded.forget_unneeded(session, LOCAL)
        await unneeded.aclose()
    assert "stay for now" in caplog.text

    (tmp_path / "away").rename(tmp_path / "shared")
    await add(database, blobs, b"two")
    await unneeded.sweep()
    assert digest not in blobs.digests()
