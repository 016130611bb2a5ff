"""A BERT small enough to be made in a test, and what it must answer, computed by numpy."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import erf
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import BertProcessing

Floats = NDArray[np.float32]
WORDS = "[PAD] [UNK] [CLS] [SEP] she led a team of five engineers who speak french".split()
CONFIG = {
    "model_type": "bert",
    "hidden_act": "gelu",
    "hidden_size": 24,
    "intermediate_size": 40,
    "layer_norm_eps": 1e-6,
    "max_position_embeddings": 20,
    "num_attention_heads": 3,
    "num_hidden_layers": 2,
    "pad_token_id": 0,
    "vocab_size": len(WORDS),
}


def write_model(
    folder: Path,
    rename: Callable[[str], str] = str,
    **config: object,
) -> dict[str, Floats]:
    """Write a random model into the folder; answer its tensors by their plain names."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = dict(random_tensors())
    save_file({rename(name): tensor for name, tensor in tensors.items()}, weights_of(folder))
    write_json(folder / "config.json", CONFIG | config)
    tokenizer = Tokenizer(WordPiece({word: n for n, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer.enable_padding(length=9)
    tokenizer.save(str(folder / "tokenizer.json"))
    return tensors


def weights_of(folder: Path) -> Path:
    return folder / "model.safetensors"


def write_json(path: Path, content: Mapping[str, object]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")


def random_tensors() -> Iterator[tuple[str, Floats]]:
    random = np.random.default_rng(7)
    for name, shape in tensor_shapes():
        yield name, random.normal(0, 0.5, shape).astype(np.float32)


def tensor_shapes() -> Iterator[tuple[str, tuple[int, ...]]]:
    hidden, inner = 24, 40
    yield "embeddings.word_embeddings.weight", (len(WORDS), hidden)
    yield "embeddings.position_embeddings.weight", (20, hidden)
    yield "embeddings.token_type_embeddings.weight", (2, hidden)
    yield "embeddings.LayerNorm.weight", (hidden,)
    yield "embeddings.LayerNorm.bias", (hidden,)
    for layer in (0, 1):
        name = f"encoder.layer.{layer}"
        for part in ("self.query", "self.key", "self.value", "output.dense"):
            yield f"{name}.attention.{part}.weight", (hidden, hidden)
            yield f"{name}.attention.{part}.bias", (hidden,)
        yield f"{name}.intermediate.dense.weight", (inner, hidden)
        yield f"{name}.intermediate.dense.bias", (inner,)
        yield f"{name}.output.dense.weight", (hidden, inner)
        yield f"{name}.output.dense.bias", (hidden,)
        for part in ("attention.output", "output"):
            yield f"{name}.{part}.LayerNorm.weight", (hidden,)
            yield f"{name}.{part}.LayerNorm.bias", (hidden,)


def token_ids(text: str) -> list[int]:
    unknown = WORDS.index("[UNK]")
    words = [WORDS.index(word) if word in WORDS else unknown for word in text.split()]
    return [WORDS.index("[CLS]"), *words, WORDS.index("[SEP]")]


def expected_vector(
    tensors: Mapping[str, Floats],
    ids: Sequence[int],
    first_position: int = 0,
    pooling: str = "mean",
) -> Floats:
    """Run the network over one text, without padding, by the book."""
    places = range(first_position, first_position + len(ids))
    hidden = (
        tensors["embeddings.word_embeddings.weight"][list(ids)]
        + tensors["embeddings.position_embeddings.weight"][list(places)]
        + tensors["embeddings.token_type_embeddings.weight"][0]
    )
    hidden = normed(tensors, "embeddings.LayerNorm", hidden)
    for layer in (0, 1):
        hidden = layer_output(tensors, f"encoder.layer.{layer}", hidden)
    pooled = hidden[0] if pooling == "cls" else hidden.mean(axis=0)
    return np.asarray(pooled / np.linalg.norm(pooled), np.float32)


def layer_output(tensors: Mapping[str, Floats], name: str, hidden: Floats) -> Floats:
    query, key, value = (
        linear(tensors, f"{name}.attention.self.{part}", hidden).reshape(len(hidden), 3, 8)
        for part in ("query", "key", "value")
    )
    scores = np.einsum("ihd,jhd->hij", query, key) / np.sqrt(8)
    shares = np.exp(scores) / np.exp(scores).sum(axis=-1, keepdims=True)
    context = np.einsum("hij,jhd->ihd", shares, value).reshape(hidden.shape)
    attended = linear(tensors, f"{name}.attention.output.dense", context)
    hidden = normed(tensors, f"{name}.attention.output.LayerNorm", attended + hidden)
    inner = linear(tensors, f"{name}.intermediate.dense", hidden)
    active = inner * 0.5 * (1 + np.vectorize(erf)(inner / np.sqrt(2)))
    outer = linear(tensors, f"{name}.output.dense", active)
    return normed(tensors, f"{name}.output.LayerNorm", outer + hidden)


def linear(tensors: Mapping[str, Floats], name: str, value: Floats) -> Floats:
    return value @ tensors[f"{name}.weight"].T + tensors[f"{name}.bias"]


def normed(tensors: Mapping[str, Floats], name: str, value: Floats) -> Floats:
    centred = value - value.mean(axis=-1, keepdims=True)
    spread = np.sqrt(value.var(axis=-1, keepdims=True) + 1e-6)
    scaled = centred / spread * tensors[f"{name}.weight"]
    return np.asarray(scaled + tensors[f"{name}.bias"], np.float32)
