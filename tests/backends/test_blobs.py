"""Files kept under their digest."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest

from folioscope.backends.blobs.port import BlobMissing, Blobs, FileTooLarge
from folioscope.backends.registry import BACKENDS, load


@pytest.fixture(params=sorted(BACKENDS["blobs"]))
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    opened: Blobs = load("blobs", request.param)(tmp_path / "files")
    return opened


def test_a_file_is_kept_under_its_digest(blobs: Blobs) -> None:
    stored = blobs.put(io.BytesIO(b"hello"), 100)

    assert (stored.digest, stored.size) == (hashlib.sha256(b"hello").hexdigest(), 5)
    with blobs.local_path(stored.digest) as path:
        assert path.read_bytes() == b"hello"


def test_a_file_that_is_too_large_leaves_nothing(blobs: Blobs, tmp_path: Path) -> None:
    with pytest.raises(FileTooLarge):
        blobs.put(io.BytesIO(b"x" * 101), 100)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_removed_file_is_gone(blobs: Blobs) -> None:
    stored = blobs.put(io.BytesIO(b"hello"), 100)
    blobs.unpin(stored.digest)
    blobs.remove(stored.digest)

    with pytest.raises(BlobMissing), blobs.local_path(stored.digest):
        pass


def test_a_file_that_has_just_been_put_again_is_not_removed(blobs: Blobs) -> None:
    blobs.unpin(blobs.put(io.BytesIO(b"hello"), 100).digest)
    stored = blobs.put(io.BytesIO(b"hello"), 100)
    blobs.remove(stored.digest)

    with blobs.local_path(stored.digest) as path:
        assert path.exists()


def test_what_a_broken_off_upload_left_is_cleared_at_start(tmp_path: Path) -> None:
    opened = load("blobs", "disk")
    opened(tmp_path)
    (tmp_path / "incoming" / "half").write_bytes(b"hal")
    opened(tmp_path)

    assert list((tmp_path / "incoming").iterdir()) == []
