"""Embedding models that come as an ONNX graph of others instead of as weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from folioscope.backends.bert.engines import (
    EIGHT_BIT,
    Engine,
    EngineName,
    Rows,
    Tokens,
    open_engine,
)
from folioscope.backends.bert.graph_cache import linked_graph
from folioscope.backends.bert.model_config import ModelConfig, UnsupportedModel
from folioscope.backends.bert.model_sources import GRAPH, ModelSource
from folioscope.backends.bert.weights import checked_digest

LAST_LAYERS = ("last_hidden_state", "token_embeddings", "hidden_states")
"""What others call the output that has a vector for each token."""


class ForeignGraph:
    """An engine whose graph ends in vectors of tokens; here they become those of texts."""

    def __init__(self, engine: Engine, config: ModelConfig, layer: str) -> None:
        self._engine = engine
        self._config = config
        self._layer = layer

    @property
    def description(self) -> str:
        """Name, version and precision."""
        return f"{self._engine.description}, a graph that came with the model"

    @property
    def inputs(self) -> frozenset[str]:
        """Names of what is taken."""
        return frozenset({"ids", "mask"})

    @property
    def outputs(self) -> frozenset[str]:
        """Names of what is answered."""
        return frozenset({"vectors", "tokens"})

    def run(self, ids: Tokens, mask: Tokens) -> Rows:
        """Answer one unit vector for each row of token ids; mask is 0 at padding."""
        tokens = self._tokens(ids, mask)
        if self._config.pooling == "cls":
            pooled: Rows = tokens[:, 0]
        else:
            pooled = (tokens * mask[:, :, np.newaxis].astype(np.float32)).sum(axis=1)
        lengths = np.linalg.norm(pooled, axis=1, keepdims=True)
        return np.asarray(pooled / np.maximum(lengths, np.finfo(np.float32).tiny), np.float32)

    def compute(self, inputs: Mapping[str, Tokens], output: str) -> Rows:
        """Answer an output by its name."""
        ids, mask = inputs["ids"], inputs["mask"]
        return self.run(ids, mask) if output == "vectors" else self._tokens(ids, mask)

    def _tokens(self, ids: Tokens, mask: Tokens) -> Rows:
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        wanted = {name: given[name] for name in self._engine.inputs}
        return self._engine.compute(wanted, self._layer)


def open_foreign(
    source: ModelSource,
    config: ModelConfig,
    cache_dir: Path,
    threads: int,
    names: Sequence[EngineName],
) -> ForeignGraph:
    """Load the graph of a model, and see by one text that it ends in what the model should."""
    graph = linked_graph(cache_dir, checked_digest(source, GRAPH), source.directory / GRAPH)
    able: Sequence[EngineName] = [name for name in names if name != EIGHT_BIT] or ["onnxruntime"]
    engine = open_engine(graph, threads, able)
    layer = next((name for name in LAST_LAYERS if name in engine.outputs), None)
    others = engine.inputs - {"input_ids", "attention_mask", "token_type_ids"}
    if layer is None or others:
        unknown = ", ".join(sorted(others or engine.outputs))
        message = f"The graph of the model in {source.directory} has {unknown}, unknown here."
        raise UnsupportedModel(message)
    opened = ForeignGraph(engine, config, layer)
    one = np.ones((1, 2), np.int64)
    if (width := opened.run(one, one).shape[-1]) != config.hidden:
        message = f"The graph of the model in {source.directory} ends in {width} dimensions."
        raise UnsupportedModel(message)
    return opened
