"""``folioscope fit``."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from folioscope.settings.values import Settings
from tests.features.knowledge.read_cv import CV
from tests.features.matching.conftest import OTHER_CV
from tests.features.matching.known_fit import JOB
from tests.features.offers.scripted_board import ScriptedBoard
from tests.opened_terminal import CommandLine, open_terminal


@pytest.fixture
async def line(
    settings: Settings, tmp_path: Path, board: ScriptedBoard, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[CommandLine]:
    """With two CVs, two offers, and a job in a file."""
    monkeypatch.chdir(tmp_path)
    for name, text in (("marie.txt", CV), ("paul.txt", OTHER_CV), ("job.txt", JOB)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    async with open_terminal(settings) as opened:
        await opened.succeed("kb", "create", "cvs")
        await opened.succeed("kb", "add", "cvs", "marie.txt", "paul.txt")
        async with opened.connect() as client:
            wanted = {"name": "jobs", "backend": "scripted", "slug": "fit"}
            await client.post("/api/boards", wanted)
        await opened.succeed("offers", "sync", "jobs")
        yield opened


async def test_a_pool_is_ranked_and_one_fit_is_shown_and_explained(
    line: CommandLine, tmp_path: Path
) -> None:
    told = (await line.succeed("fit", "rank", "job.txt", "--kb", "cvs")).out.splitlines()
    assert told[0].split() == [
        "rank", "name", "résumé", "score", "at", "most", "confidence", "requirements",
    ]  # fmt: skip
    assert told[1].split()[:3] == ["1", "Marie", "Dubois"]
    made = (await line.succeed("fit", "rank", "job.txt", "--kb", "cvs", "--json")).json
    resume_id = made["matches"][0]["resume_id"]
    for name in ("m.csv", "m.html", "m.json"):
        ranking = await line.succeed("fit", "rank", "job.txt", "--kb", "cvs", "-o", name)
        assert f"Written to {name}." in ranking.told
        assert "● met  ◐ partly  ○ absent  ? unknown" in ranking.told
        assert "Marie Dubois" in (tmp_path / name).read_text(encoding="utf-8")
    shown = (await line.succeed("fit", "show", "job.txt", "--resume", resume_id)).out
    assert "Redis is named." in shown
    named = (await line.succeed("fit", "show", "job.txt", "--resume", "marie dubois")).out
    assert named == shown
    ranked = (
        await line.succeed("fit", "rank", "job.txt", "--resume", "Marie Dubois", "--json")
    ).json
    assert [one["resume_id"] for one in ranked["matches"]] == [resume_id]
    assert "Databases: PostgreSQL, Redis" in shown
    explained = await line.succeed("fit", "explain", "job.txt", "--resume", resume_id)
    assert "Not in the CV:" in explained.out
    typed = await line.succeed("fit", "show", "-", "--resume", resume_id, typed=JOB)
    assert typed.out == shown


async def test_offers_are_ranked_and_their_requirements_edited(
    line: CommandLine, tmp_path: Path
) -> None:
    made = (await line.succeed("fit", "rank", "job.txt", "--kb", "cvs", "--json")).json
    resume_id = made["matches"][0]["resume_id"]
    told = (await line.succeed("fit", "offers", resume_id)).out.splitlines()
    assert "Data Engineer" in told[1]
    found = (await line.succeed("fit", "offers", resume_id, "--board", "jobs", "--json")).json
    offer_id = found["matches"][0]["offer_id"]
    assert "Redis" in (await line.succeed("fit", "requirements", offer_id)).out
    read = (await line.succeed("fit", "requirements", offer_id, "--json")).json
    (tmp_path / "edited.json").write_text(json.dumps(read["requirements"][:1]))
    edited = await line.succeed("fit", "requirements", offer_id, "--set", "edited.json", "--json")
    assert (edited.json["is_edited"], len(edited.json["requirements"])) == (True, 1)
    again = (await line.succeed("fit", "requirements", offer_id, "--reset", "--json")).json
    assert again == read


async def test_what_is_wrong_is_told_with_what_to_do(line: CommandLine) -> None:
    no_offer = await line.run("fit", "rank", "nope", "--kb", "cvs")
    assert (no_offer.code, no_offer.told) == (4, "error: There is no offer “nope”.\n")
    no_own = await line.run("fit", "show", "job.txt")
    assert (no_own.code, "folioscope cv own" in no_own.told) == (4, True)
    text = await line.run("fit", "requirements", "job.txt", "--reset")
    assert (text.code, "Name one by its id" in text.told) == (2, True)
    (Path.cwd() / "bad.json").write_text("{")
    bad = await line.run("fit", "requirements", "nope", "--set", "bad.json")
    assert (bad.code, "no requirements in JSON" in bad.told) == (2, True)
    unwritten = await line.run("fit", "rank", "job.txt", "--kb", "cvs", "-o", "no/such/m.csv")
    assert (unwritten.code, "Cannot write" in unwritten.told) == (7, True)
