"""Opening and closing what a process has."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from folioscope.errors import Invalid
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


async def test_files_are_in_the_shared_folder_that_is_set(
    settings: Settings, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        own = {"data_dir": tmp_path / name, "files_dir": tmp_path / "shared"}
        async with open_folioscope(settings.model_copy(update=own)) as folioscope:
            folioscope.tools.blobs.put(io.BytesIO(b"hello"), 100)
            assert len(folioscope.tools.blobs.digests()) == 1
        assert not (tmp_path / name / "files").exists()


async def test_a_shared_folder_that_cannot_be_used_is_told_at_start(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("not a folder")
    wrong = settings.model_copy(update={"files_dir": tmp_path / "file"})
    with pytest.raises(Invalid, match="FOLIOSCOPE_FILES_DIR"):
        async with open_folioscope(wrong):
            raise AssertionError


async def test_a_process_with_another_data_folder_reads_what_this_one_took_in(
    database_url: str, tmp_path: Path
) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("SQLite is for one process")
    ours, theirs = (
        Settings(_env_file=None, data_dir=tmp_path / name, database_url=database_url)
        for name in ("ours", "theirs")
    )
    async with open_folioscope(ours, executes="never") as here:
        stored = here.tools.blobs.put(io.BytesIO(b"hello"), 100)
    async with open_folioscope(theirs, executes="never") as there:
        with there.tools.blobs.local_path(stored.digest) as path:
            assert path.read_bytes() == b"hello"
