"""The vectors of the tokens of a text, which an embedding model has before it pools them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from folioscope.backends.bert.engines import Engine, Rows
from folioscope.backends.bert.lanes import Lanes
from folioscope.backends.bert.model_config import ModelConfig
from folioscope.backends.bert.port import TextTokens
from folioscope.backends.bert.tokens import TextTokenizer, TokenIds, pad, plan_batches

# Between those that a model puts before and behind a text.
_INNER = slice(1, -1)


@dataclass(frozen=True, slots=True)
class TokenReader:
    """A loaded embedding model, as far as single tokens are asked of it."""

    engine: Engine
    lanes: Lanes
    tokenizer: TextTokenizer
    config: ModelConfig

    def read(self, texts: Sequence[str]) -> list[TextTokens]:
        """Answer the tokens of each text, in the order given."""
        rows = self.tokenizer.rows(texts)
        batches = list(plan_batches([len(row) for row in rows]))
        runs = [partial(self._run, [rows[index] for index in batch]) for batch in batches]
        found: dict[int, TextTokens] = {}
        # Not before everything else: a query that is only being embedded is over far sooner.
        for batch, layer in zip(batches, self.lanes.run(runs), strict=True):
            found |= {
                index: self._tokens(rows[index], vectors)
                for index, vectors in zip(batch, layer, strict=True)
            }
        return [found[index] for index in range(len(rows))]

    def _run(self, rows: Sequence[TokenIds]) -> Rows:
        ids, mask = pad(rows, self.config.padding_id, self.config.max_tokens)
        return self.engine.compute({"ids": ids, "mask": mask}, "tokens")

    def _tokens(self, row: TokenIds, vectors: Rows) -> TextTokens:
        inner = vectors[: len(row)][_INNER]
        lengths = np.linalg.norm(inner, axis=1, keepdims=True)
        return TextTokens(inner / lengths, self.tokenizer.rarities[row[_INNER]])
