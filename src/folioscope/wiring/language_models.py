"""The providers of language models as the settings have them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from folioscope.backends.embedding_pool import EmbeddingModels
from folioscope.backends.llm_addresses import host_of, is_here
from folioscope.backends.llm_looks import look_at_ollama, look_at_server
from folioscope.backends.llm_meter import Metered
from folioscope.backends.llm_names import EXTRACTIVE, PROVIDERS, split_name
from folioscope.backends.llm_pool import LanguageModels, Provided
from folioscope.backends.llms.port import LanguageModel
from folioscope.backends.observed_llm import ObservedModel, Observing, Price
from folioscope.backends.registry import BACKENDS, load
from folioscope.features.extractive.answerer import ExtractiveAnswerer
from folioscope.settings.values import Settings
from folioscope.telemetry.instruments import SILENT, Telemetry
from folioscope.wiring.detection import choice_of, model_of, ollama_address

THIS_MACHINE = "this machine"
OPENAI_HOST = "api.openai.com"
HOSTED = {
    "anthropic": ("https://api.anthropic.com", "/v1/models"),
    "gemini": ("https://generativelanguage.googleapis.com", "/v1beta/models"),
    "huggingface": ("https://router.huggingface.co/v1", "/models"),
}
"""Where vendors listen, unless a setting says otherwise, and where they list their models."""


def language_models_of(
    settings: Settings, embeddings: EmbeddingModels, telemetry: Telemetry = SILENT
) -> LanguageModels:
    """Every language model that may be asked. None is opened, and nobody is connected to."""
    embed = partial(embeddings.embed_passages, settings.embedding_model)
    makers: Mapping[str, Callable[[], Provided]] = {
        EXTRACTIVE: partial(_extractive, lambda _model: ExtractiveAnswerer(embed)),
        "openai": partial(_openai, settings),
        "anthropic": partial(_hosted, settings, "anthropic"),
        "gemini": partial(_hosted, settings, "gemini"),
        "huggingface": partial(_hosted, settings, "huggingface"),
        "ollama": partial(_ollama, settings),
        "gguf": partial(_gguf, settings),
        "codex": partial(_program, settings, "codex"),
        "gemini-cli": partial(_program, settings, "gemini-cli"),
    }
    there = (EXTRACTIVE, *BACKENDS["llms"])
    provided = {name: make() for name, make in makers.items() if name in there}
    for name in provided.keys() - {EXTRACTIVE}:
        counted = _counted(provided[name], settings.max_output_tokens)
        seen = Observing(name, telemetry, _prices(settings), _set_models(settings, counted, name))
        provided[name] = _observed(counted, seen)
    return LanguageModels(provided, choice_of(settings))


def _counted(provided: Provided, most_output: int) -> Provided:
    """Every model of a provider counted, so that none is asked without its tokens being told."""
    return replace(provided, open=lambda model: Metered(provided.open(model), most_output))


def _observed(provided: Provided, observing: Observing) -> Provided:
    """Every model of a provider seen from outside, whoever asks it."""
    opened = provided.open
    return replace(
        provided,
        open=lambda model: ObservedModel(opened(model), model or provided.model, observing),
    )


def _set_models(settings: Settings, provided: Provided, name: str) -> frozenset[str]:
    """The models of a provider that settings name: no text of somebody who asks."""
    choice = choice_of(settings)
    provider, model = split_name(choice.small or "")
    is_small_here = (provider or choice.provider) == name
    return frozenset({provided.model, model} if is_small_here else {provided.model})


def _prices(settings: Settings) -> Mapping[str, Price]:
    return {name: Price(*each) for name, each in settings.llm_prices.items()}


def _extractive(opened: Callable[[str], LanguageModel]) -> Provided:
    return Provided(
        model="",
        open=opened,
        lacks=lambda _model: "",
        place=THIS_MACHINE,
        leaves=lambda _model: False,
        source="",
        has_models=False,
    )


def _openai(settings: Settings) -> Provided:
    url = settings.openai_base_url
    key = settings.openai_api_key.get_secret_value()
    wants_key = not key and host_of(url) == OPENAI_HOST
    is_looked_at = is_here(url) or choice_of(settings).provider == "openai"
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return Provided(
        model=model_of(settings, "openai"),
        open=lambda model: load("llms", "openai")(base_url=url, api_key=key, model=model),
        lacks=lambda _model: _without_key("openai") if wants_key else "",
        place=host_of(url),
        leaves=lambda _model: not is_here(url),
        source="OPENAI_API_KEY" if key else "OPENAI_BASE_URL",
        look=partial(look_at_server, f"{url.rstrip('/')}/models", headers)
        if is_looked_at
        else None,
    )


def _hosted(settings: Settings, name: str) -> Provided:
    """A vendor with a key of its own. Nobody asks how it is unless it is the one chosen."""
    key, url = {
        "anthropic": (settings.anthropic_api_key, settings.anthropic_base_url),
        "gemini": (settings.gemini_api_key, settings.gemini_base_url),
        "huggingface": (settings.hf_token, settings.hf_inference_url),
    }[name]
    usual, listing = HOSTED[name]
    secret, address = key.get_secret_value(), (url or usual).rstrip("/")
    is_chosen = choice_of(settings).provider == name
    headers = {
        "anthropic": {"x-api-key": secret, "anthropic-version": "2023-06-01"},
        "gemini": {"x-goog-api-key": secret},
        "huggingface": {"Authorization": f"Bearer {secret}"},
    }[name]
    look = partial(look_at_server, f"{address}{listing}", headers)
    return Provided(
        model=model_of(settings, name),
        open=lambda model: load("llms", name)(base_url=url, api_key=secret, model=model),
        lacks=lambda _model: "" if secret or url else _without_key(name),
        place=host_of(address),
        leaves=lambda _model: not is_here(address),
        source=PROVIDERS[name].wants,
        look=look if is_chosen else None,
    )


def _without_key(name: str) -> str:
    provider = PROVIDERS[name]
    return f"{provider.title} wants a key, and none is set: {provider.wants}."


def _ollama(settings: Settings) -> Provided:
    address = ollama_address(settings)
    is_looked_at = is_here(address) or choice_of(settings).provider == "ollama"
    return Provided(
        model=model_of(settings, "ollama"),
        open=lambda model: load("llms", "ollama")(base_url=address, api_key="", model=model),
        lacks=lambda _model: "",
        place=host_of(address),
        # Ollama hands models of these names on to its own servers.
        leaves=lambda model: not is_here(address) or model.endswith(("-cloud", ":cloud")),
        source="OLLAMA_HOST",
        look=partial(look_at_ollama, address) if is_looked_at else None,
    )


def _gguf(settings: Settings) -> Provided:
    file = model_of(settings, "gguf")

    def lacks(model: str) -> str:
        if not file:
            return "No file is set that holds a model: LLM_GGUF."
        if model != file:
            return f"“{model}” is not the file that LLM_GGUF names, and no other one is opened."
        why: str = load("llm_readiness", "gguf")(file)
        return why

    sizes = {"threads": settings.gguf_threads, "context": settings.gguf_context}
    return Provided(
        model=file,
        open=lambda model: load("llms", "gguf")(path=model, **sizes),
        lacks=lacks,
        place=THIS_MACHINE,
        leaves=lambda _model: False,
        source="LLM_GGUF",
    )


def _program(settings: Settings, name: str) -> Provided:
    """A program of a vendor, which sends text to it."""
    is_openai = host_of(settings.openai_base_url) == OPENAI_HOST
    command, key, vendor = {
        # A key goes to its own server only.
        "codex": (settings.codex_command, settings.openai_api_key if is_openai else None, "OpenAI"),
        "gemini-cli": (settings.gemini_command, settings.gemini_api_key, "Google"),
    }[name]
    secret = key.get_secret_value() if key else ""
    return Provided(
        model=model_of(settings, name),
        open=lambda model: load("llms", name)(command=command, model=model, api_key=secret),
        lacks=lambda _model: str(load("llm_readiness", name)(command, secret)),
        place=f"{vendor}, through {command}",
        leaves=lambda _model: True,
        source="PATH",
    )
