"""Which backend the settings choose, port by port."""

from __future__ import annotations

import hashlib
from functools import partial

from folioscope.backends.blobs.port import Blobs
from folioscope.backends.deliveries.port import Deliveries
from folioscope.backends.embedding_pool import EmbeddingModels
from folioscope.backends.embeddings.port import SERVED, EmbeddingModel
from folioscope.backends.models.port import ModelShelf
from folioscope.backends.parsers.port import Recognition
from folioscope.backends.registry import load
from folioscope.backends.rerankers.port import Reranker
from folioscope.backends.vectors.port import Place
from folioscope.backends.wakeups.port import Relay
from folioscope.features.coaching.repository import StoredSessions
from folioscope.features.coaching.session_file import FiledSessions, SessionFile
from folioscope.features.coaching.sessions import OpenSessions
from folioscope.features.knowledge.change_repository import (
    current_editions,
    load_changes,
    load_mark,
)
from folioscope.platform.database.engine import Database, driver_address, parse_url
from folioscope.platform.indexes.cached import Cached
from folioscope.platform.indexes.caches import Caches
from folioscope.platform.indexes.opening import Rows, open_dense
from folioscope.platform.indexes.serve import Indexes
from folioscope.platform.runs.wakeups import Wakeups
from folioscope.settings.values import Settings

MEGABYTE = 1024 * 1024
OFF = "off"
LATE_INTERACTION = "late-interaction"


def postgres_address(settings: Settings) -> str | None:
    """Where PostgreSQL is; None with SQLite, which one process has to itself."""
    address = parse_url(settings.database_address)
    return None if address.get_backend_name() == "sqlite" else driver_address(address)


def deliveries_of(settings: Settings) -> Deliveries | None:
    """With PostgreSQL there may be other processes, so runs are brought to whoever is free."""
    address = postgres_address(settings)
    opened: Deliveries | None = None
    if address is not None:
        opened = load("deliveries", "procrastinate")(address, hints=settings.hints)
    return opened


def wakeups_of(settings: Settings) -> Wakeups:
    address = postgres_address(settings)
    relay: Relay | None = None
    if address is not None:
        relay = load("wakeups", "postgres")(address)
    return Wakeups(enabled=settings.hints, relay=relay)


def blobs_of(settings: Settings, *, alone: bool = True) -> Blobs:
    """Where every process that may come to the database can read the files.

    Who is not ``alone`` has the data folder beside a server, and clears nothing up in it.
    """
    address = postgres_address(settings)
    opened: Blobs
    if settings.files_dir is not None:
        opened = load("blobs", "disk")(settings.files_dir, shared=True)
    elif address is None:
        opened = load("blobs", "disk")(settings.data_dir / "files", shared=not alone)
    else:
        opened = load("blobs", "postgres")(address)
    return opened


def coaching_sessions_of(settings: Settings) -> OpenSessions:
    """Where coaching sessions are kept."""
    if settings.coaching_sessions == "file":
        return partial(FiledSessions, SessionFile(settings.data_dir / "coaching-sessions.json"))
    return StoredSessions


def model_shelf(settings: Settings) -> ModelShelf:
    """The models of this machine, and the hub that more come from."""
    access = {
        "endpoint": settings.hf_endpoint,
        "token": settings.hf_token.get_secret_value(),
        "most_bytes": settings.max_model_mb * MEGABYTE,
    }
    shelf: ModelShelf = load("models", "hub")(settings.model_cache, **access)
    return shelf


def open_model(settings: Settings, name: str) -> EmbeddingModel:
    """The embedding model that a base pins under this name: of this machine, or of a server."""
    model: EmbeddingModel
    if name.startswith(SERVED):
        model = load("embeddings", "openai")(name, *settings.embeddings_server)
    else:
        model = load("embeddings", "local")(
            name,
            cache_dir=settings.model_cache,
            threads=settings.threads,
            precision=settings.embedding_precision,
        )
    return model


def recognition_of(settings: Settings) -> Recognition | None:
    """How text is recognised in pictures of pages; None where it is not."""
    if settings.ocr == "off":
        return None
    return Recognition(settings.ocr_languages, settings.ocr_data_dir)


def vector_store_of(settings: Settings) -> str:
    """The name of what compares vectors."""
    if settings.vectors == "auto":
        return "faiss" if postgres_address(settings) is None else "pgvector"
    if settings.vectors == "chroma" and settings.chroma_url:
        return "chroma_server"
    return settings.vectors


def indexes_of(settings: Settings, database: Database) -> Indexes:
    address = postgres_address(settings)
    backend = load("vectors", vector_store_of(settings))
    loading = partial(load_changes, database, with_vectors=backend.kept_in != "database")
    rows = Rows(database, address, loading, partial(current_editions, database))
    # So that a server may have vectors of several databases: where this one is, but no password.
    named = parse_url(settings.database_address).render_as_string(hide_password=True)
    owner = hashlib.sha256(named.encode()).hexdigest()[:16]
    place = Place(settings.data_dir / "chroma", settings.chroma_url, owner)
    cached = Cached(Caches(settings.data_dir), partial(load_mark, database))
    return Indexes(loading, open_dense(backend, rows, place), cached)


def reranker_of(settings: Settings, embeddings: EmbeddingModels) -> Reranker:
    """What reads passages beside the query: where that is off, late interaction for who asks.

    Models are loaded when they are first needed, so one that is missing is told by a search, and
    does not keep the server from starting.
    """
    opened: Reranker
    if settings.rerank in (OFF, LATE_INTERACTION):
        model = partial(embeddings.token_model, settings.embedding_model)
        opened = load("rerankers", LATE_INTERACTION)(model)
    else:
        cross_encoder = load("rerankers", "cross-encoder")
        opened = cross_encoder(settings.rerank, settings.model_cache, settings.threads)
    return opened
