"""``folioscope kb watch``, ``watches`` and ``unwatch``."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from folioscope.features.watches import scan
from folioscope.settings.values import Settings
from tests.opened_terminal import CommandLine, open_terminal


@pytest.fixture
async def line(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[CommandLine]:
    monkeypatch.setattr(scan, "SETTLE_SECONDS", 0.01)
    async with open_terminal(settings) as opened:
        await opened.succeed("kb", "create", "people")
        yield opened


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder ``cvs`` in the working folder."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "cvs"
    folder.mkdir()
    (folder / "ada.txt").write_text("Ada bakes bread.")
    (folder / "copy.txt").write_text("Ada bakes bread.")
    (folder / "zero.txt").write_text("")
    (folder / "photo.heic").write_text("x")
    return folder


async def test_a_folder_is_watched_and_what_lies_there_is_taken_in(
    line: CommandLine, folder: Path
) -> None:
    told = (await line.succeed("kb", "watch", "people", "cvs")).out.splitlines()
    assert told == [
        f"{folder}: 1 failed, 1 ready, 1 same, 1 of other kinds",
        "No server runs here now: it is watched whenever “folioscope serve” does.",
        "Each file with its state: folioscope kb watches people",
    ]
    (folder / "ada.txt").unlink()
    (folder / "copy.txt").unlink()
    again = (await line.succeed("kb", "watch", "people", folder, "--json")).json
    assert (again["path"], again["files"]) == (str(folder), {"failed": 1, "gone": 2})
    assert (again["state"], again["is_followed"]) == ("watched", False)


async def test_watched_folders_are_listed_with_states_and_reasons(
    line: CommandLine, folder: Path
) -> None:
    assert "folioscope kb watch NAME" in (await line.succeed("kb", "watches")).out
    await line.succeed("kb", "watch", "people", "cvs")
    head, row = (await line.succeed("kb", "watches")).out.splitlines()
    assert head.split() == ["folder", "base", "state", "files", "reason"]
    assert row.split()[:3] == [str(folder), "people", "watched"]
    listed = (await line.succeed("kb", "watches", "people")).out.splitlines()
    assert listed[1].split() == ["path", "state", "reason"]
    states = {Path(row.split()[0]).name: row.split()[1] for row in listed[2:]}
    assert states == {"ada.txt": "ready", "copy.txt": "same", "zero.txt": "failed"}
    assert any(f"the same as {folder / 'ada.txt'}" in row for row in listed)
    (shown,) = (await line.succeed("kb", "watches", "people", "--json")).json
    assert [file["state"] for file in shown["list"]] == ["ready", "same", "failed"]


async def test_what_cannot_be_watched_is_said(line: CommandLine, folder: Path) -> None:
    missing = await line.run("kb", "watch", "people", "nowhere")
    assert (missing.code, missing.out) == (2, "")
    assert "nowhere” is no folder" in missing.told
    name = os.fsdecode(b"caf\xe9")
    (folder / name).mkdir()
    unreadable = await line.run("kb", "watch", "people", folder / name)
    assert unreadable.code == 2
    assert "cannot be shown" in unreadable.told
    assert (await line.run("kb", "watch", "nobody", "cvs")).code == 4
    assert (await line.run("kb", "unwatch", "people", "cvs")).code == 4


async def test_a_folder_is_watched_no_more(line: CommandLine, folder: Path) -> None:
    await line.succeed("kb", "watch", "people", "cvs")
    ended = await line.succeed("kb", "unwatch", "people", "cvs")
    assert ended.out == f"{folder} is not watched any more; its documents stay.\n"
    assert (await line.succeed("kb", "show", "people", "--json")).json["ready"] == 1
    await line.succeed("kb", "watch", "people", "cvs")
    removed = await line.succeed("kb", "unwatch", "people", "cvs", "--remove", "--json")
    assert removed.json == {"unwatched": str(folder), "removed": True}
    assert (await line.succeed("kb", "show", "people", "--json")).json["document_count"] == 0
