"""The tokens of texts, against the same network computed by numpy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordPiece

from folioscope.backends.bert.engines import EngineName
from folioscope.backends.bert.tokens import TextTokenizer
from folioscope.backends.embeddings.local import LocalEmbeddings, open_local
from tests.backends.bert.tiny_bert import (
    WORDS,
    Floats,
    layer_output,
    normed,
    token_ids,
    write_model,
)

TEXTS = ["she led a team", "who", "five engineers speak french who led a team of strangers", ""]


def opened(tmp_path: Path, engine: EngineName = "onnxruntime") -> LocalEmbeddings:
    return open_local(str(tmp_path / "model"), tmp_path / "cache", threads=2, engine=engine)


def expected_tokens(tensors: dict[str, Floats], text: str) -> Floats:
    """Run the network by the book, and leave out what stands around the text."""
    ids = token_ids(text)
    hidden = (
        tensors["embeddings.word_embeddings.weight"][ids]
        + tensors["embeddings.position_embeddings.weight"][: len(ids)]
        + tensors["embeddings.token_type_embeddings.weight"][0]
    )
    hidden = normed(tensors, "embeddings.LayerNorm", hidden)
    for layer in (0, 1):
        hidden = layer_output(tensors, f"encoder.layer.{layer}", hidden)
    inner = hidden[1:-1]
    return np.asarray(inner / np.linalg.norm(inner, axis=1, keepdims=True), np.float32)


@pytest.mark.parametrize(("engine", "cosine"), [("onnxruntime", 1e-5), ("openvino", 5e-3)])
def test_each_token_of_a_text_has_its_vector(
    tmp_path: Path, engine: EngineName, cosine: float
) -> None:
    tensors = write_model(tmp_path / "model")
    for told, text in zip(opened(tmp_path, engine).token_vectors(TEXTS), TEXTS, strict=True):
        expected = expected_tokens(tensors, text)
        assert told.vectors.shape == expected.shape
        assert (told.vectors * expected).sum(axis=1) == pytest.approx(1, abs=cosine)
        assert len(told.weights) == len(told.vectors)


def test_the_vectors_of_texts_are_no_others_for_it(tmp_path: Path) -> None:
    write_model(tmp_path / "model")
    model = opened(tmp_path)
    before = model.embed_passages(TEXTS)
    model.token_vectors(TEXTS)
    assert np.array_equal(model.embed_passages(TEXTS), before)


def test_no_texts_have_no_tokens(tmp_path: Path) -> None:
    write_model(tmp_path / "model")
    assert opened(tmp_path).token_vectors([]) == []


def test_words_weigh_more_the_later_a_vocabulary_lists_them(tmp_path: Path) -> None:
    write_model(tmp_path / "model")
    (told,) = opened(tmp_path).token_vectors(["she led a team of five engineers"])
    places = [WORDS.index(word) for word in ("she", "led", "team", "of", "five", "engineers")]
    words = np.delete(told.weights, 2)
    assert (np.argsort(words) == np.argsort(places)).all()


def test_what_is_no_word_weighs_next_to_nothing() -> None:
    listed = "[PAD] [unused7] ! a ##e the ▁of Ġand ##ing été 電"
    vocabulary = {token: place for place, token in enumerate(listed.split())}
    tokenizer = Tokenizer(WordPiece(vocabulary, unk_token="[PAD]"))
    rarities = TextTokenizer(tokenizer, 8).rarities
    assert len(set(rarities[:5])) == 1
    assert (np.diff(rarities[4:10]) > 0).all()
    assert rarities[0] < rarities[5]
