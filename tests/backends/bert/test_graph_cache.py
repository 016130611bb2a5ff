"""The graph is written once, whole, and anew when it has been damaged."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from folioscope.backends.bert.graph_cache import CacheUnwritable
from folioscope.backends.embeddings.local import LocalEmbeddings, open_local
from tests.backends.bert.tiny_bert import write_json, write_model


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_model(tmp_path / "model")
    return tmp_path


def opened(folder: Path) -> LocalEmbeddings:
    return open_local(str(folder / "model"), folder / "cache", threads=1, engine="onnxruntime")


def graphs(folder: Path) -> list[Path]:
    return sorted((folder / "cache").glob("*/graph.onnx"))


def test_the_graph_is_written_once(folder: Path) -> None:
    opened(folder)
    written = [path.stat() for path in graphs(folder)]
    opened(folder)
    assert [path.stat().st_mtime_ns for path in graphs(folder)] == [
        stat.st_mtime_ns for stat in written
    ]
    assert len(written) == 1


def test_a_model_run_in_another_way_has_another_graph(folder: Path) -> None:
    by_mean = opened(folder).embed_query("team")
    write_json(folder / "model" / "1_Pooling" / "config.json", {"pooling_mode": "cls"})
    by_first_token = opened(folder).embed_query("team")
    assert len(graphs(folder)) == 2
    assert not np.allclose(by_mean, by_first_token)


@pytest.mark.parametrize("damage", [b"", b"not a graph"])
def test_a_damaged_graph_is_written_anew(folder: Path, damage: bytes) -> None:
    expected = opened(folder).embed_query("team")
    graphs(folder)[0].write_bytes(damage)
    assert np.array_equal(opened(folder).embed_query("team"), expected)


def test_nothing_but_the_graph_is_left_behind(folder: Path) -> None:
    opened(folder)
    assert [path.name for path in graphs(folder)[0].parent.iterdir()] == ["graph.onnx"]


def test_what_a_killed_process_left_is_removed(folder: Path) -> None:
    opened(folder)
    abandoned, in_use = (graphs(folder)[0].with_name(name) for name in ("old.tmp", "new.tmp"))
    abandoned.touch()
    in_use.touch()
    os.utime(abandoned, (0, 0))
    graphs(folder)[0].unlink()
    opened(folder)
    assert not abandoned.exists()
    assert in_use.exists()


def test_a_cache_that_cannot_be_written_is_named(folder: Path) -> None:
    (folder / "cache").write_text("a file where a folder should be")
    with pytest.raises(CacheUnwritable, match=r"cannot be written to .*cache"):
        opened(folder)
