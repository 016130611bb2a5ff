"""The names of language models, and what each provider of them is.

A model goes by ``provider:model``, by the provider alone, which is its usual model, or by the
name that it has at the provider that is chosen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

EXTRACTIVE = "extractive"
DEFAULT = "default"
"""Stands for whichever model is chosen."""


@dataclass(frozen=True, slots=True)
class Provider:
    """Who runs models.

    ``model`` is asked where none is named; without one the provider has its own choice. ``wants``
    is what has to be set for it to work.
    """

    title: str
    model: str = ""
    wants: str = ""


PROVIDERS: Mapping[str, Provider] = {
    EXTRACTIVE: Provider("the documents' own sentences, without a language model"),
    "openai": Provider("OpenAI or a server like it", "gpt-5-mini", "OPENAI_API_KEY"),
    "anthropic": Provider("Anthropic", "claude-sonnet-5-5", "ANTHROPIC_API_KEY"),
    "gemini": Provider("Google Gemini", "gemini-3.8-flash", "GEMINI_API_KEY"),
    "huggingface": Provider("Hugging Face Inference", "openai/gpt-oss-20b", "HF_TOKEN"),
    "ollama": Provider("Ollama", "llama3.2"),
    "gguf": Provider("a model in a file, run by llama.cpp", wants="FOLIOSCOPE_GGUF"),
    "codex": Provider("Codex CLI"),
    "gemini-cli": Provider("Gemini CLI"),
}


def split_name(name: str) -> tuple[str, str]:
    """Provider and model; no provider where the name is that of a model alone."""
    provider, colon, model = name.strip().partition(":")
    if provider not in PROVIDERS:
        return "", name.strip()
    return (provider, model) if colon else (provider, "")


def joined_name(provider: str, model: str) -> str:
    """The name by which the model of a provider is kept and told."""
    return f"{provider}:{model}" if model else provider
