"""``folioscope cv``."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from folioscope.settings.values import Settings
from tests.features.knowledge.read_cv import CV
from tests.opened_terminal import CommandLine, open_terminal


@pytest.fixture
async def line(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[CommandLine]:
    """A command line, with the CV of Marie in a base."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "marie.txt").write_text(CV, encoding="utf-8")
    async with open_terminal(settings) as opened:
        await opened.succeed("kb", "create", "people")
        await opened.succeed("kb", "add", "people", "marie.txt")
        yield opened


async def test_cvs_are_listed_and_shown_by_name(line: CommandLine) -> None:
    head, row = (await line.succeed("cv", "list", "people")).out.splitlines()
    assert head.split() == ["id", "name", "as", "base", "read"]
    assert row.split()[1:] == ["Marie", "Dubois", "Data", "Engineer", "people", "by", "rules"]
    told = (await line.succeed("cv", "show", "marie dubois")).out
    assert "2020-01 – present  Data Engineer, Acme Corp" in told
    assert "languages: French native, English C1" in told
    by_path = (await line.succeed("cv", "show", "marie.txt", "--json")).json
    assert by_path["places"]["/basics/name"]["page_ordinal"] == 0


async def test_a_file_is_read_without_being_kept(line: CommandLine, tmp_path: Path) -> None:
    resume = {"basics": {"name": "Ada"}, "x-own": 1}
    (tmp_path / "ada.json").write_text(json.dumps(resume), encoding="utf-8")
    assert (await line.succeed("cv", "parse", "ada.json")).out.strip() == "Ada"
    await line.succeed("cv", "parse", "ada.json", "-o", "ada.yaml")
    assert "x-own: 1" in (tmp_path / "ada.yaml").read_text(encoding="utf-8")
    found = (await line.succeed("cv", "parse", "ada.json", "--json")).json
    assert found["resumes"][0]["resume"] == resume
    (tmp_path / "note.txt").write_text("Just a note.", encoding="utf-8")
    assert "not recognised as a CV" in (await line.succeed("cv", "parse", "note.txt")).told
    assert (await line.run("cv", "parse", "nothing.pdf")).code == 2


async def test_a_profile_is_exported_edited_and_had_back(line: CommandLine, tmp_path: Path) -> None:
    await line.succeed("cv", "export", "Marie Dubois", "-o", "m.json")
    resume = json.loads((tmp_path / "m.json").read_text(encoding="utf-8"))
    resume["basics"]["label"] = "Head of Data"
    (tmp_path / "m.json").write_text(json.dumps(resume), encoding="utf-8")
    told = (await line.succeed("cv", "edit", "Marie Dubois", "m.json")).out
    assert told.strip() == "Marie Dubois: your edits to basics count."
    assert (
        "Head of Data"
        in (await line.succeed("cv", "export", "Marie Dubois", "--format", "markdown")).out
    )
    told = (await line.succeed("cv", "edit", "Marie Dubois", "--forget")).out
    assert told.strip() == "Marie Dubois: nothing is edited, the CV counts."
    assert (await line.run("cv", "edit", "Marie Dubois")).code == 2
    (tmp_path / "list.json").write_text("[1]", encoding="utf-8")
    assert (await line.run("cv", "edit", "Marie Dubois", "list.json")).code == 2


async def test_a_profile_by_hand_may_be_ones_own(line: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "me.yaml").write_text("basics: {name: Ada}\nwork: [{startDate: 2019-01-01}]\n")
    made = (await line.succeed("cv", "add", "me.yaml", "--json")).json
    assert made["resume"]["work"] == [{"startDate": "2019-01-01"}]
    assert (await line.run("cv", "own")).code == 4
    assert (await line.succeed("cv", "own", made["resume_id"])).out.startswith("Ada")
    assert (await line.succeed("cv", "show", "own")).out.startswith("Ada")
    assert (await line.succeed("cv", "own", "--none")).out.strip() == "No résumé is yours now."


async def test_nobody_is_shown_for_a_name_that_two_have(line: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "twin.txt").write_text(CV + "\nHobbies\nChess\n", encoding="utf-8")
    await line.succeed("kb", "add", "people", "twin.txt")
    refused = await line.run("cv", "show", "Marie Dubois")
    assert refused.code == 2
    assert "2 CVs are called “Marie Dubois”" in refused.told
    assert (await line.run("cv", "show", "Nobody")).code == 4
