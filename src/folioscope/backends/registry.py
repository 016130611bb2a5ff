"""Name → backend, loaded when it is asked for: the one dynamic import of the program."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from folioscope.errors import Invalid

BACKENDS: dict[str, dict[str, str]] = {
    "blobs": {
        "disk": "folioscope.backends.blobs.disk:DiskBlobs",
        "postgres": "folioscope.backends.blobs.postgres:PostgresBlobs",
    },
    "deliveries": {
        "procrastinate": "folioscope.backends.deliveries.procrastinate:Procrastinate",
    },
    "embeddings": {
        "local": "folioscope.backends.embeddings.local:open_local",
        "openai": "folioscope.backends.embeddings.openai:OpenAIEmbeddings",
    },
    "job_boards": {
        "ashby": "folioscope.backends.job_boards.ashby:Ashby",
        "civiweb": "folioscope.backends.job_boards.civiweb:Civiweb",
        "csv": "folioscope.backends.job_boards.files:open_csv",
        "greenhouse": "folioscope.backends.job_boards.greenhouse:Greenhouse",
        "json-ld": "folioscope.backends.job_boards.pages:Pages",
        "jsonl": "folioscope.backends.job_boards.files:open_json_lines",
        "lever": "folioscope.backends.job_boards.lever:Lever",
        "lever-eu": "folioscope.backends.job_boards.lever:open_european",
        "recruitee": "folioscope.backends.job_boards.recruitee:Recruitee",
        "smartrecruiters": "folioscope.backends.job_boards.smartrecruiters:SmartRecruiters",
    },
    "llms": {
        "anthropic": "folioscope.backends.llms.anthropic:AnthropicChat",
        "codex": "folioscope.backends.llms.codex:open_codex",
        "gemini": "folioscope.backends.llms.gemini:GeminiChat",
        "gemini-cli": "folioscope.backends.llms.gemini_cli:open_gemini_cli",
        "gguf": "folioscope.backends.llms.gguf:GGUFModel",
        "huggingface": "folioscope.backends.llms.huggingface:open_hugging_face",
        "ollama": "folioscope.backends.llms.ollama:OllamaChat",
        "openai": "folioscope.backends.llms.openai:OpenAIChat",
    },
    "llm_readiness": {
        "codex": "folioscope.backends.llms.codex:why_not_ready",
        "gemini-cli": "folioscope.backends.llms.gemini_cli:why_not_ready",
        "gguf": "folioscope.backends.llms.gguf_readiness:why_not_ready",
    },
    "models": {"hub": "folioscope.backends.models.shelf:open_shelf"},
    "parsers": {"sandbox": "folioscope.backends.parsers.sandbox:FileReader"},
    "rerankers": {
        "cross-encoder": "folioscope.backends.rerankers.cross_encoder:CrossEncoder",
        "late-interaction": "folioscope.backends.rerankers.late_interaction:LateInteraction",
    },
    "wakeups": {"postgres": "folioscope.backends.wakeups.postgres:PostgresRelay"},
    "vectors": {
        "chroma": "folioscope.backends.vectors.chroma_folder:FolderCollections",
        "chroma_server": "folioscope.backends.vectors.chroma_server:ServedCollections",
        "faiss": "folioscope.backends.vectors.faiss:FaissIndex",
        "pgvector": "folioscope.backends.vectors.pgvector:PgvectorSearch",
    },
}


EXTRAS = {
    "chromadb": "chroma",
    "procrastinate": "postgres",
    "psycopg": "postgres",
    "psycopg_pool": "postgres",
    "tesserocr": "ocr",
    "xllamacpp": "local",
}
"""With which extra of this program a package of a backend comes."""


class BackendUnknown(Invalid):
    """A backend by a name that none has."""

    code = "backend_unknown"


class BackendNotInstalled(Invalid):
    """A backend whose packages are not installed."""

    code = "backend_not_installed"


def load(port: str, name: str) -> Any:
    """The class or function that opens the backend; importing it may take a while."""
    if name not in BACKENDS[port]:
        known = ", ".join(sorted(BACKENDS[port]))
        msg = f"There is no “{name}” among {port}; there is: {known}."
        raise BackendUnknown(msg)
    module, _, attribute = BACKENDS[port][name].partition(":")
    try:
        return getattr(import_module(module), attribute)
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        extra = EXTRAS.get(missing)
        mend = f"pip install 'folioscope[{extra}]'" if extra else f"pip install {missing}"
        msg = (
            f"The backend “{name}” needs the package “{missing}”, which is not installed. "
            f"It comes with: {mend}."
        )
        raise BackendNotInstalled(msg) from error
