"""Paths named over HTTP are read under the allowed roots and nowhere else."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from folioscope.settings.values import Settings
from tests.opened_program import Program, open_program


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A root with a file, and a secret beside it."""
    root = tmp_path / "root"
    (root / "sub").mkdir(parents=True)
    (root / "sub" / "ada.txt").write_text("Ada runs Kubernetes.")
    (tmp_path / "secret.txt").write_text("the secret is swordfish")
    (tmp_path / "rooted").mkdir()
    (tmp_path / "rooted" / "near.txt").write_text("the secret is swordfish")
    return root


@pytest.fixture
async def rooted(settings: Settings, root: Path) -> AsyncIterator[Program]:
    """The program that allows the root, with an empty base."""
    async with open_program(settings.model_copy(update={"allowed_roots": (root,)})) as opened:
        await opened.post("/api/kbs", 201, {"name": "kb"})
        yield opened


async def take(program: Program, status: int, *paths: Path | str) -> Any:
    body = {"paths": [str(path) for path in paths]}
    return await program.post("/api/kbs/kb/import", status, body)


async def test_without_roots_no_path_is_read(program: Program, root: Path) -> None:
    await program.post("/api/kbs", 201, {"name": "kb"})
    for path in (root, root / "sub" / "ada.txt", "/etc/passwd", ".", "~"):
        assert (await take(program, 403, path))["code"] == "path_not_allowed"


async def test_a_folder_under_a_root_is_taken_in(rooted: Program, root: Path) -> None:
    accepted = await take(rooted, 202, root)
    assert accepted["accepted"] == 1
    await rooted.outcome(accepted["run_id"])
    (hit,) = await rooted.search("kb", "Kubernetes")
    assert hit["path"].endswith("root/sub/ada.txt")


async def test_what_lies_outside_is_refused_however_it_is_named(
    rooted: Program, root: Path
) -> None:
    (root / "link.txt").symlink_to(root.parent / "secret.txt")
    outside = (
        root.parent / "secret.txt",
        root / ".." / "secret.txt",
        root.parent / "rooted" / "near.txt",
        root / "link.txt",
        "/etc/passwd",
        "/proc/self/environ",
        "..",
        "",
    )
    for path in outside:
        assert (await take(rooted, 403, path))["code"] == "path_not_allowed", path
    assert (await take(rooted, 403, root, "/etc/passwd"))["code"] == "path_not_allowed"
    assert await rooted.rows("SELECT * FROM documents") == []


async def test_links_that_leave_the_root_are_not_followed_and_the_rest_goes_on(
    rooted: Program, root: Path
) -> None:
    (root / "link.txt").symlink_to(root.parent / "secret.txt")
    (root / "folder").symlink_to(root.parent / "rooted", target_is_directory=True)
    (root / "loop").symlink_to(root, target_is_directory=True)
    (root / "dead.txt").symlink_to(root / "nowhere")
    os.mkfifo(root / "pipe.txt")
    accepted = await take(rooted, 202, root)
    codes = sorted(found["code"] for found in accepted["refused"])
    assert codes == ["path_missing", "path_not_allowed", "path_not_allowed"]
    assert (await rooted.outcome(accepted["run_id"]))["result"]["added"] == 1
    assert await rooted.rows("SELECT text FROM pages WHERE text LIKE '%swordfish%'") == []


async def test_what_is_not_there_is_named(rooted: Program, root: Path) -> None:
    accepted = await take(rooted, 202, root / "nowhere.txt", root / "sub" / "ada.txt")
    assert [found["code"] for found in accepted["refused"]] == ["path_missing"]
    assert accepted["accepted"] == 1
    await rooted.outcome(accepted["run_id"])


async def test_a_path_with_a_nul_is_refused(rooted: Program) -> None:
    await take(rooted, 422, "a\0b")
