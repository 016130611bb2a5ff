"""Names that are paths of folders, and names that are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from folioscope.backends.model_folders import model_folder


def test_a_folder_is_found_by_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "own").mkdir()
    assert model_folder(str(tmp_path / "own")) == tmp_path / "own"
    assert model_folder("~/own") == tmp_path / "own"


@pytest.mark.parametrize(
    "name", ["", " ", "all-MiniLM-L6-v2", "0" * 300, "~nobody-of-that-name/x", "a\0b", "/nope"]
)
def test_what_else_is_written_is_none(name: str) -> None:
    assert model_folder(name) is None


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert model_folder(str(tmp_path / "file")) is None
