"""``folioscope coach``: begin, ask, show, letter, cv, list, remove."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from folioscope.features.resumes.tables import OwnProfile, StoredResume
from folioscope.platform.database.engine import Database, parse_url
from folioscope.settings.values import Settings
from tests.features.coaching.coached import ADA, JOB
from tests.opened_terminal import CommandLine, open_terminal


@pytest.fixture
async def line(settings: Settings) -> AsyncIterator[CommandLine]:
    """A terminal over a program where Ada's résumé is one's own."""
    async with open_terminal(settings) as opened:
        database = Database(parse_url(settings.database_address))
        row = StoredResume(owner_id=0, name="Ada", read={}, places={}, edits=ADA)
        async with database.write() as session:
            session.add(row)
            await session.flush()
            session.add(OwnProfile(owner_id=0, resume_id=row.id))
        await database.aclose()
        yield opened


@pytest.fixture
def job(tmp_path: Path) -> Path:
    """The job as a file."""
    path = tmp_path / "job.txt"
    path.write_text(JOB, encoding="utf-8")
    return path


async def begun(line: CommandLine, job: Path) -> str:
    said = await line.succeed("coach", "start", "--job", job, "--json")
    session_id: str = said.json["session_id"]
    return session_id


async def test_a_session_is_begun_and_compares_the_two(line: CommandLine, job: Path) -> None:
    said = await line.succeed("coach", "start", "--job", job, "--company", "Nordwind")
    assert "your résumé names 2" in said.out
    assert "does not name: Rust" in said.out
    assert "go on: folioscope coach ask" in said.told


async def test_a_job_may_come_on_standard_input(line: CommandLine) -> None:
    said = await line.succeed("coach", "start", "Where?", "--job", "-", "--json", typed=JOB)
    assert said.json["status"] == "done"


async def test_a_session_is_gone_on_with_and_shown(line: CommandLine, job: Path) -> None:
    session_id = await begun(line, job)
    said = await line.succeed("coach", "ask", session_id, "Where did I study?")
    assert "Leeds" in said.out
    shown = await line.succeed("coach", "show", session_id, "--texts")
    for part in ("Site Reliability Engineer – Ada Byron", "> Where did I study?", "# Ada Byron"):
        assert part in shown.out
    listed = await line.succeed("coach", "list")
    assert session_id in listed.out


async def test_a_letter_and_a_cv_are_written_to_files(
    line: CommandLine, job: Path, tmp_path: Path
) -> None:
    session_id = await begun(line, job)
    letter = tmp_path / "letter.txt"
    await line.succeed("coach", "letter", session_id, "--language", "fr", "--out", letter)
    assert letter.read_text().startswith("Madame, Monsieur,")
    told = await line.succeed("coach", "cv", session_id, "--out", tmp_path / "cv.json")
    assert "+- Platforms: Terraform, Kubernetes" in told.out
    assert json.loads((tmp_path / "cv.json").read_text())["skills"][0]["name"] == "Platforms"
    assert (await line.succeed("coach", "cv", session_id, "--json")).json["draft"]["kind"] == "cv"


async def test_a_removed_session_is_listed_no_more(line: CommandLine, job: Path) -> None:
    session_id = await begun(line, job)
    await line.succeed("coach", "remove", session_id)
    assert "No coaching session yet" in (await line.succeed("coach", "list")).out
    assert (await line.run("coach", "show", session_id)).code == 4


@pytest.mark.parametrize(
    ("content", "told"), [(b"\xff\xfe\x00", "no text in UTF-8"), (None, "cannot be read")]
)
async def test_a_job_that_cannot_be_read_is_told(
    line: CommandLine, tmp_path: Path, content: bytes | None, told: str
) -> None:
    path = tmp_path / "job.pdf"
    if content is not None:
        path.write_bytes(content)
    said = await line.run("coach", "start", "--job", path)
    assert (said.code, told in said.told) == (2, True), said


async def test_a_session_needs_a_job(line: CommandLine) -> None:
    said = await line.run("coach", "start")
    assert said.code == 2
    assert "offer" in said.told
