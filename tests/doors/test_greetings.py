"""What servers and workers say when they are ready: where they are, and with what they work."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from folioscope.platform.database.engine import parse_url, without_secrets
from tests.running_program import Place, serving

pytestmark = pytest.mark.slow


def said(process: subprocess.Popen[str], last: str) -> str:
    """What is printed up to the line that holds the last words."""
    assert process.stdout is not None
    lines = [process.stdout.readline()]
    while last not in lines[-1]:
        assert lines[-1], "it has ended"
        lines.append(process.stdout.readline())
    return "".join(lines)


def test_a_server_says_where_everything_is(tmp_path: Path) -> None:
    place = Place(tmp_path / "data", {})
    with serving(place) as server:
        greeting = said(server, "Ctrl-C")
    assert f"Data: {place.folder}\n" in greeting
    assert f"Database: SQLite, {place.folder / 'folioscope.db'}\n" in greeting
    assert "Answers: the documents' own sentences, without a language model; " in greeting
    assert "no text leaves this machine\n" in greeting
    assert "Runs:" not in greeting
    assert "account" not in greeting


def test_a_server_into_which_nobody_can_log_in_yet_says_how(tmp_path: Path) -> None:
    place = Place(tmp_path / "data", {"FOLIOSCOPE_AUTH": "password"})
    with serving(place) as server:
        greeting = said(server, "Ctrl-C")
        place.run("users", "create", "ada@example.org", "--role", "owner", "--no-password")
    assert "no account yet" in greeting
    assert "folioscope users create EMAIL --role owner\n" in greeting
    with serving(place) as server:
        assert "account" not in said(server, "Ctrl-C")


@pytest.mark.postgres_only
def test_a_server_and_a_worker_name_their_database_and_who_answers(
    tmp_path: Path, database_url: str
) -> None:
    settings = {
        "FOLIOSCOPE_DATABASE_URL": database_url,
        "LLM_PROVIDER": "openai",
        "LLM_MODEL": "large",
        "OPENAI_BASE_URL": "http://ada:swordfish@127.0.0.1:1/v1",
    }
    place = Place(tmp_path / "data", settings)
    with serving(place, "--workers-elsewhere") as server:
        served = said(server, "Ctrl-C")
    worker = place.start("worker")
    worked = said(worker, "Ctrl-C")
    worker.kill()
    worker.communicate()
    for greeting in (served, worked):
        assert f"Data: {place.folder}\n" in greeting
        assert f"Database: PostgreSQL, {without_secrets(parse_url(database_url))}\n" in greeting
        assert "Answers: written by openai:large; no text leaves this machine\n" in greeting
        assert "swordfish" not in greeting
    assert "Runs: left to “folioscope worker”" in served
    assert "executes runs" in worked
