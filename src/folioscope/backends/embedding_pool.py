"""The embedding models that this process has loaded, each once."""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence

from folioscope.backends.embeddings.port import EmbeddingModel, Vectors


class EmbeddingModels:
    """Opens models by the name that knowledge bases pin, when they are first asked for."""

    def __init__(self, open_model: Callable[[str], EmbeddingModel]) -> None:
        self._open = open_model
        self._models: dict[str, EmbeddingModel] = {}
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    async def get(self, name: str) -> EmbeddingModel:
        """The model; an error that names it when there is none."""
        if name in self._models:
            return self._models[name]
        return await asyncio.to_thread(self._load, name)

    def embed_passages(self, name: str, texts: Sequence[str]) -> Vectors:
        """Vectors by the model of that name; may take long."""
        return self._load(name).embed_passages(texts)

    def _load(self, name: str) -> EmbeddingModel:
        with self._locks[name]:
            if name not in self._models:
                self._models[name] = self._open(name)
            return self._models[name]
