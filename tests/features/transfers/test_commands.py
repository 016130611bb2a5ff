"""``kb export`` and ``kb import``."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import faiss
import pytest

from folioscope.settings.values import Settings
from tests.features.transfers.exports import PEOPLE
from tests.opened_terminal import CommandLine, open_terminal


@pytest.fixture
async def terminal(settings: Settings, tmp_path: Path) -> AsyncIterator[CommandLine]:
    """A command line with a base of people."""
    for name, content in PEOPLE.items():
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    async with open_terminal(settings) as opened:
        await opened.succeed("kb", "create", "people")
        await opened.succeed("kb", "add", "people", tmp_path / "in")
        yield opened


async def test_a_base_goes_into_a_folder_and_comes_back(
    terminal: CommandLine, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    said = await terminal.succeed("kb", "export", "people", folder)
    assert "3 documents, 3 chunks" in said.out
    assert faiss.read_index(str(folder / "vectors" / "index.faiss")).ntotal == 3
    assert len(list((folder / "files").iterdir())) == 3
    said = await terminal.succeed("kb", "import", "back", folder)
    assert "“back” is imported: 3 documents, 3 chunks" in said.out
    both = [
        (await terminal.succeed("search", "bread", "--kb", name, "--json")).json
        for name in ("people", "back")
    ]
    before, after = ([hit["text"] for hit in hits] for hits in both)
    assert before == after


async def test_programs_are_told_in_json(terminal: CommandLine, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    told = (await terminal.succeed("kb", "export", "people", folder, "--no-files", "--json")).json
    assert told == json.loads((folder / "metadata.json").read_text())
    assert not (folder / "files").exists()
    told = (await terminal.succeed("kb", "import", "back", folder, "--json")).json
    assert (told["name"], told["documents"], told["chunks"]) == ("back", 3, 3)


async def test_a_folder_that_holds_something_is_left_alone(
    terminal: CommandLine, tmp_path: Path
) -> None:
    said = await terminal.run("kb", "export", "people", tmp_path / "in", "--force")
    assert (said.code, "is not empty" in said.told) == (5, True)
    await terminal.succeed("kb", "export", "people", tmp_path / "out")
    said = await terminal.run("kb", "export", "people", tmp_path / "out")
    assert (said.code, "--force" in said.told) == (5, True)
    await terminal.succeed("kb", "export", "people", tmp_path / "out", "--force")


async def test_a_base_that_is_not_there_leaves_no_folder(
    terminal: CommandLine, tmp_path: Path
) -> None:
    assert (await terminal.run("kb", "export", "nobody", tmp_path / "out")).code == 4
    assert not (tmp_path / "out").exists()


async def test_what_is_no_export_is_refused_by_name(terminal: CommandLine, tmp_path: Path) -> None:
    said = await terminal.run("kb", "import", "back", tmp_path / "in")
    assert (said.code, "no metadata.json" in said.told) == (2, True)
    said = await terminal.run("kb", "import", "back", tmp_path / "in" / "ada.txt")
    assert (said.code, "not a tar file" in said.told) == (2, True)


async def test_a_damaged_export_is_refused_by_name(terminal: CommandLine, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    await terminal.succeed("kb", "export", "people", folder)
    with (folder / "documents.jsonl").open("ab") as file:
        file.write(b"{}\n")
    said = await terminal.run("kb", "import", "back", folder)
    assert said.code != 0
    assert "documents.jsonl was changed or damaged" in said.told
    assert [base["name"] for base in (await terminal.succeed("kb", "list", "--json")).json] == [
        "people"
    ]
