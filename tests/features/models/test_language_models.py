"""Language models over HTTP and in a terminal: ready or why not, and where text goes."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from folioscope.backends.registry import BACKENDS
from folioscope.settings.values import Settings
from tests.opened_program import open_program
from tests.opened_terminal import open_terminal

VENDORS = ("openai", "anthropic", "gemini", "huggingface", "ollama")


@pytest.fixture
def with_vendors(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings under which every vendor is known, and nobody answers on this machine."""
    scripted = dict.fromkeys(VENDORS, "tests.scripted_program:open_scripted")
    monkeypatch.setitem(BACKENDS, "llms", scripted)
    away = {"ollama_host": "http://127.0.0.1:1", "openai_base_url": "https://api.openai.com/v1"}
    return settings.model_copy(update=away | {"anthropic_api_key": SecretStr("swordfish")})


async def test_each_is_told_with_what_it_lacks_and_no_key_is_shown(with_vendors: Settings) -> None:
    chosen = with_vendors.model_copy(update={"llm_provider": "extractive"})
    async with open_program(chosen) as program:
        response = await program.client.get("/api/models/language")
    assert "swordfish" not in response.text
    states = {model["provider"]: model for model in response.json()["models"]}
    assert list(states) == ["extractive", "anthropic", "openai", "gemini", "huggingface", "ollama"]
    assert [name for name, state in states.items() if state["is_ready"]] == [
        "extractive",
        "anthropic",
    ]
    wanted = {"openai": "OPENAI_API_KEY", "gemini": "GEMINI_API_KEY", "huggingface": "HF_TOKEN"}
    for name, setting in wanted.items():
        assert setting in states[name]["reason"]
        assert states[name]["leaves_machine"]
    assert "127.0.0.1:1 cannot be reached. Is Ollama running?" in states["ollama"]["reason"]
    assert not states["ollama"]["leaves_machine"]
    assert states["extractive"]["is_default"]
    assert states["extractive"]["source"] == "LLM_PROVIDER"
    assert states["anthropic"]["place"] == "api.anthropic.com"


async def test_a_terminal_shows_them_above_embedding_models(with_vendors: Settings) -> None:
    async with open_terminal(with_vendors) as line:
        shown = (await line.succeed("models")).out
        whole = (await line.succeed("models", "--json")).json
        listed = (await line.succeed("models", "list", "--json")).json
    rows = [row for row in shown.splitlines() if row.startswith("anthropic:")]
    assert len(rows) == 1
    assert "SENT to api.anthropic.com" in rows[0]
    assert shown.index("anthropic:") < shown.index("all-MiniLM-L6-v2")
    assert {model["provider"] for model in whole["language"]} == {"extractive", *VENDORS}
    assert whole["embedding"] == listed
