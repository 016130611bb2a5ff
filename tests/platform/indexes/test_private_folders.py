"""Folders of one process: nobody else's, and gone with it."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from folioscope.platform.indexes import private_folders
from folioscope.platform.indexes.private_folders import PrivateFolder, in_memory, sweep

HOLD = """
import sys, time
from pathlib import Path
from folioscope.platform.indexes.private_folders import PrivateFolder
held = PrivateFolder(Path(sys.argv[1]))
print(held.path, flush=True)
time.sleep(60)
"""


def test_it_is_gone_when_nobody_holds_it_any_more(tmp_path: Path) -> None:
    folder = PrivateFolder(tmp_path / "parent")
    (folder.path / "file").write_text("words")
    del folder
    gc.collect()
    assert not (tmp_path / "parent").exists()


def test_closing_twice_is_harmless(tmp_path: Path) -> None:
    folder = PrivateFolder(tmp_path)
    folder.close()
    folder.close()
    assert not folder.path.exists()


def test_what_a_process_holds_is_left_alone_until_it_ends_however_it_ends(tmp_path: Path) -> None:
    parent = tmp_path / "parent"
    own = PrivateFolder(parent)
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(parent)], stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    theirs = Path(other.stdout.readline().strip())
    sweep(parent)
    assert theirs.exists()
    other.send_signal(signal.SIGKILL)
    other.wait()
    other.stdout.close()
    sweep(parent)
    assert not theirs.exists()
    assert own.path.exists()


def test_only_a_folder_of_ones_own_is_used_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(private_folders, "MEMORY", tmp_path)
    data_dir = tmp_path / "data"
    folder = in_memory(data_dir, 1)
    assert folder is not None
    assert folder.stat().st_mode & 0o777 == 0o700
    assert in_memory(tmp_path / "other", 1) != folder
    folder.chmod(0o755)
    assert in_memory(data_dir, 1) is None
    shutil.rmtree(folder)
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    folder.symlink_to(tmp_path / "elsewhere")
    assert in_memory(data_dir, 1) is None


def test_where_there_is_no_memory_for_files_or_too_little_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(private_folders, "MEMORY", tmp_path)
    free = os.statvfs(tmp_path).f_frsize * os.statvfs(tmp_path).f_bavail
    assert in_memory(tmp_path, free) is None
    monkeypatch.setattr(private_folders, "MEMORY", tmp_path / "absent")
    assert in_memory(tmp_path, 1) is None


def test_what_a_killed_process_has_left_does_not_take_the_room_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(private_folders, "MEMORY", tmp_path)
    folder = in_memory(tmp_path, 1)
    assert folder is not None
    left = folder / f"{private_folders.PREFIX}left"
    left.mkdir()
    (left / private_folders.LOCK).touch()
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(
        shutil, "disk_usage", lambda _: usage._replace(free=0 if left.exists() else 100)
    )
    assert in_memory(tmp_path, 1) == folder
