"""The providers of language models as the settings have them: what they want, where text goes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from folioscope.backends.embedding_pool import EmbeddingModels
from folioscope.backends.llm_names import PROVIDERS
from folioscope.backends.llm_pool import LanguageModelNotReady, LanguageModels
from folioscope.backends.registry import BACKENDS
from folioscope.errors import Invalid
from folioscope.features.extractive.answerer import ExtractiveAnswerer
from folioscope.settings.values import Settings
from folioscope.wiring.language_models import language_models_of
from tests.scripted_embeddings import HashingEmbeddings

NOWHERE = "no-such-program-anywhere"


def models(**chosen: Any) -> LanguageModels:
    """The models under settings of which nothing comes from the environment of the test."""
    fields = Settings.model_fields.items()
    bare = {name: field.get_default(call_default_factory=True) for name, field in fields}
    away = {"ollama_host": "127.0.0.1:1", "codex_command": NOWHERE, "gemini_command": NOWHERE}
    settings = Settings.model_construct(**(bare | {"llm_provider": "extractive"} | away | chosen))
    return language_models_of(settings, EmbeddingModels(lambda _: HashingEmbeddings()))


async def test_without_any_setting_every_provider_but_one_says_what_it_wants() -> None:
    before = set(sys.modules)
    states = {state.provider: state for state in await models().states()}
    assert states.keys() == PROVIDERS.keys() == {"extractive", *BACKENDS["llms"]}
    assert [state.provider for state in states.values() if state.is_ready] == ["extractive"]
    for provider in ("openai", "anthropic", "gemini", "huggingface"):
        assert PROVIDERS[provider].wants in states[provider].reason
    assert "LLM_GGUF" in states["gguf"].reason
    for provider in ("codex", "gemini-cli"):
        assert NOWHERE in states[provider].reason
        assert states[provider].leaves_machine
    assert {"anthropic", "google.genai", "xllamacpp"}.isdisjoint(set(sys.modules) - before)


@pytest.mark.parametrize(
    ("chosen", "name", "place", "leaves"),
    [
        ({"openai_api_key": SecretStr("x")}, "openai", "api.openai.com", True),
        ({"openai_base_url": "http://127.0.0.1:80/v1"}, "openai", "127.0.0.1:80", False),
        ({"anthropic_base_url": "http://localhost:1"}, "anthropic", "localhost:1", False),
        ({"gemini_api_key": SecretStr("x")}, "gemini", "generativelanguage.googleapis.com", True),
        ({"hf_token": SecretStr("x")}, "huggingface", "router.huggingface.co", True),
        ({}, "ollama", "127.0.0.1:1", False),
        ({"llm_model": "gpt-oss:120b-cloud"}, "ollama", "127.0.0.1:1", True),
        ({"ollama_host": "models.example"}, "ollama", "models.example:11434", True),
    ],
)
async def test_it_is_told_where_text_goes_and_whether_that_is_another_machine(
    chosen: dict[str, Any], name: str, place: str, leaves: bool
) -> None:
    state = models(**chosen, llm_provider=name).chosen()
    assert (state.provider, state.place, state.leaves_machine) == (name, place, leaves)
    assert (state.is_default, state.source) == (True, "LLM_PROVIDER")


async def test_the_extractive_answerer_is_one_of_the_models() -> None:
    opened = models(llm_provider="openai")
    assert isinstance(await opened.get("extractive"), ExtractiveAnswerer)
    with pytest.raises(LanguageModelNotReady, match="OPENAI_API_KEY"):
        await opened.get()


async def test_no_other_file_than_the_one_that_is_set_is_opened(tmp_path: Path) -> None:
    ours, other = tmp_path / "ours.gguf", tmp_path / "other.gguf"
    for file in (ours, other):
        file.write_bytes(b"GGUF")
    opened = models(gguf=ours)
    with pytest.raises(LanguageModelNotReady, match=r"other\.gguf.* is not the file that LLM_GGUF"):
        opened.named(f"gguf:{other}")
    with pytest.raises(Invalid, match=r"gone\.gguf"):
        models(gguf=tmp_path / "gone.gguf").named("gguf")
