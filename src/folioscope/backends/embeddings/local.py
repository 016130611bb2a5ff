"""Embeddings computed on this machine, by a BERT-family model read from disk."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from folioscope.backends.bert.engines import (
    Engine,
    EngineFailed,
    EngineName,
    open_engine,
    suitable_engines,
)
from folioscope.backends.bert.graph_cache import graph_path, write_graph
from folioscope.backends.bert.model_config import read_config
from folioscope.backends.bert.model_sources import ModelSource, find_model
from folioscope.backends.bert.tokens import TokenIds, open_tokenizer, pad, plan_batches
from folioscope.backends.bert.weights import checked_digest
from folioscope.backends.embeddings.port import Vectors

log = logging.getLogger(__name__)


class LocalEmbeddings:
    """A model loaded into an engine.

    Only as many tokens of a text count as the model reads (256 for all-MiniLM-L6-v2). An empty
    text has a vector too, that of no words. `engine` overrides the choice made by the processor.
    """

    def __init__(
        self,
        source: ModelSource,
        cache_dir: Path,
        threads: int,
        engine: EngineName | None = None,
    ) -> None:
        self._source = source
        digest = checked_digest(source)
        self._config = read_config(source.directory)
        self._tokenizer = open_tokenizer(
            source.directory / "tokenizer.json", self._config.max_tokens
        )
        graph = graph_path(cache_dir, digest, self._config)
        self._engine = self._open(graph, threads, (engine,) if engine else suitable_engines())
        self._one_batch_of_passages = threading.Lock()
        log.info("Embeddings: %s by %s, %d threads", self.name, self.engine, threads)

    @property
    def name(self) -> str:
        """The name under which a knowledge base pins this model."""
        return self._source.name

    @property
    def dimensions(self) -> int:
        """Length of each vector."""
        return self._config.hidden

    @property
    def languages(self) -> frozenset[str] | None:
        """The languages it understands, as ISO 639-1 names them; None if it is meant for many."""
        return self._source.languages

    @property
    def engine(self) -> str:
        """The engine that runs the model, with version and precision."""
        return self._engine.description

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of texts to be found, in the order given; ``(0, dimensions)`` for none."""
        rows = [self._tokenizer.ids(self._config.passage_prompt + text) for text in texts]
        vectors = np.empty((len(rows), self.dimensions), np.float32)
        for batch in plan_batches([len(row) for row in rows]):
            # However many jobs embed passages, a query finds one batch before it in the engine.
            with self._one_batch_of_passages:
                vectors[batch] = self._run([rows[index] for index in batch])
        return vectors

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Vector of shape ``(dimensions,)`` of a text that searches."""
        ids = self._tokenizer.ids(self._config.query_prompt + text)
        return self._run([ids]).reshape(self.dimensions)

    def _run(self, rows: Sequence[TokenIds]) -> Vectors:
        ids, mask = pad(rows, self._config.padding_id, self._config.max_tokens)
        return self._engine.run(ids, mask)

    def _open(self, graph: Path, threads: int, names: Sequence[EngineName]) -> Engine:
        if graph.exists():
            try:
                return open_engine(graph, threads, names)
            except EngineFailed as error:
                log.warning("The kept model graph is written anew: %s", error)
        write_graph(self._source, self._config, graph)
        return open_engine(graph, threads, names)


def open_local(
    name_or_path: str, cache_dir: Path, threads: int, engine: EngineName | None = None
) -> LocalEmbeddings:
    """Open a model by name (`all-MiniLM-L6-v2`) or by the path of its folder.

    A path opens whatever lies there: only who runs the server may choose it.
    """
    return LocalEmbeddings(find_model(name_or_path), cache_dir, threads, engine)
