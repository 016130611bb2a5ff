"""Which language model answers where nobody names one.

In this order; the first that applies is taken, and nobody is asked:

1. ``LLM_PROVIDER`` names a provider.
2. ``LLM_MODEL`` begins with one (``anthropic:…``).
3. ``LLM_GGUF`` names a file.
4. ``OLLAMA_HOST`` is set, to an address of this machine.
5. ``OPENAI_BASE_URL`` is an address of this machine, and ``LLM_MODEL`` is set.
6. No model: answers are made of the documents' own sentences.

What is found by 3 to 6 runs on this machine. A key, which may be there for other programs,
chooses nobody: to have text sent away one has to name whom to.
"""

from __future__ import annotations

from folioscope.backends.llm_addresses import is_here, ollama_url
from folioscope.backends.llm_names import EXTRACTIVE, PROVIDERS, split_name
from folioscope.backends.llm_pool import Choice
from folioscope.settings.values import Settings


def choice_of(settings: Settings) -> Choice:
    """Who answers, and why."""
    provider, source = _detected(settings)
    return Choice(provider, source, settings.llm_small_model or None)


def _detected(settings: Settings) -> tuple[str, str]:
    named, _ = split_name(settings.llm_model)
    is_local_server = is_here(settings.openai_base_url) and bool(settings.llm_model)
    found = {
        "LLM_PROVIDER": settings.llm_provider.removeprefix("auto"),
        "LLM_MODEL": named,
        "LLM_GGUF": "gguf" if settings.gguf else "",
        "OLLAMA_HOST": "ollama"
        if settings.ollama_host and is_here(ollama_address(settings))
        else "",
        "OPENAI_BASE_URL": "openai" if is_local_server else "",
    }
    return next(
        ((provider, source) for source, provider in found.items() if provider),
        (EXTRACTIVE, ""),
    )


def model_of(settings: Settings, provider: str) -> str:
    """The model of a provider where none is named."""
    usual = str(settings.gguf or "") if provider == "gguf" else PROVIDERS[provider].model
    if provider != choice_of(settings).provider:
        return usual
    named, model = split_name(settings.llm_model)
    # At a gateway a model may be called after the vendor that it comes from.
    return (model if named in ("", provider) else settings.llm_model) or usual


def ollama_address(settings: Settings) -> str:
    """Where Ollama listens."""
    return ollama_url(settings.ollama_host)


def unused_keys(settings: Settings) -> list[str]:
    """Keys that are set and send nothing anywhere, by the names of their settings."""
    keys = {
        "openai": settings.openai_api_key,
        "anthropic": settings.anthropic_api_key,
        "gemini": settings.gemini_api_key,
    }
    if choice_of(settings).provider != EXTRACTIVE:
        return []
    return [PROVIDERS[name].wants for name, key in keys.items() if key.get_secret_value()]
