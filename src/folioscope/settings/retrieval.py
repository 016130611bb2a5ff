"""How text is found."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, BaseModel, Field, SecretStr, field_validator

from folioscope.settings.texts import expanded


class Retrieval(BaseModel):
    """Embedding models, what compares vectors, what judges passages once more."""

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

    @field_validator("models_dir")
    @classmethod
    def _expand_models(cls, path: Path | None) -> Path | None:
        return path and expanded(path)

    @property
    def threads(self) -> int:
        """CPU threads for embeddings."""
        return self.embedding_threads or os.cpu_count() or 1
