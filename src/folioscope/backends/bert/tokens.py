"""Texts as token ids, and batches of them that a graph runs fast."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from folioscope.errors import BackendFailed

TokenIds = NDArray[np.int32]
Matrix = NDArray[np.int64]

# No ordinary text has words so long on average; what is behind cannot matter to the vector.
_CHARACTERS_A_TOKEN = 32
# Lengths are rounded up: each new shape costs an engine memory, and kernels to compile.
_LENGTH_STEP = 16
_TOKENS_A_BATCH = 1024
_TEXTS_A_BATCH = 32


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
        beginning = text[: self._max_tokens * _CHARACTERS_A_TOKEN]
        legal = beginning.encode("utf-8", "replace").decode("utf-8")
        ids = self._tokenizer.encode(legal).ids
        return np.array(ids or [0], np.int32)


def open_tokenizer(path: Path, max_tokens: int) -> TextTokenizer:
    """Load a `tokenizer.json`. What it says itself of length and padding is overruled."""
    try:
        tokenizer = Tokenizer.from_buffer(path.read_bytes())
    except (OSError, ValueError) as error:
        message = f"The tokenizer {path} cannot be read: {error}"
        raise TokenizerUnreadable(message) from error
    tokenizer.enable_truncation(max_tokens)
    tokenizer.no_padding()
    return TextTokenizer(tokenizer, max_tokens)


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
