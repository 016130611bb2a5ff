"""The graph made of a model folder against the same network computed by numpy."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from folioscope.backends.bert.engines import EngineName
from folioscope.backends.bert.model_config import UnsupportedModel
from folioscope.backends.bert.weights import WeightsUnreadable
from folioscope.backends.embeddings.local import LocalEmbeddings, open_local
from tests.backends.bert.tiny_bert import (
    Floats,
    expected_vector,
    token_ids,
    weights_of,
    write_json,
    write_model,
)

TEXTS = ["she led a team", "who", "five engineers speak french who led a team of strangers", ""]
POOLING = Path("1_Pooling/config.json")


def opened(tmp_path: Path, engine: EngineName = "onnxruntime") -> LocalEmbeddings:
    return open_local(str(tmp_path / "model"), tmp_path / "cache", threads=1, engine=engine)


def expected(tensors: dict[str, Floats], first_position: int = 0, pooling: str = "mean") -> Floats:
    vectors = [expected_vector(tensors, token_ids(t), first_position, pooling) for t in TEXTS]
    return np.stack(vectors)


def test_the_graph_computes_the_network(tmp_path: Path) -> None:
    tensors = write_model(tmp_path / "model")
    vectors = opened(tmp_path).embed_passages(TEXTS)
    assert vectors == pytest.approx(expected(tensors), abs=1e-5)


def test_openvino_computes_the_same_as_far_as_its_precision_goes(tmp_path: Path) -> None:
    tensors = write_model(tmp_path / "model")
    vectors = opened(tmp_path, "openvino").embed_passages(TEXTS)
    assert (vectors * expected(tensors)).sum(axis=1) == pytest.approx(1, abs=2e-3)


@pytest.mark.parametrize(
    "rename",
    [
        lambda name: f"bert.{name}",
        lambda name: name.replace("Norm.weight", "Norm.gamma").replace("Norm.bias", "Norm.beta"),
    ],
    ids=["prefix", "old names"],
)
def test_tensors_are_found_by_their_other_names(
    tmp_path: Path, rename: Callable[[str], str]
) -> None:
    tensors = write_model(tmp_path / "model", rename)
    vectors = opened(tmp_path).embed_passages(TEXTS)
    assert vectors == pytest.approx(expected(tensors), abs=1e-5)


@pytest.mark.parametrize(
    "settings",
    [
        {"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False},
        {"pooling_mode": "cls"},
    ],
)
def test_the_first_token_is_the_vector_where_the_model_says_so(
    tmp_path: Path, settings: dict[str, object]
) -> None:
    tensors = write_model(tmp_path / "model")
    write_json(tmp_path / "model" / POOLING, settings)
    vectors = opened(tmp_path).embed_passages(TEXTS)
    assert vectors == pytest.approx(expected(tensors, pooling="cls"), abs=1e-5)


def test_a_roberta_counts_positions_behind_its_padding(tmp_path: Path) -> None:
    tensors = write_model(tmp_path / "model", model_type="roberta", pad_token_id=1)
    vectors = opened(tmp_path).embed_passages(TEXTS)
    assert vectors == pytest.approx(expected(tensors, first_position=2), abs=1e-5)


def test_bfloat16_weights_are_read(tmp_path: Path) -> None:
    tensors = write_model(tmp_path / "model")
    write_as_bfloat16(weights_of(tmp_path / "model"), tensors)
    vectors = opened(tmp_path).embed_passages(TEXTS)
    assert (vectors * expected(tensors)).sum(axis=1) == pytest.approx(1, abs=1e-3)


def write_as_bfloat16(path: Path, tensors: dict[str, Floats]) -> None:
    header, content = {}, b""
    for name, tensor in tensors.items():
        upper_halves = (tensor.view(np.uint32) >> 16).astype(np.uint16).tobytes()
        places = [len(content), len(content) + len(upper_halves)]
        header[name] = {"dtype": "BF16", "shape": tensor.shape, "data_offsets": places}
        content += upper_halves
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + content)


def test_a_text_is_cut_after_as_many_tokens_as_the_model_reads(tmp_path: Path) -> None:
    tensors = write_model(tmp_path / "model")
    write_json(tmp_path / "model" / "sentence_bert_config.json", {"max_seq_length": 6})
    vector = opened(tmp_path).embed_query("she led a team of five engineers")
    cut = token_ids("she led a team")
    assert vector == pytest.approx(expected_vector(tensors, cut), abs=1e-5)


def test_no_text_is_longer_than_the_model_has_positions(tmp_path: Path) -> None:
    tensors = write_model(tmp_path / "model")
    vector = opened(tmp_path).embed_query("team " * 500)
    cut = token_ids("team " * 18)
    assert vector == pytest.approx(expected_vector(tensors, cut), abs=1e-5)


def test_the_prompts_of_the_model_are_put_before_the_text(tmp_path: Path) -> None:
    tensors = write_model(tmp_path / "model")
    prompts = {"prompts": {"query": "who ", "document": "team "}}
    write_json(tmp_path / "model" / "config_sentence_transformers.json", prompts)
    model = opened(tmp_path)
    for vector, text in (
        (model.embed_query("led"), "who led"),
        (model.embed_passages(["led"])[0], "team led"),
    ):
        assert vector == pytest.approx(expected_vector(tensors, token_ids(text)), abs=1e-5)


@pytest.mark.parametrize(
    ("file", "content", "cause"),
    [
        ("config.json", {"model_type": "t5"}, "model_type 't5'"),
        ("config.json", {"model_type": "bert", "hidden_act": "relu"}, "hidden_act 'relu'"),
        ("config.json", {"model_type": "bert"}, "max_position_embeddings"),
        ("1_Pooling/config.json", {"pooling_mode": ["mean", "max"]}, "mean, max"),
        ("1_Pooling/config.json", {"pooling_mode_lasttoken": True}, "pooling_mode_lasttoken"),
        ("2_Dense/config.json", {"in_features": 24}, "dense layer"),
    ],
)
def test_a_model_that_would_run_wrongly_is_refused_with_the_cause(
    tmp_path: Path, file: str, content: dict[str, object], cause: str
) -> None:
    write_model(tmp_path / "model")
    write_json(tmp_path / "model" / file, content)
    with pytest.raises(UnsupportedModel, match=cause):
        opened(tmp_path)


def test_a_configuration_that_is_no_json_is_refused(tmp_path: Path) -> None:
    write_model(tmp_path / "model")
    (tmp_path / "model" / "config.json").write_text("{")
    with pytest.raises(UnsupportedModel, match=r"config\.json is not JSON"):
        opened(tmp_path)


def test_a_missing_tensor_is_named(tmp_path: Path) -> None:
    write_model(tmp_path / "model", num_hidden_layers=3)
    with pytest.raises(UnsupportedModel, match=r"no tensor 'encoder\.layer\.2"):
        opened(tmp_path)


def test_weights_that_are_no_weights_are_refused(tmp_path: Path) -> None:
    write_model(tmp_path / "model")
    weights_of(tmp_path / "model").write_bytes(b"not weights")
    with pytest.raises(WeightsUnreadable, match=r"model\.safetensors cannot be read"):
        opened(tmp_path)
