"""Places for archives: bounded, and cleared by whoever comes after a process that died."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from folioscope.features.transfers.spool import Spool, SpoolFailed, TooManyTransfers


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_place_is_gone_when_it_is_left(tmp_path: Path) -> None:
    with Spool(tmp_path / "transfers").place() as place:
        (place / "file").write_text("x")
    assert left(tmp_path / "transfers") == []


def test_there_are_only_so_many_places(tmp_path: Path) -> None:
    spool = Spool(tmp_path, places=1)
    with spool.place(), pytest.raises(TooManyTransfers), spool.place():
        pass
    with spool.place():
        pass


def test_a_place_in_use_is_not_cleared_and_one_that_was_left_is(tmp_path: Path) -> None:
    (tmp_path / "dead").mkdir()
    (tmp_path / "dead" / ".lock").touch()
    (tmp_path / "dead" / "documents.jsonl").write_text("x")
    with Spool(tmp_path).place() as place:
        Spool(tmp_path).clear()
        assert left(tmp_path) == [place.name]


def test_clearing_minds_no_folder_that_is_not_there(tmp_path: Path) -> None:
    Spool(tmp_path / "none").clear()
    assert left(tmp_path) == []


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    spool = Spool(tmp_path / "file" / "transfers", places=1)
    for _ in range(2):  # no place is lost by it
        with pytest.raises(SpoolFailed, match="Nothing can be written under"), spool.place():
            pass


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    with pytest.raises(SpoolFailed, match="No space left"), Spool(tmp_path).told():
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
