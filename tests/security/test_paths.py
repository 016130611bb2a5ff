"""Names and paths that strangers send: no file is opened, made or named outside its place."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import hypothesis
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from folioscope.features.knowledge.incoming import PathNotAllowed, PathUnreadable, open_under
from folioscope.features.knowledge.reaching import reach
from folioscope.settings.values import Settings
from tests.opened_program import Program, open_program

SECRET = "swordfish"
NAMES = (
    "../../outside.txt",
    "/etc/outside.txt",
    "..\\..\\outside.txt",
    "%2e%2e/outside.txt",
    "a\0b.txt",
    "x" * 251 + ".txt",
    "C:\\outside.txt",
    "~/outside.txt",
    "‮txt.exe.txt",
    unicodedata.normalize("NFD", "é.txt"),
    "é.txt",
)
BASES = ("..", ".", "../x", "a/b", "a..b", "%2e%2e", "a\0", "-rf", "", "x" * 65, "a\nb")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder that may be read, beside one that may not."""
    for name, told in (("root/cvs/ada.txt", "Ada bakes bread."), ("secret/key.txt", SECRET)):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(told)
    return tmp_path / "root"


@pytest.fixture
async def rooted(settings: Settings, root: Path) -> AsyncIterator[Program]:
    """The program that allows the root, with an empty base."""
    async with open_program(settings.model_copy(update={"allowed_roots": (root,)})) as opened:
        await opened.post("/api/kbs", 201, {"name": "kb"})
        yield opened


def files_beside(program: Program) -> set[Path]:
    """All files near the data folder that are not in it."""
    near = program.data_dir.parent
    return {path for path in near.rglob("*") if not path.is_relative_to(program.data_dir)}


async def test_t11_no_name_of_an_upload_makes_a_file_outside(program: Program) -> None:
    await program.post("/api/kbs", 201, {"name": "kb"})
    before = {path for path in files_beside(program) if "db" not in path.name}
    parts = [("files", (name, f"{number} loaves".encode())) for number, name in enumerate(NAMES)]
    accepted = await program.ask("POST", "/api/kbs/kb/documents", 202, files=parts)
    await program.events(accepted["run_id"])
    after = {path for path in files_beside(program) if "db" not in path.name}
    assert after == before
    assert all(len(name) == 64 and name.isalnum() for name in await program.blobs())
    for document in (await program.get("/api/kbs/kb/documents"))["documents"]:
        assert document["path"].isprintable()
        assert ".." not in document["path"].split("/")


async def test_t11_a_name_of_a_base_is_plain_or_refused(program: Program) -> None:
    for name in BASES:
        made = await program.client.post("/api/kbs", json={"name": name})
        assert made.status_code == 422, name
        assert made.json()["code"] in {"invalid_request", "kb_name_invalid"}
    assert not [path for path in (program.data_dir / "indexes").rglob("*") if path.name in BASES]


async def test_t11_only_what_lies_under_the_roots_is_imported(rooted: Program, root: Path) -> None:
    (root / "out").symlink_to(root.parent / "secret")
    (root / "cvs" / "key.txt").symlink_to(root.parent / "secret" / "key.txt")
    os.mkfifo(root / "cvs" / "pipe.txt")
    outside = ("/etc", "/proc/self/environ", str(root / ".." / "secret"), str(root / "out"))
    for path in outside:
        assert (await imported(rooted, path)).status_code == 403, path
    for path in ("cvs", "", "~"):
        assert (await imported(rooted, path)).status_code in {403, 422}, path
    taken = (await imported(rooted, str(root / "cvs"))).json()
    result = (await rooted.outcome(taken["run_id"]))["result"]
    assert result["added"] == 1
    assert SECRET not in str(await rooted.rows("SELECT text FROM chunks"))


async def imported(program: Program, path: str) -> httpx2.Response:
    """What is answered to whoever has a path on the server taken in."""
    body: dict[str, Any] = {"paths": [path]}
    return await program.client.post("/api/kbs/kb/import", json=body)


def test_t11_a_folder_that_became_a_link_after_the_look_is_not_followed(root: Path) -> None:
    """The look and the opening are two moments; the second is tried here by itself."""
    (root / "swapped").symlink_to(root.parent / "secret")
    (root / "cvs" / "key.txt").symlink_to(root.parent / "secret" / "key.txt")
    for path in (root / "swapped" / "key.txt", root / "cvs" / "key.txt"):
        with pytest.raises(PathNotAllowed):
            open_under(path, (root,))
        with pytest.raises(OSError, match=r"symbolic links|Not a directory"):
            reach(path)
    with open_under(root / "cvs" / "ada.txt", (root,)) as file:
        assert file.read() == b"Ada bakes bread."


@pytest.mark.parametrize("kind", ["pipe", "folder", "gone"])
def test_t11_what_is_no_regular_file_is_not_read(root: Path, kind: str) -> None:
    if kind == "pipe":
        os.mkfifo(root / "pipe")
    elif kind == "folder":
        (root / "folder").mkdir()
    with pytest.raises(PathUnreadable):
        open_under(root / kind, (root,))


@hypothesis.settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.sampled_from(("..", ".", "cvs", "out", "ada.txt", "key.txt", "secret", "")), max_size=6
    )
)
def test_t11_whatever_is_opened_lies_under_the_root(
    tmp_path_factory: pytest.TempPathFactory, parts: list[str]
) -> None:
    place = tmp_path_factory.getbasetemp() / "roots"
    root = place / "root"
    if not place.exists():
        for name in ("root/cvs/ada.txt", "secret/key.txt"):
            (place / name).parent.mkdir(parents=True)
            (place / name).write_text(name)
        (root / "out").symlink_to(place / "secret")
    try:
        with open_under(root.joinpath(*parts), (root,)) as file:
            assert file.read().startswith(b"root/")
    except (PathNotAllowed, PathUnreadable):
        pass
