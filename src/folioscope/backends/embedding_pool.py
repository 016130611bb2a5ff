"""The embedding models that this process has loaded, each once."""

from __future__ import annotations

import asyncio
import os
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from folioscope.backends.bert.port import TokenVectors
from folioscope.backends.embeddings.port import DimensionsChanged, EmbeddingModel, Vectors
from folioscope.backends.query_vectors import QueryVectors, Vector
from folioscope.backends.unrelated_texts import cosine_of_unrelated
from folioscope.errors import Invalid

QUERIES_AT_ONCE = max(2, (os.cpu_count() or 1) // 2)
"""Of one model; the rest of the threads are left to others, should its server be silent."""


class TokensUntold(Invalid):
    """The embedding model tells vectors of texts, and none of their tokens."""

    code = "tokens_untold"


@dataclass(slots=True, eq=False)
class _Loaded:
    """A model, and what is let go with it: vectors of queries, and how it sees unlike texts."""

    model: EmbeddingModel
    queries: QueryVectors
    unrelated: float | None = None

    def cosine(self) -> float:
        # Without a lock, at the price of doing it twice: cached_property has one lock for all
        # models, and they would wait for one whose server is silent.
        if self.unrelated is None:
            self.unrelated = cosine_of_unrelated(self.model)
        return self.unrelated


class EmbeddingModels:
    """Opens models by the name that knowledge bases pin, when they are first asked for.

    ``full_name`` makes that of any other name which a model goes by.
    """

    def __init__(
        self,
        open_model: Callable[[str], EmbeddingModel],
        full_name: Callable[[str], str] = str,
    ) -> None:
        self._open = open_model
        self._full_name = full_name
        self._models: dict[str, _Loaded] = {}
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._turns: defaultdict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(QUERIES_AT_ONCE)
        )

    async def get(self, name: str) -> EmbeddingModel:
        """The model; an error that names it when there is none."""
        if name in self._models:
            return self._models[name].model
        return (await asyncio.to_thread(self._load, name)).model

    def embed_passages(self, name: str, texts: Sequence[str]) -> Vectors:
        """Vectors by the model of that name; may take long."""
        with self._opened_anew_if_changed(name):
            return self._load(name).model.embed_passages(texts)

    async def embed_query(self, name: str, text: str) -> Vector:
        """Vector of a query by the model of that name; takes long unless it was asked lately."""
        async with self._turns[name]:
            return await asyncio.to_thread(self._query, name, text)

    def _query(self, name: str, text: str) -> Vector:
        with self._opened_anew_if_changed(name):
            return self._load(name).queries.vector(text)

    @contextmanager
    def _opened_anew_if_changed(self, name: str) -> Iterator[None]:
        """What is known of a model that has become another one holds no longer."""
        try:
            yield
        except DimensionsChanged:
            self.forget(self._full_name(name))
            raise

    async def unrelated(self, name: str) -> float:
        """The cosine that the model gives to unlike texts; takes long the first time."""
        loaded = self._models.get(name)
        if loaded is not None and loaded.unrelated is not None:
            return loaded.unrelated
        return await asyncio.to_thread(lambda: self._load(name).cosine())

    def forget(self, name: str) -> None:
        """Let go of a model whose files are gone; who works with it may go on."""
        self._models.pop(name, None)

    def token_model(self, name: str) -> TokenVectors:
        """The model of that name, if it tells of single tokens; may take long."""
        model = self._load(name).model
        if not isinstance(model, TokenVectors):
            message = (
                f"The embedding model {name} tells nothing of single tokens, which late "
                "interaction compares. Set FOLIOSCOPE_RERANK to off, or to a cross-encoder."
            )
            raise TokensUntold(message)
        return model

    def _load(self, name: str) -> _Loaded:
        name = self._full_name(name)
        with self._locks[name]:
            if name not in self._models:
                model = self._open(name)
                self._models[name] = _Loaded(model, QueryVectors(model))
            return self._models[name]
