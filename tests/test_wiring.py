"""Opening and closing what a process has."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from folioscope.settings import Settings
from folioscope.wiring import kinds_of, open_folioscope


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


async def test_a_folder_can_be_opened_again_and_again(settings: Settings) -> None:
    for _ in range(5):
        async with open_folioscope(settings) as folioscope:
            assert set(kinds_of(folioscope)) >= {"chat.answer", "knowledge.ingest"}


async def test_bytes_that_no_row_names_are_cleared_at_start(settings: Settings) -> None:
    async with open_folioscope(settings) as folioscope:
        stored = folioscope.tools.blobs.put(io.BytesIO(b"never committed"), 100)
    async with open_folioscope(settings) as folioscope:
        assert stored.digest not in folioscope.tools.blobs.digests()


async def test_files_beside_a_database_that_was_lost_are_kept(
    settings: Settings, tmp_path: Path
) -> None:
    async with open_folioscope(settings) as folioscope:
        stored = folioscope.tools.blobs.put(io.BytesIO(b"precious"), 100)
    for path in tmp_path.glob("folioscope.db*"):
        path.unlink()
    async with open_folioscope(settings) as folioscope:
        assert stored.digest in folioscope.tools.blobs.digests()
