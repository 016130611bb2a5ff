"""Files in a folder: what is cleared when, and folders that cannot be used."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from folioscope.backends.blobs.port import PIN_SECONDS, FilesUnavailable
from folioscope.backends.registry import load
from folioscope.errors import Invalid
from tests.backends.contested_file import content_of, put, unnamed


def test_what_a_broken_off_upload_left_is_cleared_at_start(tmp_path: Path) -> None:
    first = load("blobs", "disk")(tmp_path)
    put(first)
    (tmp_path / "incoming" / "half").write_bytes(b"hal")
    load("blobs", "disk")(tmp_path)

    assert list((tmp_path / "incoming").iterdir()) == []
    assert list((tmp_path / "pins").iterdir()) == []


def test_in_a_shared_folder_only_what_is_old_is_cleared(tmp_path: Path) -> None:
    shared = load("blobs", "disk")(tmp_path, shared=True)
    put(shared)
    for name in ("now", "long_ago"):
        (tmp_path / "incoming" / name).write_bytes(b"hal")
    long_ago = time.time() - PIN_SECONDS - 1
    os.utime(tmp_path / "incoming" / "long_ago", (long_ago, long_ago))
    load("blobs", "disk")(tmp_path, shared=True).tidy()

    assert [path.name for path in (tmp_path / "incoming").iterdir()] == ["now"]
    assert len(list((tmp_path / "pins").iterdir())) == 1


def test_a_file_that_lost_bytes_is_whole_once_it_is_put_again(tmp_path: Path) -> None:
    blobs = load("blobs", "disk")(tmp_path)
    stored = put(blobs)
    with blobs.local_path(stored.digest) as path:
        path.write_bytes(b"he")
    put(blobs)
    assert content_of(blobs, stored.digest) == b"hello"


@pytest.mark.parametrize(
    ("shared", "setting"), [(True, "FOLIOSCOPE_FILES_DIR"), (False, "FOLIOSCOPE_DATA_DIR")]
)
def test_a_folder_that_can_hold_no_files_is_named(
    tmp_path: Path, shared: bool, setting: str
) -> None:
    (tmp_path / "file").write_text("not a folder")
    for folder in (tmp_path / "file", tmp_path / "file" / "files"):
        with pytest.raises(Invalid, match=setting) as refused:
            load("blobs", "disk")(folder, shared=shared)
        assert str(folder) in refused.value.message
        assert refused.value.code == "files_folder_unusable"


def test_a_shared_folder_that_is_not_mounted_has_lost_nothing(tmp_path: Path) -> None:
    blobs = load("blobs", "disk")(tmp_path / "files", shared=True)
    stored = put(blobs)
    (tmp_path / "files").rename(tmp_path / "elsewhere")
    for attempt in (
        lambda: put(blobs),
        lambda: content_of(blobs, stored.digest),
        lambda: blobs.remove(stored.digest, unnamed),
    ):
        with pytest.raises(FilesUnavailable, match=str(tmp_path / "files")):
            attempt()
    (tmp_path / "elsewhere").rename(tmp_path / "files")
    assert content_of(blobs, stored.digest) == b"hello"
