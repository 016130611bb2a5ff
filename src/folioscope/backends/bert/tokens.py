"""Texts as token ids, and batches of them that a graph runs fast."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

# Threads of its own would take the cores from the network, and it warns of each process started.
os.environ["TOKENIZERS_PARALLELISM"] = "false"
from tokenizers import Tokenizer

from folioscope.errors import BackendFailed

TokenIds = NDArray[np.int32]
Matrix = NDArray[np.int64]

# No ordinary text has words so long on average; what is behind cannot matter to the vector.
_CHARACTERS_A_TOKEN = 32
# Lengths are rounded up: each new shape costs an engine memory, and kernels to compile.
_LENGTH_STEP = 16
# As fast as larger ones, and what a query may find before it is over sooner.
_TOKENS_A_BATCH = 512
_TEXTS_A_BATCH = 32
# Encodings hold far more than the ids in them, so there are only a few at a time.
_TEXTS_ENCODED_TOGETHER = 64
# Two letters; `[unused7]` and `<s>` are not for texts. Words begin or go on with ▁, Ġ or ##.
_WORD = re.compile(r"^(?:##|[▁Ġ])?[^\W\d_]{2}")


class TokenizerUnreadable(BackendFailed):
    """The file of the tokenizer is not one."""

    code = "tokenizer_unreadable"


class TextTokenizer:
    """The tokenizer of a model, cutting each text after so many tokens."""

    def __init__(self, tokenizer: Tokenizer, max_tokens: int) -> None:
        self._tokenizer = tokenizer
        self._max_tokens = max_tokens

    def ids(self, text: str) -> TokenIds:
        """Answer the token ids of any text, at least one; only its first part is looked at."""
        return self.rows([text])[0]

    def rows(self, texts: Sequence[str]) -> list[TokenIds]:
        """Answer the ids of each text, in the order given; other threads may run meanwhile."""
        rows: list[TokenIds] = []
        for first in range(0, len(texts), _TEXTS_ENCODED_TOGETHER):
            part = texts[first : first + _TEXTS_ENCODED_TOGETHER]
            legal = [readable(text, self._max_tokens) for text in part]
            encodings = self._tokenizer.encode_batch_fast(legal)
            rows += [np.array(encoding.ids or [0], np.int32) for encoding in encodings]
        return rows

    @cached_property
    def rarities(self) -> NDArray[np.float32]:
        """How rare each token is in general, by its id.

        Vocabularies list their words by how often they occur, and by Zipf's law the logarithm of
        a word's place there goes as that of its frequency. What is no word comes before them all.
        """
        vocabulary = self._tokenizer.get_vocab(with_added_tokens=True)
        is_word = np.zeros(max(vocabulary.values()) + 1, bool)
        for token, id_ in vocabulary.items():
            is_word[id_] = _WORD.search(token) is not None
        places: NDArray[np.int64] = np.cumsum(is_word)
        return np.square(np.log(places + 2)).astype(np.float32)


def open_tokenizer(path: Path, max_tokens: int) -> TextTokenizer:
    """Load a `tokenizer.json`. What it says itself of length and padding is overruled."""
    tokenizer = read_tokenizer(path)
    tokenizer.enable_truncation(max_tokens)
    return TextTokenizer(tokenizer, max_tokens)


def read_tokenizer(path: Path) -> Tokenizer:
    """Load a `tokenizer.json`, to pad nothing."""
    try:
        tokenizer = Tokenizer.from_buffer(path.read_bytes())
    except (OSError, ValueError) as error:
        message = f"The tokenizer {path} cannot be read: {error}"
        raise TokenizerUnreadable(message) from error
    tokenizer.no_padding()
    return tokenizer


def readable(text: str, max_tokens: int) -> str:
    """Answer as much of any text as so many tokens may look at, as legal Unicode."""
    beginning = text[: max_tokens * _CHARACTERS_A_TOKEN]
    return beginning.encode("utf-8", "replace").decode("utf-8")


def plan_batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Divide texts, given by their lengths, into batches of like length and bounded size.

    Longest first, so that memory peaks at once and never later.
    """
    batch: list[int] = []
    room = 0
    for index in sorted(range(len(lengths)), key=lengths.__getitem__, reverse=True):
        if not batch:
            room = min(_TEXTS_A_BATCH, max(1, _TOKENS_A_BATCH // rounded(lengths[index])))
        batch.append(index)
        if len(batch) == room:
            yield batch
            batch = []
    if batch:
        yield batch


def pad(rows: Sequence[TokenIds], padding_id: int, max_tokens: int) -> tuple[Matrix, Matrix]:
    """Answer the rows as one matrix of ids, and the mask that is 0 where it is padding."""
    width = min(rounded(max(map(len, rows))), max_tokens)
    ids = np.full((len(rows), width), padding_id, np.int64)
    mask = np.zeros_like(ids)
    for row, tokens in enumerate(rows):
        ids[row, : len(tokens)] = tokens
        mask[row, : len(tokens)] = 1
    return ids, mask


def rounded(length: int) -> int:
    """Round a length up to one of the few that occur."""
    return -(-length // _LENGTH_STEP) * _LENGTH_STEP
