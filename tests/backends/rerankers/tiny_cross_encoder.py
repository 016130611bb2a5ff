"""Cross-encoders small enough to be made in a test: with the head of a BERT or a RoBERTa."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from tokenizers.processors import RobertaProcessing

from tests.backends.bert.tiny_bert import CONFIG, Floats, random_tensors, write_json, write_model

Head = Literal["bert", "roberta"]
HIDDEN = 24


def write_cross_encoder(folder: Path, head: Head = "bert", labels: int = 1) -> dict[str, Floats]:
    """Write a random cross-encoder into the folder; answer its tensors as they are stored."""
    write_model(folder)
    tensors = {f"{head}.{name}": tensor for name, tensor in random_tensors()}
    tensors |= _head(head, labels)
    if head == "roberta":
        _make_roberta(folder, tensors)
    save_file(tensors, folder / "model.safetensors")
    return tensors


def _head(head: Head, labels: int) -> dict[str, Floats]:
    random = np.random.default_rng(8)
    inner, outer = {
        "bert": ("bert.pooler.dense", "classifier"),
        "roberta": ("classifier.dense", "classifier.out_proj"),
    }[head]
    shapes: dict[str, tuple[int, ...]] = {
        f"{inner}.weight": (HIDDEN, HIDDEN),
        f"{inner}.bias": (HIDDEN,),
        f"{outer}.weight": (labels, HIDDEN),
        f"{outer}.bias": (labels,),
    }
    return {name: random.normal(0, 0.5, shape).astype(np.float32) for name, shape in shapes.items()}


def _make_roberta(folder: Path, tensors: dict[str, Floats]) -> None:
    """Positions from behind the padding, one type of token, and two marks between the texts."""
    types = "roberta.embeddings.token_type_embeddings.weight"
    tensors[types] = tensors[types][:1]
    config = {"model_type": "xlm-roberta", "pad_token_id": 1, "type_vocab_size": 1}
    write_json(folder / "config.json", CONFIG | config)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.post_processor = RobertaProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer.save(str(folder / "tokenizer.json"))
