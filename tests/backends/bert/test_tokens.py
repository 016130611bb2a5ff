"""How texts are divided into batches and padded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from folioscope.backends.bert.tokens import (
    TokenizerUnreadable,
    open_tokenizer,
    pad,
    plan_batches,
)

lengths_of_texts = st.lists(st.integers(1, 600), max_size=200)


@given(lengths_of_texts)
def test_every_text_is_in_one_batch(lengths: list[int]) -> None:
    planned = [index for batch in plan_batches(lengths) for index in batch]
    assert sorted(planned) == list(range(len(lengths)))


@given(lengths_of_texts)
def test_a_batch_of_several_texts_is_bounded(lengths: list[int]) -> None:
    for batch in plan_batches(lengths):
        size = len(batch) * max(lengths[index] for index in batch)
        assert len(batch) == 1 or (size <= 512 and len(batch) <= 32)


@given(lengths_of_texts)
def test_longer_texts_come_in_earlier_batches(lengths: list[int]) -> None:
    planned = [lengths[index] for batch in plan_batches(lengths) for index in batch]
    assert planned == sorted(lengths, reverse=True)


def test_rows_are_padded_to_one_of_few_widths() -> None:
    rows = [np.array(row, np.int32) for row in ([5, 6, 7], [8])]
    ids, mask = pad(rows, padding_id=1, max_tokens=256)
    assert ids.shape == mask.shape == (2, 16)
    assert ids[0, :4].tolist() == [5, 6, 7, 1]
    assert mask.sum(axis=1).tolist() == [3, 1]


def test_rows_are_not_padded_beyond_what_the_model_reads() -> None:
    ids, _ = pad([np.arange(18, dtype=np.int32)], padding_id=0, max_tokens=20)
    assert ids.shape == (1, 20)


def test_a_file_that_is_no_tokenizer_is_named(tmp_path: Path) -> None:
    path = tmp_path / "tokenizer.json"
    path.write_text("{}")
    with pytest.raises(TokenizerUnreadable, match=r"tokenizer\.json cannot be read"):
        open_tokenizer(path, 256)
