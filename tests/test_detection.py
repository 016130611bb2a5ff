"""Who answers where nobody says so: what is set on this machine, and never a key alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from folioscope.doors.configuration import SettingInvalid, read_settings
from folioscope.settings.values import Settings
from folioscope.wiring.detection import choice_of, model_of, ollama_address, unused_keys

KEY = SecretStr("swordfish")
KEYS = {"openai_api_key": KEY, "anthropic_api_key": KEY, "gemini_api_key": KEY, "hf_token": KEY}
LOCAL_SERVER = "http://127.0.0.1:8080/v1"


def settings(**chosen: Any) -> Settings:
    """Settings of which nothing comes from the environment of the test."""
    bare = {name: field.get_default(call_default_factory=True) for name, field in
            Settings.model_fields.items()}  # fmt: skip
    return Settings.model_construct(**(bare | chosen))


@pytest.mark.parametrize(
    ("chosen", "provider", "source"),
    [
        ({}, "extractive", ""),
        (KEYS, "extractive", ""),
        (KEYS | {"llm_model": "gpt-5-mini"}, "extractive", ""),
        (KEYS | {"openai_base_url": "http://models.example/v1"}, "extractive", ""),
        ({"openai_base_url": LOCAL_SERVER}, "extractive", ""),
        ({"openai_base_url": LOCAL_SERVER, "llm_model": "qwen3"}, "openai", "OPENAI_BASE_URL"),
        ({"ollama_host": "0.0.0.0"}, "ollama", "OLLAMA_HOST"),
        ({"ollama_host": "models.example:11434"}, "extractive", ""),
        ({"gguf": Path("/m.gguf"), "ollama_host": "127.0.0.1"}, "gguf", "LLM_GGUF"),
        ({"gguf": Path("/m.gguf"), "llm_model": "anthropic:x"}, "anthropic", "LLM_MODEL"),
        ({"llm_model": "gguf:/m.gguf"}, "gguf", "LLM_MODEL"),
        ({"llm_model": "qwen3:8b"}, "extractive", ""),
        (KEYS | {"llm_provider": "extractive", "gguf": Path("/m")}, "extractive", "LLM_PROVIDER"),
        ({"llm_provider": "gemini", "llm_model": "openai:x"}, "gemini", "LLM_PROVIDER"),
    ],
)
def test_the_first_setting_that_applies_says_who_answers(
    chosen: dict[str, Any], provider: str, source: str
) -> None:
    choice = choice_of(settings(**chosen))
    assert (choice.provider, choice.source) == (provider, source)


@pytest.mark.parametrize(
    ("chosen", "provider", "model"),
    [
        ({}, "openai", "gpt-5-mini"),
        ({"llm_model": "large"}, "openai", "gpt-5-mini"),
        ({"llm_provider": "openai", "llm_model": "large"}, "openai", "large"),
        ({"llm_provider": "openai", "llm_model": "openai:large"}, "openai", "large"),
        ({"llm_provider": "openai", "llm_model": "openai"}, "openai", "gpt-5-mini"),
        ({"llm_provider": "openai", "llm_model": "gemini:pro"}, "openai", "gemini:pro"),
        ({"llm_provider": "openai", "llm_model": "gemini:pro"}, "gemini", "gemini-3.8-flash"),
        ({"llm_model": "ollama:qwen3:8b"}, "ollama", "qwen3:8b"),
        ({"llm_provider": "codex"}, "codex", ""),
        ({}, "gguf", ""),
        ({"gguf": Path("/m.gguf")}, "gguf", "/m.gguf"),
        ({"llm_model": "gguf:/n.gguf", "gguf": Path("/m.gguf")}, "gguf", "/n.gguf"),
    ],
)
def test_the_model_that_is_set_is_one_of_the_chosen_provider(
    chosen: dict[str, Any], provider: str, model: str
) -> None:
    assert model_of(settings(**chosen), provider) == model


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("", "http://127.0.0.1:11434"),
        ("0.0.0.0", "http://127.0.0.1:11434"),
        ("0.0.0.0:8080", "http://127.0.0.1:8080"),
        ("[::1]", "http://[::1]:11434"),
        ("models.example", "http://models.example:11434"),
        ("http://models.example", "http://models.example:80"),
        ("http://ada:secret@models.example:8/v1/", "http://ada:secret@models.example:8"),
        ("0.0.0.0.example", "http://0.0.0.0.example:11434"),
        (":8080", "http://127.0.0.1:8080"),
        ("[::]", "http://127.0.0.1:11434"),
        ("::", "http://127.0.0.1:11434"),
        ("::1", "http://[::1]:11434"),
        ("https://models.example:444/", "https://models.example:444"),
    ],
)
def test_ollama_is_found_by_what_its_own_variable_may_hold(host: str, address: str) -> None:
    assert ollama_address(settings(ollama_host=host)) == address


def test_keys_that_choose_nobody_are_named_and_not_told() -> None:
    named = ["OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY"]
    assert unused_keys(settings(**KEYS)) == named
    assert unused_keys(settings(**KEYS, llm_provider="openai")) == []
    assert unused_keys(settings()) == []


def test_small_work_is_done_by_no_model_unless_one_is_set() -> None:
    assert choice_of(settings()).small is None
    assert choice_of(settings(llm_small_model="ollama:tiny")).small == "ollama:tiny"


@pytest.mark.parametrize("host", ["http://[::1", "box:port", "box:70000", "http://box:x"])
def test_what_is_no_address_of_ollama_is_refused_at_once(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLLAMA_HOST", host)
    with pytest.raises(SettingInvalid, match=r"OLLAMA_HOST.*no address of Ollama"):
        read_settings()


@pytest.mark.parametrize("name", ["OPENAI_BASE_URL", "ANTHROPIC_BASE_URL"])
@pytest.mark.parametrize("address", ["localhost:8080/v1", "http://[::1", "http://ada:secret@a:b"])
def test_what_is_no_address_of_a_server_is_refused_at_once(
    name: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, address)
    with pytest.raises(SettingInvalid, match=f"{name}.*no address of a server") as refused:
        read_settings()
    assert "secret" not in refused.value.message
