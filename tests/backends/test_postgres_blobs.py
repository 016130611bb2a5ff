"""Files in PostgreSQL: what is sent to parsers, and connections that fail."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from folioscope.backends.blobs.port import PIN_SECONDS, BlobMissing, Blobs, FilesUnavailable
from folioscope.backends.registry import load
from folioscope.platform.database.engine import driver_address, parse_url
from tests.backends.contested_file import MEGABYTE, content_of, put

pytestmark = pytest.mark.postgres_only


@pytest.fixture
def address(database_url: str) -> str:
    if database_url.startswith("sqlite"):
        pytest.skip("about PostgreSQL alone")
    return driver_address(parse_url(database_url))


@pytest.fixture
def blobs(address: str) -> Iterator[Blobs]:
    with closing(load("blobs", "postgres")(address)) as opened:
        yield opened


def test_a_copy_is_private_and_gone_afterwards(blobs: Blobs) -> None:
    stored = put(blobs)
    with blobs.local_path(stored.digest) as path:
        assert path.stat().st_mode & 0o077 == 0
    assert not path.exists()


def test_a_file_with_a_piece_missing_is_told_as_gone(blobs: Blobs, address: str) -> None:
    stored = put(blobs, bytes(2 * MEGABYTE))
    with psycopg.connect(address) as connection:
        connection.execute("DELETE FROM blob_pieces WHERE ordinal = 1")
    with pytest.raises(BlobMissing), blobs.local_path(stored.digest):
        raise AssertionError


def test_connections_that_were_cut_are_made_anew(blobs: Blobs, address: str) -> None:
    stored = put(blobs)
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    with psycopg.connect(address) as connection:
        connection.execute(cut)
    assert content_of(blobs, stored.digest) == b"hello"


def test_a_store_that_was_closed_says_that_it_is_out_of_reach(blobs: Blobs) -> None:
    put(blobs)
    blobs.close()
    with pytest.raises(FilesUnavailable):
        put(blobs)


def test_copies_that_a_killed_process_left_are_cleared_when_they_are_old(
    blobs: Blobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    old, new, other = (tmp_path / name for name in ("folioscope-file-a", "folioscope-file-b", "c"))
    for path in (old, new, other):
        path.write_bytes(b"somebody's file")
    for path in (old, other):
        os.utime(path, times=(0, time.time() - PIN_SECONDS - 1))
    blobs.tidy()
    assert sorted(tmp_path.iterdir()) == [other, new]
