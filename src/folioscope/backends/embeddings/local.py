"""Embeddings computed on this machine, by a BERT-family model read from disk."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from folioscope.backends.bert.engines import (
    EIGHT_BIT,
    Engine,
    EngineFailed,
    EngineName,
    Precision,
    open_engine,
    suitable_engines,
)
from folioscope.backends.bert.foreign_graph import open_foreign
from folioscope.backends.bert.graph_cache import graph_path, quantised_path, write_graph
from folioscope.backends.bert.lanes import Lanes
from folioscope.backends.bert.model_config import config_of, refuse_reranker
from folioscope.backends.bert.model_sources import WEIGHTS, ModelSource, find_model
from folioscope.backends.bert.port import TextTokens
from folioscope.backends.bert.token_vectors import TokenReader
from folioscope.backends.bert.tokens import TokenIds, open_tokenizer, pad, plan_batches
from folioscope.backends.bert.weights import checked_digest
from folioscope.backends.embeddings.port import Vectors

log = logging.getLogger(__name__)


class LocalEmbeddings:
    """A model loaded into an engine.

    Only as many tokens of a text count as the model reads (256 for all-MiniLM-L6-v2). An empty
    text has a vector too, that of no words. `engines` are tried in that
    order; without any, those that suit the processor.
    """

    def __init__(
        self,
        source: ModelSource,
        cache_dir: Path,
        threads: int,
        engines: Sequence[EngineName] = (),
    ) -> None:
        self._source = source
        self._config = config_of(source)
        self._tokenizer = open_tokenizer(
            source.directory / "tokenizer.json", self._config.max_tokens
        )
        names = engines or suitable_engines()
        if (source.directory / WEIGHTS).is_file():
            graph = graph_path(cache_dir, checked_digest(source), self._config)
            self._engine = self._open(graph, threads, names)
        else:
            self._engine = open_foreign(source, self._config, cache_dir, threads, names)
        self._lanes = Lanes(threads)
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
        prompt = self._config.passage_prompt
        rows = self._tokenizer.rows([prompt + text for text in texts] if prompt else texts)
        batches = list(plan_batches([len(row) for row in rows]))
        runs = [partial(self._run, [rows[index] for index in batch]) for batch in batches]
        vectors = np.empty((len(rows), self.dimensions), np.float32)
        for batch, found in zip(batches, self._lanes.run(runs), strict=True):
            vectors[batch] = found
        return vectors

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Vector of shape ``(dimensions,)`` of a text that searches."""
        ids = self._tokenizer.ids(self._config.query_prompt + text)
        (vector,) = self._lanes.run([partial(self._run, [ids])], urgent=True)
        return vector.reshape(self.dimensions)

    def token_vectors(self, texts: Sequence[str]) -> list[TextTokens]:
        """The tokens of each text, but for those that the model itself puts around it."""
        reader = TokenReader(self._engine, self._lanes, self._tokenizer, self._config)
        return reader.read(texts)

    def _run(self, rows: Sequence[TokenIds]) -> Vectors:
        ids, mask = pad(rows, self._config.padding_id, self._config.max_tokens)
        return self._engine.run(ids, mask)

    def _open(self, graph: Path, threads: int, names: Sequence[EngineName]) -> Engine:
        if EIGHT_BIT in names:
            graph = quantised_path(graph)
        if graph.exists():
            try:
                return open_engine(graph, threads, names)
            except EngineFailed as error:
                log.warning("The kept model graph is written anew: %s", error)
        write_graph(self._source, self._config, graph)
        return open_engine(graph, threads, names)


def open_local(
    name_or_path: str,
    cache_dir: Path,
    threads: int,
    engine: EngineName | None = None,
    precision: Precision = "auto",
) -> LocalEmbeddings:
    """Open a model by name (`all-MiniLM-L6-v2`) or by the path of its folder.

    A path opens whatever lies there: only who runs the server may choose it. `engine` overrides
    the choice made by the processor and the precision.
    """
    engines = (engine,) if engine else suitable_engines(precision)
    source = refuse_reranker(find_model(name_or_path, cache_dir))
    return LocalEmbeddings(source, source.computed or cache_dir, threads, engines)
