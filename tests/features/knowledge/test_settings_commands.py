"""How long a base keeps, whether it is blind, and who a candidate is, from the terminal."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from folioscope.settings.values import Settings
from tests.features.knowledge.blind_cvs import ENGLISH
from tests.opened_terminal import CommandLine, open_terminal


@pytest.fixture
async def line(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[CommandLine]:
    """A terminal in a folder with one CV."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "margaret.txt").write_text(ENGLISH, "utf-8")
    async with open_terminal(settings) as opened:
        yield opened


async def test_a_candidate_is_unmasked_by_name_and_the_file_saved(
    line: CommandLine, tmp_path: Path
) -> None:
    await line.succeed("kb", "create", "people", "--blind")
    await line.succeed("kb", "add", "people", "margaret.txt")
    shown = (await line.succeed("kb", "show", "people")).out
    assert "blind, language" in shown
    assert "margaret" not in shown
    label = next(row for row in shown.splitlines() if row.startswith("Candidate "))
    candidate = " ".join(label.split()[:2])
    told = await line.succeed("kb", "unmask", "people", candidate, "--save", "out.txt")
    assert f"{candidate} is margaret.txt." in told.out
    assert (tmp_path / "out.txt").read_text("utf-8") == ENGLISH
    as_json = (await line.succeed("kb", "unmask", "people", candidate, "--json")).json
    assert (as_json["file"], as_json["masked"], as_json["saved"]) == ("margaret.txt", True, None)


async def test_a_base_is_made_blind_and_no_more(line: CommandLine) -> None:
    await line.succeed("kb", "create", "people")
    await line.succeed("kb", "add", "people", "margaret.txt")
    told = await line.succeed("kb", "blind", "people", "--mask", "schools")
    assert told.out.strip() == "“people” is blind: 1 documents."
    base = (await line.succeed("kb", "show", "people", "--json")).json
    assert base["blind"] == {"schools": True, "graduation_years": False}
    told = await line.succeed("kb", "blind", "people", "--off")
    assert "masks nothing any more" in told.out
    assert "margaret.txt" in (await line.succeed("kb", "show", "people")).out


async def test_how_long_a_base_keeps_is_told_in_words(line: CommandLine) -> None:
    await line.succeed("kb", "create", "people")
    told = await line.succeed("kb", "keep", "people", "--days", "30", "--until", "2999-01-31")
    assert told.out.strip() == (
        "“people” keeps its documents 30 days each, and none after 2999-01-31."
    )
    told = await line.succeed("kb", "keep", "people", "--forever")
    assert told.out.strip() == "“people” keeps its documents until they are deleted."


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("keep", "people"), "--forever or how long"),
        (("keep", "people", "--forever", "--days", "3"), "--forever or how long"),
        (("keep", "people", "--days", "0"), "0 is not in the range"),
        (("keep", "people", "--until", "2020-01-01"), "not a day to come"),
        (("blind", "people", "--off", "--mask", "years"), "--off masks nothing"),
        (("blind", "nobody"), "There is no knowledge base “nobody”"),
        (("unmask", "people", "nobody"), "There is no document “nobody”"),
    ],
)
async def test_what_makes_no_sense_is_said(
    line: CommandLine, words: tuple[str, ...], said: str
) -> None:
    await line.succeed("kb", "create", "people")
    refused = await line.run("kb", *words)
    assert refused.code != 0
    assert said in refused.told
