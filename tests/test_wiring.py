"""Opening and closing what a process has."""

from __future__ import annotations

import asyncio
import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from folioscope.errors import Invalid
from folioscope.features.chat.tables import Thread
from folioscope.platform.database.base import now
from folioscope.platform.runs.tables import Run
from folioscope.settings.values import Settings
from folioscope.wiring import opening
from folioscope.wiring.kinds import kinds_of
from folioscope.wiring.opened import Folioscope
from folioscope.wiring.opening import open_folioscope


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


@pytest.fixture
def left(tmp_path: Path) -> list[Path]:
    """A copy of an upgrade that is too old, and what killed upgrades have not finished."""
    left = [tmp_path / "copies" / name for name in ("before-1-0006.db", "before-2-0006.part")]
    left.append(tmp_path / "upgrade-x" / "copy.db")
    return left


def leave(left: list[Path]) -> None:
    for path in left:
        path.parent.mkdir(exist_ok=True)
        path.touch()
        for old in (path, path.parent):
            os.utime(old, (0, 0))


async def test_copies_of_upgrades_do_not_outlive_their_days_where_none_are_made_any_more(
    settings: Settings, left: list[Path]
) -> None:
    leave(left)
    chosen = settings.model_copy(update={"copy_before_upgrade": False})
    async with open_folioscope(chosen, executes="never"):
        assert [path for path in left if path.exists()] == []


async def test_nor_where_the_server_is_not_started_again(
    settings: Settings, left: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "UPKEEP_SECONDS", 0.01)
    async with open_folioscope(settings), asyncio.timeout(30):
        leave(left)
        while any(path.exists() for path in left):
            await asyncio.sleep(0.01)


async def test_an_upgrade_that_is_tried_beside_a_server_is_left_alone(
    settings: Settings, left: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "UPKEEP_SECONDS", 0.01)
    tried = left[0].parent.parent / "upgrade-y"
    async with open_folioscope(settings), asyncio.timeout(30):
        tried.mkdir()
        leave(left)
        while any(path.exists() for path in left):
            await asyncio.sleep(0.01)
        assert tried.exists()


async def test_files_beside_a_database_that_was_lost_are_kept(
    settings: Settings, tmp_path: Path
) -> None:
    async with open_folioscope(settings) as folioscope:
        stored = folioscope.tools.blobs.put(io.BytesIO(b"precious"), 100)
    for path in tmp_path.glob("folioscope.db*"):
        path.unlink()
    async with open_folioscope(settings) as folioscope:
        assert stored.digest in folioscope.tools.blobs.digests()


async def test_an_empty_database_clears_no_folder_that_may_be_that_of_another(
    settings: Settings, tmp_path: Path
) -> None:
    shared = tmp_path / "shared"
    async with open_folioscope(settings.model_copy(update={"files_dir": shared})) as folioscope:
        stored = folioscope.tools.blobs.put(io.BytesIO(b"precious"), 100)
        folioscope.tools.blobs.unpin([stored])
    (tmp_path / "other").mkdir()
    other = Settings(data_dir=tmp_path / "other", files_dir=shared)
    for _ in range(2):
        async with open_folioscope(other) as folioscope:
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


@pytest.mark.postgres_only
async def test_a_process_with_another_data_folder_reads_what_this_one_took_in(
    database_url: str, tmp_path: Path
) -> None:
    ours, theirs = (
        Settings(_env_file=None, data_dir=tmp_path / name, database_url=database_url)
        for name in ("ours", "theirs")
    )
    async with open_folioscope(ours, executes="never") as here:
        stored = here.tools.blobs.put(io.BytesIO(b"hello"), 100)
    async with open_folioscope(theirs, executes="never") as there:
        with there.tools.blobs.local_path(stored.digest) as path:
            assert path.read_bytes() == b"hello"


async def test_upkeep_deletes_what_the_settings_say(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "UPKEEP_SECONDS", 0.01)
    async with open_folioscope(settings) as folioscope, folioscope.database.write() as session:
        for days in (1, 400):
            moment = now() - timedelta(days=days)
            run = Run(owner_id=0, actor_kind="local", actor_id=0, kind="x", status="done")
            run.finished_at = moment
            session.add_all([run, Thread(owner_id=0, title=str(days), updated_at=moment)])
    kept = settings.model_copy(update={"retention_days": 30, "compact_after_days": 30})
    async with asyncio.timeout(20), open_folioscope(kept) as folioscope:
        while await remaining(folioscope) != (["1"], 1):
            await asyncio.sleep(0.01)


async def remaining(folioscope: Folioscope) -> tuple[list[str | None], int]:
    """Titles of the conversations that are left, and how many runs are not compacted."""
    async with folioscope.database.read() as session:
        titles = (await session.scalars(select(Thread.title))).all()
        whole = select(func.count()).where(Run.compacted_at.is_(None))
        return list(titles), await session.scalar(whole) or 0
