"""Who writes answers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AliasChoices, BaseModel, Field, SecretStr, field_validator
from pydantic_settings import NoDecode

from folioscope.settings.texts import expanded, is_address, read_prices


class LanguageModels(BaseModel):
    """The language model, its provider, and what it is shown."""

    llm_provider: Literal[
        "auto",
        "extractive",
        "openai",
        "anthropic",
        "gemini",
        "huggingface",
        "ollama",
        "gguf",
        "codex",
        "gemini-cli",
    ] = Field(
        "auto",
        validation_alias=AliasChoices("LLM_PROVIDER", "FOLIOSCOPE_LLM_PROVIDER"),
        description="Who writes answers: extractive (no model), openai (any server like it), "
        "anthropic, gemini, huggingface, ollama, gguf (a file), codex or gemini-cli; auto is what "
        "the other settings name on this machine, else extractive. A key alone chooses nobody.",
    )
    llm_model: str = Field(
        "",
        validation_alias=AliasChoices("LLM_MODEL", "FOLIOSCOPE_LLM_MODEL"),
        description="Name of the language model at its provider, or PROVIDER:MODEL; each provider "
        "has a usual one.",
    )
    llm_small_model: str = Field(
        "",
        validation_alias=AliasChoices("LLM_SMALL_MODEL", "FOLIOSCOPE_SMALL_MODEL"),
        description="Language model for small work, such as making a follow-up stand alone; by "
        "rules without one.",
    )
    openai_api_key: SecretStr = Field(
        SecretStr(""),
        validation_alias="OPENAI_API_KEY",
        description="Key of the OpenAI-compatible server; many local ones need none.",
    )
    openai_base_url: str = Field(
        "https://api.openai.com/v1",
        validation_alias="OPENAI_BASE_URL",
        description="Address of the OpenAI-compatible server.",
    )
    anthropic_api_key: SecretStr = Field(
        SecretStr(""), validation_alias="ANTHROPIC_API_KEY", description="Key of Anthropic."
    )
    anthropic_base_url: str = Field(
        "",
        validation_alias="ANTHROPIC_BASE_URL",
        description="Address of a server that speaks Anthropic's protocol, if it is another one.",
    )
    gemini_api_key: SecretStr = Field(
        SecretStr(""),
        validation_alias=AliasChoices("GEMINI_API_KEY", "GOOGLE_API_KEY"),
        description="Key of Google Gemini.",
    )
    gemini_base_url: str = Field(
        "", description="Address of a server that speaks Gemini's protocol, if it is another one."
    )
    hf_inference_url: str = Field(
        "",
        description="Address of Hugging Face Inference, if it is another one; HF_TOKEN is its key.",
    )
    ollama_host: str = Field(
        "",
        validation_alias=AliasChoices("OLLAMA_HOST", "FOLIOSCOPE_OLLAMA_HOST"),
        description="Address of Ollama; http://127.0.0.1:11434 without it.",
    )
    gguf: Path | None = Field(
        None,
        validation_alias=AliasChoices("LLM_GGUF", "FOLIOSCOPE_GGUF"),
        description="A language model as a GGUF file, which needs the extra local.",
    )
    gguf_threads: int = Field(
        0, ge=0, description="CPU threads for it; all processors but one with 0."
    )
    gguf_context: int = Field(
        0, ge=0, description="Tokens it reads and writes at once; its own, up to 8192, with 0."
    )
    codex_command: str = Field("codex", description="Name or path of the Codex CLI.")
    gemini_command: str = Field("gemini", description="Name or path of the Gemini CLI.")
    llm_passages: int = Field(
        10,
        ge=1,
        le=100,
        description="Passages of full size that a language model is shown; of shorter ones up to "
        "three times as many.",
    )
    context: Literal["search", "everything"] = Field(
        "search",
        description="What a language model is shown: what a search finds, or everything in the "
        "asked knowledge bases, in order, where all of it fits the model.",
    )
    llm_prices: Annotated[dict[str, tuple[float, float]], NoDecode] = Field(
        {},
        description="What models cost, for metrics and traces: “model=IN/OUT” apart by spaces or "
        "commas, in dollars for a million tokens read and written, or a JSON object of pairs. Of "
        "others no cost is told.",
    )
    answer_cache: bool = Field(
        True,
        description="Give an answer again where the same is asked and nothing it rests on has "
        "changed.",
    )

    @field_validator("openai_base_url", "anthropic_base_url", "gemini_base_url", "hf_inference_url")
    @classmethod
    def _check_address(cls, address: str) -> str:
        if address and not is_address(address):
            msg = "this is no address of a server: http://HOST:PORT/PATH"
            raise ValueError(msg)
        return address

    @field_validator("llm_prices", mode="before")
    @classmethod
    def _read_prices(cls, value: object) -> object:
        return read_prices(value) if isinstance(value, str) else value

    @field_validator("ollama_host")
    @classmethod
    def _check_host(cls, place: str) -> str:
        if not is_address(f"http://{place.rpartition('://')[2].strip(':') or 'localhost'}"):
            msg = "this is no address of Ollama: HOST, HOST:PORT or http://HOST:PORT"
            raise ValueError(msg)
        return place

    @field_validator("gguf")
    @classmethod
    def _expand_file(cls, path: Path | None) -> Path | None:
        return path and expanded(path)
