"""A full disk is told, breaks nothing, and is forgotten once there is room."""

from __future__ import annotations

import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from folioscope.settings.values import Settings
from tests.opened_program import Program, open_program

MEGABYTE = 1024 * 1024
pytestmark = pytest.mark.slow


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system with room for a few megabytes; only root may make one."""
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a small file system cannot be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
async def cramped(settings: Settings, small_disk: Path) -> AsyncIterator[Program]:
    """The program, all of whose data is on the small disk, with a base in it."""
    here = {"data_dir": small_disk / "data", "database_url": None}
    async with open_program(settings.model_copy(update=here)) as opened:
        await opened.fill("kb", {"ada.txt": "Ada runs Kubernetes."})
        yield opened


async def test_a_file_without_room_is_refused_by_name_and_the_rest_goes_on(
    cramped: Program,
) -> None:
    files = {"huge.txt": os.urandom(12 * MEGABYTE), "bob.txt": b"Bob bakes bread."}
    accepted = await cramped.upload("kb", files)
    (refused,) = accepted["refused"]
    assert (refused["path"], refused["code"]) == ("huge.txt", "disk_full")
    assert (await cramped.outcome(accepted["run_id"]))["result"]["added"] == 1
    assert (await cramped.search("kb", "bread"))[0]["path"] == "bob.txt"
    await cramped.assert_nothing_half_stored()


async def test_a_database_without_room_says_so_and_works_again_when_there_is_some(
    cramped: Program, small_disk: Path
) -> None:
    filler = small_disk / "filler"
    with filler.open("wb", buffering=0) as stream, suppress(OSError):
        while stream.write(bytes(4096)):
            pass
    wanted = {"title": "x" * 200}
    answers = [await cramped.client.post("/api/threads", json=wanted) for _ in range(40)]
    full = [answer for answer in answers if answer.status_code != 201]
    assert full
    assert {answer.json()["code"] for answer in full} == {"disk_full"}
    assert (await cramped.search("kb", "Kubernetes"))[0]["path"] == "ada.txt"
    assert (await cramped.client.get("/health/ready")).status_code == 503
    assert (await cramped.client.get("/health/live")).status_code == 200
    filler.unlink()
    _, run_id = await cramped.question("Who runs Kubernetes?")
    assert "Kubernetes" in (await cramped.outcome(run_id))["text"]
    await cramped.assert_nothing_half_stored()
