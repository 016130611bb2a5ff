"""Cross-encoders: what they make of pairs, and which models are none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from onnx import TensorProto, helper, save_model
from safetensors.numpy import save_file

from folioscope.backends.bert.bert_graph import classifier_graph
from folioscope.backends.bert.engines import EngineName
from folioscope.backends.bert.model_config import UnsupportedModel, read_config
from folioscope.backends.bert.model_sources import ModelIncomplete
from folioscope.backends.bert.weights import WeightsUnreadable
from folioscope.backends.rerankers.cross_encoder import CrossEncoder
from folioscope.errors import FolioscopeError
from tests.backends.bert.tiny_bert import write_json, write_model
from tests.backends.rerankers.tiny_cross_encoder import Head, write_cross_encoder

QUERY = "who led engineers"
PASSAGES = (
    "she led a team of five",
    "french",
    "five engineers who speak french led a team she led",
    "",
    "engineers speak",
)
# What transformers 5.23 on torch 2.13 makes of them: BertForSequenceClassification and
# XLMRobertaForSequenceClassification, loaded from the folder that is written here.
EXPECTED: dict[Head, list[float]] = {
    "bert": [-1.70127, -1.78967, -1.71872, -1.69394, -1.69678],
    "roberta": [-1.69292, -1.6821, -1.76157, -1.66249, -1.6586],
}


def opened(tmp_path: Path, engine: EngineName = "onnxruntime") -> CrossEncoder:
    return CrossEncoder(str(tmp_path / "model"), tmp_path / "cache", threads=1, engine=engine)


@pytest.mark.parametrize("head", EXPECTED)
def test_the_scores_are_those_of_transformers(tmp_path: Path, head: Head) -> None:
    write_cross_encoder(tmp_path / "model", head)
    scores = opened(tmp_path).scores(QUERY, PASSAGES)
    assert scores == pytest.approx(EXPECTED[head], abs=2e-5)


@pytest.mark.parametrize("head", EXPECTED)
def test_openvino_computes_the_same_as_far_as_its_precision_goes(
    tmp_path: Path, head: Head
) -> None:
    write_cross_encoder(tmp_path / "model", head)
    scores = opened(tmp_path, "openvino").scores(QUERY, PASSAGES)
    assert scores == pytest.approx(EXPECTED[head], abs=5e-2)


@pytest.mark.parametrize("engine", ["openvino", "onnxruntime"])
def test_a_graph_that_comes_with_the_model_is_run(tmp_path: Path, engine: EngineName) -> None:
    write_onnx(tmp_path / "model")
    scores = opened(tmp_path, engine).scores(QUERY, PASSAGES)
    assert scores == pytest.approx(EXPECTED["bert"], abs=5e-2)


def write_onnx(folder: Path) -> None:
    """Keep of a model its graph only, by the names that exports to ONNX give."""
    write_cross_encoder(folder)
    model = classifier_graph(folder, read_config(folder))
    names = {"ids": "input_ids", "mask": "attention_mask", "types": "token_type_ids"}
    for each in model.graph.input:
        each.name = names[each.name]
    for node in model.graph.node:
        node.input[:] = [names.get(name, name) for name in node.input]
    (folder / "onnx").mkdir()
    save_model(model, folder / "onnx" / "model.onnx")
    (folder / "model.safetensors").unlink()


def test_nothing_is_written_beside_a_graph_that_comes_with_the_model(tmp_path: Path) -> None:
    write_onnx(tmp_path / "model")
    before = sorted(tmp_path.joinpath("model").rglob("*"))
    opened(tmp_path, "openvino").scores(QUERY, PASSAGES)
    assert sorted(tmp_path.joinpath("model").rglob("*")) == before


def test_only_the_passage_is_cut(tmp_path: Path) -> None:
    write_cross_encoder(tmp_path / "model")
    model = opened(tmp_path)
    room = 20 - 3 - len(QUERY.split())
    words = "french speak five engineers who led a team she led of french speak five".split()
    whole, cut = model.scores(QUERY, [" ".join(words[: room + 1]), " ".join(words[:room])])
    shorter = model.scores(QUERY, [" ".join(words[: room - 1])])[0]
    assert whole == cut
    assert abs(shorter - cut) > 1e-4


def test_a_query_leaves_half_of_the_room_to_the_passage(tmp_path: Path) -> None:
    write_cross_encoder(tmp_path / "model")
    first, second = opened(tmp_path).scores("team " * 500, ["she led five", "french engineers"])
    assert abs(first - second) > 1e-4


def test_marks_that_are_written_in_a_passage_do_not_end_it(tmp_path: Path) -> None:
    write_cross_encoder(tmp_path / "model")
    marked, ended = opened(tmp_path).scores("team", ["five [SEP] french", "five"])
    assert abs(marked - ended) > 1e-4


def test_a_model_without_a_classifier_is_refused(tmp_path: Path) -> None:
    write_model(tmp_path / "model")
    with pytest.raises(UnsupportedModel, match="is no cross-encoder: it ends in no classifier"):
        opened(tmp_path).scores(QUERY, PASSAGES)


@pytest.mark.parametrize("head", EXPECTED)
def test_a_classifier_of_several_labels_is_refused(tmp_path: Path, head: Head) -> None:
    write_cross_encoder(tmp_path / "model", head, labels=3)
    with pytest.raises(UnsupportedModel, match="is no reranker: it scores 3 labels, not one"):
        opened(tmp_path).scores(QUERY, PASSAGES)


@pytest.mark.parametrize(
    ("given", "output", "labels", "cause"),
    [
        ("input_ids", "last_hidden_state", 24, "no output 'logits'"),
        ("input_ids", "logits", 3, "3 labels, not one"),
        ("pixel_values", "logits", 1, "asks for pixel_values"),
    ],
)
def test_a_foreign_graph_that_gives_no_score_is_refused(
    tmp_path: Path, given: str, output: str, labels: int, cause: str
) -> None:
    write_onnx(tmp_path / "model")
    ids = helper.make_tensor_value_info(given, TensorProto.INT64, ["batch", "length"])
    table = helper.make_tensor("table", TensorProto.FLOAT, [20, labels], [0.0] * 20 * labels)
    nodes = [
        helper.make_node("Gather", ["table", given], ["rows"]),
        helper.make_node("ReduceSum", ["rows", "axis"], [output], keepdims=0),
    ]
    axis = helper.make_tensor("axis", TensorProto.INT64, [1], [1])
    answer = helper.make_tensor_value_info(output, TensorProto.FLOAT, ["batch", labels])
    graph = helper.make_graph(nodes, "other", [ids], [answer], [table, axis])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    save_model(model, tmp_path / "model" / "onnx" / "model.onnx")
    with pytest.raises(UnsupportedModel, match=cause):
        opened(tmp_path).scores(QUERY, PASSAGES)


def test_a_missing_tensor_is_named(tmp_path: Path) -> None:
    tensors = write_cross_encoder(tmp_path / "model")
    del tensors["bert.pooler.dense.weight"]
    save_file(tensors, tmp_path / "model" / "model.safetensors")
    with pytest.raises(UnsupportedModel, match=r"no tensor 'pooler\.dense\.weight"):
        opened(tmp_path).scores(QUERY, PASSAGES)


@pytest.mark.parametrize("file", ["config.json", "model.safetensors", "tokenizer.json"])
def test_a_folder_that_lacks_a_file_is_refused_by_its_name(tmp_path: Path, file: str) -> None:
    write_cross_encoder(tmp_path / "model")
    (tmp_path / "model" / file).unlink()
    with pytest.raises(ModelIncomplete, match=f"has no {file}"):
        opened(tmp_path).scores(QUERY, PASSAGES)


def test_weights_that_are_no_weights_are_refused(tmp_path: Path) -> None:
    write_cross_encoder(tmp_path / "model")
    (tmp_path / "model" / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(WeightsUnreadable, match=r"model\.safetensors cannot be read"):
        opened(tmp_path).scores(QUERY, PASSAGES)


def test_a_model_that_is_not_there_keeps_nothing_from_opening(tmp_path: Path) -> None:
    model = CrossEncoder("cross-encoder/ms-marco-MiniLM-L6-v2", tmp_path, threads=1)
    assert model.name == "cross-encoder/ms-marco-MiniLM-L6-v2"
    with pytest.raises(FolioscopeError, match="cross-encoder/ms-marco-MiniLM-L6-v2"):
        model.scores(QUERY, PASSAGES)


def test_a_damaged_graph_is_written_anew(tmp_path: Path) -> None:
    write_cross_encoder(tmp_path / "model")
    expected = opened(tmp_path).scores(QUERY, PASSAGES)
    next(tmp_path.glob("cache/*/graph.onnx")).write_bytes(b"not a graph")
    assert np.array_equal(opened(tmp_path).scores(QUERY, PASSAGES), expected)


def test_a_passage_is_cut_after_as_many_tokens_as_the_model_reads(tmp_path: Path) -> None:
    write_cross_encoder(tmp_path / "model")
    write_json(tmp_path / "model" / "sentence_bert_config.json", {"max_seq_length": 9})
    first, second = opened(tmp_path).scores("team", ["five " * 6 + "french", "five " * 6 + "who"])
    assert first == second
