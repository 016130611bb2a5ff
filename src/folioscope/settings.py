"""Every setting, typed, read from the environment or ``.env``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AliasChoices, Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from folioscope.setting_texts import (
    default_data_dir,
    expanded,
    is_address,
    read_addresses,
    read_folders,
    read_names,
    read_watched,
)

DAYS = ("compact_after_days", "retention_days")


class Settings(BaseSettings):
    """What an operator may choose. Prefix ``FOLIOSCOPE_``; some well-known names go without.

    What is empty has its default, except that days are never over.
    """

    model_config = SettingsConfigDict(
        env_prefix="FOLIOSCOPE_", env_file=".env", extra="ignore", frozen=True
    )

    data_dir: Path = Field(
        default_factory=default_data_dir,
        description="Folder that holds the database, the uploaded files and the caches.",
    )
    database_url: str | None = Field(
        None, description="postgresql://… to use PostgreSQL; SQLite in the data folder otherwise."
    )
    files_dir: Path | None = Field(
        None,
        description="Folder for uploaded files that every process shares. Without it they are in "
        "the data folder, or in PostgreSQL where that is the database.",
    )
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on.")
    auth: Literal["off"] = Field(
        "off", description="Without accounts only this machine may connect."
    )
    allowed_roots: Annotated[tuple[Path, ...], NoDecode] = Field(
        (),
        description="Folders that paths named over HTTP may lie in: joined by “:”, or a JSON list.",
    )
    watch: Annotated[tuple[tuple[str, Path], ...], NoDecode] = Field(
        (),
        description="Folders to follow, each for a knowledge base: “base=folder” joined by “:”, or "
        "a JSON object of bases with a folder, or a list of folders, each.",
    )
    watch_seconds: float = Field(
        30, ge=1, description="Seconds after which a watched folder is looked at, at the latest."
    )
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
    embedding_model: str = Field(
        "all-MiniLM-L6-v2", description="Embedding model of new knowledge bases."
    )
    embedding_threads: int | None = Field(
        None, ge=1, description="CPU threads for embeddings; as many as there are processors."
    )
    embedding_precision: Literal["auto", "8bit"] = Field(
        "auto",
        description="Numbers that local embedding models compute with: the best that are fast on "
        "this processor, or 8 bits, which is faster where it has no bfloat16 (AVX512-BF16, AMX).",
    )
    embeddings_base_url: str = Field(
        "",
        description="Address of the server of the embedding models openai:…, where that is another "
        "one than OPENAI_BASE_URL.",
    )
    embeddings_api_key: SecretStr = Field(
        SecretStr(""),
        description="Its key. OPENAI_API_KEY is sent to the server of OPENAI_BASE_URL only.",
    )
    models_dir: Path | None = Field(
        None,
        description="Folder of pulled models and of what is computed from models, which several "
        "processes may share; models in the data folder otherwise.",
    )
    max_model_mb: int = Field(
        3000, ge=1, description="Weights of a model that is pulled, at the most, in MB."
    )
    hf_endpoint: str = Field(
        "https://huggingface.co",
        validation_alias=AliasChoices("HF_ENDPOINT", "FOLIOSCOPE_HF_ENDPOINT"),
        description="Address of the Hugging Face hub, or of a mirror, that models are pulled from.",
    )
    hf_token: SecretStr = Field(
        SecretStr(""),
        validation_alias=AliasChoices("HF_TOKEN", "FOLIOSCOPE_HF_TOKEN"),
        description="Token for the hub, where only models with restricted access need one, and key "
        "of Hugging Face Inference.",
    )
    vectors: str = Field(
        "auto",
        description="What compares vectors: faiss, chroma or pgvector; auto is pgvector on "
        "PostgreSQL and faiss on SQLite.",
    )
    chroma_url: str | None = Field(
        None, description="http://… of a Chroma server; a folder in the data folder otherwise."
    )
    rerank: str = Field(
        "off",
        description="How the best passages are judged once more: off, so only where a search asks "
        "for it; late-interaction, which "
        "compares their tokens with those of the query by the embedding model; or the name or path "
        "of a cross-encoder.",
    )
    sections: Literal["auto", "rules"] = Field(
        "auto",
        description="How the sections of CVs are found: auto asks the language model, where one is "
        "set, once for each CV; rules never does.",
    )
    chunk_size: int = Field(900, ge=100, le=8000, description="Characters a chunk, at the most.")
    chunk_overlap: int = Field(150, ge=0, le=4000, description="Characters two chunks share.")
    max_upload_mb: int = Field(200, ge=1, description="Largest file taken in, in MB.")
    max_pages: int = Field(1000, ge=1, description="Most pages a document may have.")
    ocr: Literal["off", "auto"] = Field(
        "off",
        description="Recognise the text of scanned pages: off, or auto, which needs the extra ocr.",
    )
    ocr_languages: str = Field(
        "eng", description="Languages of scanned pages as Tesseract names them, joined by +."
    )
    ocr_data_dir: Path | None = Field(
        None,
        validation_alias=AliasChoices("FOLIOSCOPE_OCR_DATA_DIR", "TESSDATA_PREFIX"),
        description="Folder of Tesseract's languages (*.traineddata); looked for if not set.",
    )
    civiweb_api_key: SecretStr = Field(
        SecretStr(""),
        validation_alias=AliasChoices("CIVIWEB_API_KEY", "FOLIOSCOPE_CIVIWEB_API_KEY"),
        description="Key of the job board Civiweb (VIE and VIA), which answers nobody without one.",
    )
    board_urls: Annotated[dict[str, str], NoDecode] = Field(
        {},
        description="Addresses of job boards that are not at their usual place: “backend=address” "
        "apart by spaces, or a JSON object. They may be in a private network.",
    )
    board_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Hosts whose pages offers may be read from (json-ld), apart by spaces, or a "
        "JSON list: names, or http://HOST:PORT for one that may be in a private network.",
    )
    board_pause: float | None = Field(
        None, ge=0, description="Seconds between two requests to a job board; its own without."
    )
    boards_permitted: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Job boards that you have leave to read although their robots file does not "
        "clearly give it, apart by spaces, or a JSON list: smartrecruiters.",
    )
    coaching_sessions: Literal["database", "file"] = Field(
        "database",
        description="Where coaching sessions are kept: in the database, or in the file "
        "coaching-sessions.json of the data folder.",
    )
    answer_cache: bool = Field(
        True,
        description="Give an answer again where the same is asked and nothing it rests on has "
        "changed.",
    )
    answers_at_once: int = Field(
        100, ge=1, description="Answers that a process writes at once, of all users."
    )
    max_active_runs: int = Field(2, ge=1, description="Answers one user has written at once.")
    max_waiting_runs: int = Field(
        20, ge=0, description="Questions of one user that may wait for an answer."
    )
    max_streams_per_user: int = Field(
        24, ge=1, description="Streams of one user's runs that are open at once."
    )
    max_streams: int = Field(2000, ge=1, description="Streams that a process holds open at once.")
    compact_after_days: int | None = Field(
        30,
        ge=0,
        description="Days after which only the result of a run is kept; “never”, or empty, to "
        "keep all.",
    )
    retention_days: int | None = Field(
        None,
        ge=1,
        description="Days after which untouched conversations are deleted; “never”, or empty, to "
        "keep all.",
    )
    hints: bool = Field(
        True, description="Wake readers when something is written; off, they poll each second."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="How much is logged."
    )

    @field_validator("*", mode="before")
    @classmethod
    def _read_empty(cls, value: object, info: ValidationInfo) -> object:
        if not isinstance(value, str) or value.strip() or info.field_name is None:
            return value
        if info.field_name in DAYS:
            return None
        return cls.model_fields[info.field_name].get_default(call_default_factory=True)

    @field_validator(*DAYS, mode="before")
    @classmethod
    def _read_never(cls, value: object) -> object:
        is_never = isinstance(value, str) and value.strip().lower() == "never"
        return None if is_never else value

    @field_validator("allowed_roots", mode="before")
    @classmethod
    def _read_folders(cls, value: object) -> object:
        return read_folders(value) if isinstance(value, str) else value

    @field_validator("board_hosts", "boards_permitted", mode="before")
    @classmethod
    def _read_names(cls, value: object) -> object:
        return read_names(value) if isinstance(value, str) else value

    @field_validator("board_urls", mode="before")
    @classmethod
    def _read_addresses(cls, value: object) -> object:
        return read_addresses(value) if isinstance(value, str) else value

    @field_validator("watch", mode="before")
    @classmethod
    def _read_watched(cls, value: object) -> object:
        return read_watched(value) if isinstance(value, str) else value

    @field_validator("openai_base_url", "anthropic_base_url", "gemini_base_url", "hf_inference_url")
    @classmethod
    def _check_address(cls, address: str) -> str:
        if address and not is_address(address):
            msg = "this is no address of a server: http://HOST:PORT/PATH"
            raise ValueError(msg)
        return address

    @field_validator("ollama_host")
    @classmethod
    def _check_host(cls, place: str) -> str:
        if not is_address(f"http://{place.rpartition('://')[2].strip(':') or 'localhost'}"):
            msg = "this is no address of Ollama: HOST, HOST:PORT or http://HOST:PORT"
            raise ValueError(msg)
        return place

    @field_validator("data_dir", "files_dir", "models_dir", "ocr_data_dir", "gguf")
    @classmethod
    def _expand_home(cls, path: Path | None) -> Path | None:
        return path and expanded(path)

    @field_validator("allowed_roots")
    @classmethod
    def _expand_homes(cls, paths: tuple[Path, ...]) -> tuple[Path, ...]:
        return tuple(expanded(path) for path in paths)

    @field_validator("watch")
    @classmethod
    def _expand_watched(cls, named: tuple[tuple[str, Path], ...]) -> tuple[tuple[str, Path], ...]:
        return tuple((name, expanded(folder)) for name, folder in named)

    @property
    def threads(self) -> int:
        """CPU threads for embeddings."""
        return self.embedding_threads or os.cpu_count() or 1

    @property
    def model_cache(self) -> Path:
        """The folder of all that belongs to models."""
        return self.models_dir or self.data_dir / "models"

    @property
    def embeddings_server(self) -> tuple[str, str]:
        """Address and key of the server of embedding models; a key goes to its own server only."""
        key = self.embeddings_api_key.get_secret_value()
        if self.embeddings_base_url:
            return self.embeddings_base_url, key
        return self.openai_base_url, key or self.openai_api_key.get_secret_value()

    @property
    def database_address(self) -> str:
        """The database to open."""
        return self.database_url or f"sqlite:///{self.data_dir / 'folioscope.db'}"
