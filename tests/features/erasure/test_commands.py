"""``folioscope erase`` and ``folioscope audit``."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from folioscope.settings.values import Settings
from tests.features.erasure.planted import CV, NAME, OTHER_CV
from tests.opened_terminal import CommandLine, open_terminal


@pytest.fixture
async def line(settings: Settings, tmp_path: Path) -> AsyncIterator[CommandLine]:
    folder = tmp_path / "cvs"
    folder.mkdir()
    (folder / "quilla.md").write_text(CV)
    (folder / "ada.md").write_text(OTHER_CV)
    async with open_terminal(settings) as opened:
        await opened.succeed("kb", "create", "people")
        await opened.succeed("kb", "add", "people", folder)
        yield opened


async def test_a_person_is_shown_asked_for_and_erased(line: CommandLine) -> None:
    shown = (await line.succeed("erase", "--person", NAME, "--dry-run")).out
    assert "To be erased:" in shown
    assert "quilla.md" in shown
    refused = await line.run("erase", "--person", NAME, typed="n\n")
    assert refused.code != 0
    assert "quilla.md" in (await line.succeed("erase", "--person", NAME, "--dry-run")).out
    told = (await line.succeed("erase", "--person", NAME, typed="y\n")).out
    assert "Erased." in told
    assert "1  documents" in told
    assert "turns" not in told  # what was not there is not told
    again = (await line.succeed("erase", "--person", NAME, "--dry-run", "--json")).json
    assert (again["documents"], again["users"]) == ([], [])


async def test_a_document_is_erased_by_its_path_and_a_receipt_kept(
    line: CommandLine, tmp_path: Path
) -> None:
    path = str(tmp_path / "cvs" / "ada.md")
    wanted = ("erase", "--document", path, "--kb", "people", "--json")
    refused = await line.run(*wanted)
    assert (refused.code, "--yes" in refused.told) == (2, True)
    receipt = (await line.succeed(*wanted, "--yes")).json
    assert (receipt["kind"], receipt["state"]) == ("document", "complete")
    assert (await line.succeed("erase", "--receipts", "--json")).json == [receipt]
    assert receipt["erasure_id"] in (await line.succeed("erase", "--receipts")).out
    (entry,) = (await line.succeed("audit", "--json")).json
    assert (entry["actor"], entry["subject"]) == ("local:0", receipt["erasure_id"])
    assert (await line.succeed("audit", "--action", "unmask", "--json")).json == []
    assert "documents 1" in (await line.succeed("audit", "--subject", receipt["erasure_id"])).out
    gone = await line.run(*wanted, "--yes")
    assert gone.code == 4


@pytest.mark.parametrize(
    "wanted",
    [
        (),
        ("--person", NAME, "--user", "1"),
        ("--document", "x", "--kb", "a", "--kb", "b"),
        ("--person", "Quilla"),
        ("--document", "x\0"),
    ],
)
async def test_what_is_not_clear_is_not_erased(line: CommandLine, wanted: tuple[str, ...]) -> None:
    said = await line.run("erase", *wanted, "--yes")
    assert said.code == 2, said
    assert (await line.succeed("erase", "--receipts")).out == "Nothing was erased yet.\n"


async def test_an_empty_log_says_so(line: CommandLine) -> None:
    assert (await line.succeed("audit")).out == "Nothing is in the log.\n"
