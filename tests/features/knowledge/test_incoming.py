"""Files on their way in: pinned until their rows are committed, read under the roots alone."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from folioscope.backends.blobs.port import FilesUnavailable
from folioscope.backends.registry import load
from folioscope.features.knowledge.incoming import (
    Named,
    PathNotAllowed,
    PathUnreadable,
    Shelf,
    on_server,
    put_all,
)
from tests.backends.contested_file import unnamed

SECRET = b"the secret is swordfish"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An allowed root with one file; a secret lies beside it."""
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "ada.txt").write_bytes(b"Ada")
    (tmp_path / "secret.txt").write_bytes(SECRET)
    return tmp_path / "root"


@pytest.fixture
def shelf(root: Path, tmp_path: Path) -> Shelf:
    blobs = load("blobs", "disk")(tmp_path / "files")
    return Shelf(blobs, 100, (root,), frozenset({".txt"}))


def kept(shelf: Shelf) -> set[bytes]:
    """The bytes of all files that are stored."""
    contents = set()
    for digest in shelf.blobs.digests():
        with shelf.blobs.local_path(digest) as path:
            contents.add(path.read_bytes())
    return contents


def named(name: str, content: bytes) -> Named:
    return name, lambda: io.BytesIO(content)


async def test_each_file_is_stored_or_refused_by_name(shelf: Shelf) -> None:
    files = [
        named("a/b.txt", b"one"),
        named("long.txt", b"x" * 101),
        named("..", b"two"),
        named("../c.txt", b"three"),
    ]
    async with put_all(shelf, files) as brought:
        assert [(file.path, file.size) for file in brought.files] == [("a/b.txt", 3), ("c.txt", 5)]
        assert [(one.path, one.code) for one in brought.refused] == [
            ("long.txt", "file_too_large"),
            ("..", "path_invalid"),
        ]
    assert kept(shelf) == {b"one", b"three"}


async def test_a_file_cannot_be_removed_before_its_row_is_committed(shelf: Shelf) -> None:
    async with put_all(shelf, [named("a.txt", b"one")]) as brought:
        (file,) = brought.files
        shelf.blobs.remove(file.digest, unnamed)
        assert kept(shelf) == {b"one"}
    shelf.blobs.remove(file.digest, unnamed)
    assert kept(shelf) == set()


async def test_a_file_that_two_requests_bring_is_free_when_both_are_done(shelf: Shelf) -> None:
    async with put_all(shelf, [named("a.txt", b"one")]) as brought:
        async with put_all(shelf, [named("b.txt", b"one"), named("c.txt", b"one")]):
            pass
        shelf.blobs.remove(brought.files[0].digest, unnamed)
        assert kept(shelf) == {b"one"}
    shelf.blobs.remove(brought.files[0].digest, unnamed)
    assert kept(shelf) == set()


async def test_what_breaks_off_in_the_middle_leaves_nothing_pinned(shelf: Shelf) -> None:
    def broken() -> io.BytesIO:
        raise LookupError

    with pytest.raises(LookupError):
        async with put_all(shelf, [named("a.txt", b"one"), ("b.txt", broken)]):
            raise AssertionError
    for digest in shelf.blobs.digests():
        shelf.blobs.remove(digest, unnamed)
    assert kept(shelf) == set()


async def test_a_store_that_is_out_of_reach_refuses_the_upload_and_not_its_files(
    shelf: Shelf, tmp_path: Path
) -> None:
    (tmp_path / "files").rename(tmp_path / "away")
    with pytest.raises(FilesUnavailable):
        async with put_all(shelf, [named("a.txt", b"one"), named("b.txt", b"two")]):
            raise AssertionError


async def test_pins_that_cannot_be_taken_back_fail_no_upload(
    shelf: Shelf, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("WARNING"):
        async with put_all(shelf, [named("a.txt", b"one")]) as brought:
            (tmp_path / "files" / "pins").rename(tmp_path / "pins")
            (tmp_path / "files" / "pins").write_bytes(b"no folder")
    assert [file.path for file in brought.files] == ["a.txt"]
    assert "pinned" in caplog.text


async def test_files_under_a_root_are_read_by_whatever_path_leads_there(
    shelf: Shelf, root: Path, tmp_path: Path
) -> None:
    (tmp_path / "door").symlink_to(root, target_is_directory=True)
    for path in (root, root / "ada.txt", root / ".." / "root", tmp_path / "door"):
        files, problems = on_server(shelf, [str(path)])
        async with put_all(shelf, files) as brought:
            assert (len(brought.files), problems, brought.refused) == (1, [], [])
    assert kept(shelf) == {b"Ada"}


def test_one_path_outside_refuses_them_all(shelf: Shelf, root: Path) -> None:
    (root / "link.txt").symlink_to(root.parent / "secret.txt")
    for path in (root.parent, root.parent / "secret.txt", root / ".." / "x", root / "link.txt"):
        with pytest.raises(PathNotAllowed, match="FOLIOSCOPE_ALLOWED_ROOTS"):
            on_server(shelf, [str(root), str(path)])
    with pytest.raises(PathNotAllowed):
        on_server(replace(shelf, allowed_roots=()), [str(root)])


def to_a_secret(path: Path) -> None:
    path.symlink_to(path.parents[1] / "secret.txt")


def to_a_relative_secret(path: Path) -> None:
    path.symlink_to("../secret.txt")


@pytest.mark.parametrize("swap", [to_a_secret, to_a_relative_secret])
async def test_a_link_that_is_swapped_in_after_the_look_is_not_followed(
    shelf: Shelf, root: Path, swap: Callable[[Path], None]
) -> None:
    files, _ = on_server(shelf, [str(root)])
    (root / "ada.txt").unlink()
    swap(root / "ada.txt")
    async with put_all(shelf, files) as brought:
        assert brought.files == []
        assert [one.code for one in brought.refused] == [PathNotAllowed.code]
    assert kept(shelf) == set()


async def test_a_folder_that_is_swapped_for_a_link_leads_nowhere(shelf: Shelf, root: Path) -> None:
    (root / "sub").mkdir()
    (root / "sub" / "secret.txt").write_bytes(b"harmless")
    files, _ = on_server(shelf, [str(root / "sub")])
    (root / "sub").rename(root / "old")
    (root / "sub").symlink_to(root.parent, target_is_directory=True)
    async with put_all(shelf, files) as brought:
        assert [one.code for one in brought.refused] == [PathNotAllowed.code]
    assert kept(shelf) == set()


async def test_a_file_that_is_gone_or_a_folder_by_then_is_named_and_the_rest_goes_on(
    shelf: Shelf, root: Path
) -> None:
    for name in ("bob.txt", "eve.txt"):
        (root / name).write_bytes(name.encode())
    files, _ = on_server(shelf, [str(root)])
    (root / "ada.txt").unlink()
    (root / "bob.txt").unlink()
    (root / "bob.txt").mkdir()
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208  # only how many
    async with put_all(shelf, files) as brought:
        assert [Path(file.path).name for file in brought.files] == ["eve.txt"]
        assert [one.code for one in brought.refused] == [PathUnreadable.code] * 2
        assert all(one.path in one.message for one in brought.refused)
    assert len(os.listdir("/proc/self/fd")) <= before  # noqa: PTH208  # only how many


async def test_a_pipe_that_is_swapped_in_holds_nobody_up(shelf: Shelf, root: Path) -> None:
    files, _ = on_server(shelf, [str(root)])
    (root / "ada.txt").unlink()
    os.mkfifo(root / "ada.txt")
    async with put_all(shelf, files) as brought:
        assert brought.files == []
        assert [one.code for one in brought.refused] == [PathUnreadable.code]
