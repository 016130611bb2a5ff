"""The network with matrices of 8 bits answers nearly the same as the network as it is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from folioscope.backends.bert.engines import EngineName, suitable_engines
from folioscope.backends.bert.model_sources import ModelMissing
from folioscope.backends.embeddings.local import LocalEmbeddings, open_local
from tests.backends.bert.tiny_bert import write_model

TEXTS = ["team of engineers", "kubernetes", "team " * 9, ""]


def opened(folder: Path, engine: EngineName) -> LocalEmbeddings:
    return open_local(str(folder / "model"), folder / "cache", threads=1, engine=engine)


def test_the_vectors_are_nearly_the_same(tmp_path: Path) -> None:
    write_model(tmp_path / "model")
    exact = opened(tmp_path, "onnxruntime").embed_passages(TEXTS)
    rounded = opened(tmp_path, "onnxruntime-8bit").embed_passages(TEXTS)
    likeness = (exact * rounded).sum(axis=1)
    # Where sums of two products have 16 bits, as before VNNI, numbers as large as these overflow.
    assert likeness.min() > 0.95
    assert not np.array_equal(exact, rounded)


def test_both_graphs_are_kept_side_by_side_and_told_apart(tmp_path: Path) -> None:
    write_model(tmp_path / "model")
    assert opened(tmp_path, "onnxruntime-8bit").engine.endswith(" 8bit")
    assert opened(tmp_path, "onnxruntime").engine.endswith(" f32")
    kept = {path.name: path.stat() for path in (tmp_path / "cache").glob("*/*.onnx")}
    assert sorted(kept) == ["graph-8bit.onnx", "graph.onnx"]
    assert opened(tmp_path, "onnxruntime-8bit").engine.endswith(" 8bit")
    after = {path.name: path.stat() for path in (tmp_path / "cache").glob("*/*.onnx")}
    assert [stat.st_mtime_ns for stat in after.values()] == [
        stat.st_mtime_ns for stat in kept.values()
    ]


def test_a_damaged_graph_of_8_bits_is_written_anew(tmp_path: Path) -> None:
    write_model(tmp_path / "model")
    expected = opened(tmp_path, "onnxruntime-8bit").embed_query("team")
    (graph,) = (tmp_path / "cache").glob("*/graph-8bit.onnx")
    graph.write_bytes(graph.read_bytes()[:1000])
    assert np.array_equal(opened(tmp_path, "onnxruntime-8bit").embed_query("team"), expected)


def test_8_bits_are_run_by_one_engine_on_any_processor() -> None:
    assert suitable_engines("8bit") == ("onnxruntime-8bit",)
    assert "onnxruntime-8bit" not in suitable_engines("auto")


def test_the_published_model_in_8_bits_finds_what_it_finds_otherwise(tmp_path: Path) -> None:
    texts = ["Ran Kubernetes clusters for years.", "Speaks French.", "Baked bread in Lyon."]
    try:
        exact = open_local("all-MiniLM-L6-v2", tmp_path, threads=1)
    except ModelMissing as error:
        pytest.skip(error.message)
    rounded = open_local("all-MiniLM-L6-v2", tmp_path, threads=1, precision="8bit")
    likeness = exact.embed_passages(texts) @ rounded.embed_passages(texts).T
    assert likeness.diagonal().min() > 0.98
    assert likeness.argmax(axis=1).tolist() == [0, 1, 2]
