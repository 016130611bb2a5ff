"""One process a data folder, between real processes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from folioscope.doors.connection import connect
from folioscope.doors.lock import FolderInUse, FolderUnusable, Holder, find_holder, folder_lock
from folioscope.doors.opened_database import beside_others
from folioscope.errors import BackendFailed
from folioscope.settings.values import Settings

HOLD = """
import os, sys
from pathlib import Path
from folioscope.doors.lock import Holder, folder_lock
with folder_lock(Path(sys.argv[1]), 5) as lock:
    if len(sys.argv) > 2:
        lock.announce(Holder(os.getpid(), sys.argv[2], "token"))
    print("held", flush=True)
    sys.stdin.readline()
"""
URL = "http://127.0.0.1:8000"


@contextmanager
def held(folder: Path, *url: str, script: str = HOLD) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the folder until it is told to let go, or killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(folder), *url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def test_nobody_holds_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert find_holder(tmp_path / "nowhere") is None
    assert not (tmp_path / "nowhere").exists()


def test_the_folder_is_made_and_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    with folder_lock(folder):
        assert folder.stat().st_mode & 0o777 == 0o700
        assert (folder / "lock").stat().st_mode & 0o777 == 0o600


def test_a_server_that_holds_the_folder_is_found_and_keeps_others_out(tmp_path: Path) -> None:
    with held(tmp_path, URL) as process:
        assert find_holder(tmp_path) == Holder(process.pid, URL, "token")
        with (
            pytest.raises(FolderInUse, match=f"{URL} .process {process.pid}."),
            # It is not waited for, although there is patience for an hour.
            folder_lock(tmp_path, 3600),
        ):
            raise AssertionError
        assert find_holder(tmp_path) == Holder(process.pid, URL, "token")


def test_a_command_that_holds_the_folder_says_nothing_of_itself(tmp_path: Path) -> None:
    with held(tmp_path):
        assert find_holder(tmp_path) is None
        with (
            pytest.raises(FolderInUse, match=r"in use by another command.*FOLIOSCOPE_DATA_DIR"),
            folder_lock(tmp_path, 0.1),
        ):
            raise AssertionError


def test_a_command_is_waited_for(tmp_path: Path) -> None:
    with held(tmp_path) as process:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
        with folder_lock(tmp_path, 60):
            assert find_holder(tmp_path) is None


def test_who_was_killed_holds_nothing_and_is_not_believed(tmp_path: Path) -> None:
    with held(tmp_path, URL) as process:
        process.kill()
        process.wait()
        assert (tmp_path / "lock").read_text() != ""
        assert find_holder(tmp_path) is None
        with folder_lock(tmp_path, 0.1):
            assert (tmp_path / "lock").read_text() == ""


def test_the_lock_is_free_again_however_it_was_left(tmp_path: Path) -> None:
    def fail() -> None:
        with folder_lock(tmp_path) as lock:
            lock.announce(Holder(os.getpid(), URL, "token"))
            assert find_holder(tmp_path) == Holder(os.getpid(), URL, "token")
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert find_holder(tmp_path) is None
    with folder_lock(tmp_path, 0) as lock:
        lock.clear()


def test_those_who_only_look_do_not_keep_anybody_out(tmp_path: Path) -> None:
    with folder_lock(tmp_path):
        pass
    for _ in range(20):
        assert find_holder(tmp_path) is None
        with folder_lock(tmp_path, 0):
            pass


def test_a_data_folder_that_can_be_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    for folder in (tmp_path / "file", tmp_path / "file" / "data"):
        assert find_holder(folder) is None
        with (
            pytest.raises(FolderUnusable, match="FOLIOSCOPE_DATA_DIR") as refused,
            folder_lock(folder),
        ):
            raise AssertionError
        assert str(folder) in refused.value.message
    assert (tmp_path / "file").read_text() == "not a folder"


STARTS = """
import os, sys, time
from pathlib import Path
from folioscope.doors.lock import Holder, folder_lock
with folder_lock(Path(sys.argv[1]), 5) as lock:
    print("held", flush=True)
    time.sleep(3)
    lock.announce(Holder(os.getpid(), sys.argv[2], "token"))
    sys.stdin.readline()
"""


async def test_a_command_talks_to_a_server_that_was_still_starting(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path)
    nobody = "http://127.0.0.1:1"
    with held(tmp_path, nobody, script=STARTS):
        assert find_holder(tmp_path) is None
        async with connect(settings) as client:
            with pytest.raises(BackendFailed, match=f"The server at {nobody}"):
                await client.get("/api/about")


def test_who_reads_beside_a_server_does_so_when_it_was_still_starting(tmp_path: Path) -> None:
    (tmp_path / "folioscope.db").touch()
    settings = Settings(_env_file=None, data_dir=tmp_path, database_url=None)
    with held(tmp_path, URL, script=STARTS), beside_others(settings):
        assert find_holder(tmp_path) is not None
