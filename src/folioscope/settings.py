"""Every setting, typed, read from the environment or ``.env``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


def _default_data_dir() -> Path:
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "folioscope"


class Settings(BaseSettings):
    """What an operator may choose. Prefix ``FOLIOSCOPE_``; some well-known names go without."""

    model_config = SettingsConfigDict(
        env_prefix="FOLIOSCOPE_", env_file=".env", extra="ignore", frozen=True
    )

    data_dir: Path = Field(
        default_factory=_default_data_dir,
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
    allowed_roots: tuple[Path, ...] = Field(
        (), description="JSON list of the folders that paths named over HTTP may lie in."
    )
    llm_provider: Literal["extractive", "openai"] = Field(
        "extractive",
        validation_alias=AliasChoices("LLM_PROVIDER", "FOLIOSCOPE_LLM_PROVIDER"),
        description="Who writes answers: extractive (no model) or openai (any compatible server).",
    )
    llm_model: str = Field(
        "gpt-5-mini",
        validation_alias=AliasChoices("LLM_MODEL", "FOLIOSCOPE_LLM_MODEL"),
        description="Name of the language model at its provider.",
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
    llm_passages: int = Field(
        10, ge=1, le=100, description="Passages a language model is shown, at the most."
    )
    embedding_model: str = Field(
        "all-MiniLM-L6-v2", description="Embedding model of new knowledge bases."
    )
    embedding_threads: int | None = Field(
        None, ge=1, description="CPU threads for embeddings; one less than there are, to serve."
    )
    chunk_size: int = Field(900, ge=100, le=8000, description="Characters a chunk, at the most.")
    chunk_overlap: int = Field(150, ge=0, le=4000, description="Characters two chunks share.")
    max_upload_mb: int = Field(200, ge=1, description="Largest file taken in, in MB.")
    max_pages: int = Field(1000, ge=1, description="Most pages a document may have.")
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
        30, ge=0, description="Days after which only the result of a run is kept; never if empty."
    )
    retention_days: int | None = Field(
        None,
        ge=1,
        description="Days after which untouched conversations are deleted; never if empty.",
    )
    hints: bool = Field(
        True, description="Wake readers when something is written; off, they poll each second."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="How much is logged."
    )

    @property
    def threads(self) -> int:
        """CPU threads for embeddings."""
        return self.embedding_threads or max(1, (os.cpu_count() or 2) - 1)

    @property
    def database_address(self) -> str:
        """The database to open."""
        return self.database_url or f"sqlite:///{self.data_dir / 'folioscope.db'}"
