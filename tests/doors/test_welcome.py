"""What a server says of itself, and whether it can work."""

from __future__ import annotations

import html
from importlib.metadata import version
from pathlib import Path

import pytest

from folioscope.doors import built_page
from folioscope.settings.values import Settings
from tests.opened_program import Program, open_program


@pytest.fixture(autouse=True)
def _no_page_is_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(built_page, "PLACE", tmp_path / "nothing")


async def test_without_a_page_the_front_says_what_runs_and_where_to_look(program: Program) -> None:
    response = await program.client.get("/")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/html")
    assert f"Folioscope {version('folioscope')}" in response.text
    for path in ("/docs", "/api/kbs", "/health/ready"):
        assert f'href="{path}"' in response.text
        assert (await program.client.get(path)).status_code == 200
    assert built_page.NOT_BUILT in response.text
    assert "//" not in response.text.replace("<!doctype html>", "")


async def test_that_front_says_that_no_model_answers(program: Program) -> None:
    shown = (await program.client.get("/")).text
    assert html.escape("sentences, without a language model; no text leaves this machine") in shown


async def test_that_front_says_who_answers_and_that_text_leaves_the_machine(
    talking_program: Program,
) -> None:
    shown = (await talking_program.client.get("/")).text
    assert "written by openai:gpt-5-mini; questions and passages are SENT to " in shown


async def test_the_name_of_a_model_is_shown_as_text(settings: Settings) -> None:
    name = "<script>alert(1)</script>"
    chosen = {"llm_provider": "openai", "llm_model": name}
    async with open_program(settings.model_copy(update=chosen)) as program:
        shown = (await program.client.get("/")).text
    assert "<script" not in shown
    assert html.escape(name) in shown


async def test_what_may_be_taken_in_is_told(program: Program) -> None:
    limits = await program.get("/api/limits")
    assert set(limits) == {
        "extensions", "max_file_mb", "max_pages", "max_active_runs", "max_waiting_runs",
        "max_queued_runs",
        "max_streams_per_user", "max_streams", "max_upload_mb", "max_upload_files", "max_bases",
        "max_documents", "max_message_chars", "max_output_tokens", "requests_per_minute",
        "anonymous_per_minute", "attempts_per_minute", "messages_per_minute", "tokens_per_day",
        "used",
    }  # fmt: skip
    assert (limits["max_streams_per_user"], limits["max_streams"]) == (24, 2000)
    assert {".pdf", ".docx", ".txt", ".md", ".json", ".jsonl"} <= set(limits["extensions"])
    assert limits["extensions"] == sorted(limits["extensions"])
