"""A query beside each of several passages, as the token ids that a cross-encoder reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Encoding, Tokenizer

from folioscope.backends.bert.tokens import TokenIds, read_tokenizer, readable


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """Query and passage in one row of tokens; ``types`` tells which of the two each is of."""

    ids: TokenIds
    types: TokenIds


class PairTokenizer:
    """The tokenizer of a cross-encoder that reads so many tokens."""

    def __init__(self, tokenizer: Tokenizer, max_tokens: int) -> None:
        self._tokenizer = tokenizer
        self._max_tokens = max_tokens
        self._room = max_tokens - tokenizer.num_special_tokens_to_add(is_pair=True)

    def pairs(self, query: str, passages: Sequence[str]) -> list[Pair]:
        """Put the query before each of the passages, in the order given.

        Only passages are cut, but for a query that would leave them less than half of the room.
        """
        legal = [readable(text, self._max_tokens) for text in (query, *passages)]
        asked, *told = self._tokenizer.encode_batch(legal, add_special_tokens=False)
        asked.truncate(self._room // 2)
        return [self._joined(asked, passage) for passage in told]

    def _joined(self, asked: Encoding, told: Encoding) -> Pair:
        told.truncate(self._room - len(asked))
        both = self._tokenizer.post_process(asked, told)
        return Pair(np.array(both.ids, np.int32), np.array(both.type_ids, np.int32))


def open_pair_tokenizer(path: Path, max_tokens: int) -> PairTokenizer:
    """Load a `tokenizer.json`. What it says itself of length and padding is overruled."""
    tokenizer = read_tokenizer(path)
    tokenizer.no_truncation()
    # A “[SEP]” that somebody has written into a passage is not where the passage ends.
    tokenizer.encode_special_tokens = True
    return PairTokenizer(tokenizer, max_tokens)
