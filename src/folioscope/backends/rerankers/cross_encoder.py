"""Cross-encoders: models of the BERT family that read query and passage together."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from folioscope.backends.bert.engines import (
    Engine,
    EngineFailed,
    EngineName,
    open_engine,
    suitable_engines,
)
from folioscope.backends.bert.graph_cache import graph_path, linked_graph, write_graph
from folioscope.backends.bert.lanes import Lanes
from folioscope.backends.bert.model_config import ModelConfig, UnsupportedModel, read_config
from folioscope.backends.bert.model_sources import GRAPH, WEIGHTS, ModelSource, find_model
from folioscope.backends.bert.pairs import Pair, PairTokenizer, open_pair_tokenizer
from folioscope.backends.bert.tokens import pad, plan_batches
from folioscope.backends.bert.weights import checked_digest
from folioscope.backends.rerankers.port import Scores

SCORE = "logits"
INPUTS = {"ids", "mask", "types", "input_ids", "attention_mask", "token_type_ids"}
"""By the names of our own graphs, and by those that others give the same."""

# Some models read 8,192 tokens: no passage has so many, and one that had would hold up the search.
_MAX_TOKENS = 512

log = logging.getLogger(__name__)


class CrossEncoder:
    """A model that reads query and passage together, loaded when it is first needed.

    A query takes half of what the model reads at the most, and passages are cut to the rest.
    ``engine`` overrides the choice made by the processor.
    """

    weight = 0.8

    def __init__(
        self,
        name_or_path: str,
        cache_dir: Path,
        threads: int,
        engine: EngineName | None = None,
    ) -> None:
        self._name = name_or_path
        self._cache_dir = cache_dir
        self._threads = threads
        self._engines = (engine,) if engine else suitable_engines()
        self._one_loads_it = threading.Lock()
        self._loaded: _Network | None = None

    @property
    def name(self) -> str:
        """The name or the path of the model."""
        return self._name

    @property
    def languages(self) -> frozenset[str] | None:
        """The languages it understands, as ISO 639-1 names them; None if it is meant for many."""
        return self._network().languages

    def scores(self, query: str, passages: Sequence[str]) -> Scores:
        """One score a passage, in the order given; higher is better, only their order counts."""
        network = self._network()
        pairs = network.tokenizer.pairs(query, passages)
        batches = list(plan_batches([len(pair.ids) for pair in pairs]))
        runs = [partial(network.logits, [pairs[index] for index in batch]) for batch in batches]
        scores = np.empty(len(pairs), np.float32)
        for batch, found in zip(batches, network.lanes.run(runs), strict=True):
            scores[batch] = found[:, 0]
        return scores

    def _network(self) -> _Network:
        with self._one_loads_it:
            if self._loaded is None:
                source = find_model(self._name, self._cache_dir)
                self._loaded = self._load(source, source.computed or self._cache_dir)
            return self._loaded

    def _load(self, source: ModelSource, cache_dir: Path) -> _Network:
        config = read_config(source.directory)
        config = replace(config, max_tokens=min(config.max_tokens, _MAX_TOKENS))
        tokenizer = open_pair_tokenizer(source.directory / "tokenizer.json", config.max_tokens)
        has_weights = (source.directory / WEIGHTS).is_file()
        engine = (self._written if has_weights else self._linked)(source, config, cache_dir)
        network = _Network(tokenizer, engine, Lanes(self._threads), config, source.languages)
        network.refuse_if_it_gives_no_score(source.directory)
        log.info("Reranker: %s by %s, %d threads", self.name, engine.description, self._threads)
        return network

    def _written(self, source: ModelSource, config: ModelConfig, cache_dir: Path) -> Engine:
        """Run the graph that is made of the weights, made anew if it is damaged."""
        graph = graph_path(cache_dir, checked_digest(source), config, "classifier")
        if graph.exists():
            try:
                return open_engine(graph, self._threads, self._engines)
            except EngineFailed as error:
                log.warning("The kept model graph is written anew: %s", error)
        write_graph(source, config, graph, "classifier")
        return open_engine(graph, self._threads, self._engines)

    def _linked(self, source: ModelSource, _: ModelConfig, cache_dir: Path) -> Engine:
        """Run the graph that comes with the model."""
        digest = checked_digest(source, GRAPH)
        graph = linked_graph(cache_dir, digest, source.directory / GRAPH)
        return open_engine(graph, self._threads, self._engines)


@dataclass(frozen=True, slots=True)
class _Network:
    """A loaded model: how texts become tokens, and what runs it."""

    tokenizer: PairTokenizer
    engine: Engine
    lanes: Lanes
    config: ModelConfig
    languages: frozenset[str] | None

    def logits(self, pairs: Sequence[Pair]) -> Scores:
        """Answer what the network makes of the pairs, by rows."""
        padding, longest = self.config.padding_id, self.config.max_tokens
        ids, mask = pad([pair.ids for pair in pairs], padding, longest)
        types, _ = pad([pair.types for pair in pairs], 0, longest)
        given = {"ids": ids, "mask": mask, "types": types}
        given |= {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
        wanted = {name: given[name] for name in self.engine.inputs}
        return self.engine.compute(wanted, SCORE)

    def refuse_if_it_gives_no_score(self, directory: Path) -> None:
        """Raise unless the network answers one number a pair."""
        unknown = sorted(self.engine.inputs - INPUTS)
        if unknown:
            message = f"The graph in {directory} asks for {', '.join(unknown)}, unknown here."
            raise UnsupportedModel(message)
        if SCORE not in self.engine.outputs:
            message = f"The model in {directory} is no cross-encoder: it has no output {SCORE!r}."
            raise UnsupportedModel(message)
        labels = self.logits(self.tokenizer.pairs("", [""])).shape[-1]
        if labels != 1:
            message = (
                f"The model in {directory} is no reranker: it scores {labels} labels, not one."
            )
            raise UnsupportedModel(message)
