"""Which engine runs the graph, and that none of them reports to anyone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from folioscope.backends.bert.engines import EngineFailed, has_bf16, open_engine
from folioscope.backends.embeddings.local import open_local
from tests.backends.bert.tiny_bert import write_model

OPEN_AND_LIST_MODULES = """
import sys
from pathlib import Path
from folioscope.backends.embeddings.local import open_local
open_local(sys.argv[1], Path(sys.argv[2]), 1, sys.argv[3]).embed_query("team")
print(*(name for name, module in sys.modules.items() if module is not None))
"""


@pytest.mark.parametrize(
    ("flags", "answer"),
    [("fpu avx2", False), ("fpu avx512_bf16 avx2", True), ("amx_bf16", True), ("", False)],
)
def test_bfloat16_is_read_from_the_flags_of_the_processor(
    tmp_path: Path, flags: str, answer: bool
) -> None:
    cpu = tmp_path / "cpuinfo"
    cpu.write_text(f"processor\t: 0\nmodel name\t: amx_bf16 by name\nflags\t\t: {flags}\n")
    assert has_bf16(cpu) is answer


def test_a_system_that_does_not_tell_its_flags_has_no_bfloat16(tmp_path: Path) -> None:
    assert not has_bf16(tmp_path / "absent")


def test_the_second_engine_takes_over_when_the_first_cannot_be_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_model(tmp_path / "model")
    open_local(str(tmp_path / "model"), tmp_path / "cache", threads=1, engine="onnxruntime")
    graph = next((tmp_path / "cache").glob("*/graph.onnx"))
    monkeypatch.setitem(sys.modules, "folioscope.backends.bert.openvino_engine", None)
    engine = open_engine(graph, 1, ("openvino", "onnxruntime"))
    assert engine.description.startswith("onnxruntime")


def test_a_graph_that_no_engine_can_load_is_refused_with_each_cause(tmp_path: Path) -> None:
    graph = tmp_path / "graph.onnx"
    graph.write_bytes(b"not a graph")
    with pytest.raises(EngineFailed, match=r"openvino: .*onnxruntime: "):
        open_engine(graph, 1, ("openvino", "onnxruntime"))


@pytest.mark.parametrize("engine", ["openvino", "onnxruntime"])
def test_no_engine_loads_telemetry_or_writes_to_the_home_folder(
    tmp_path: Path, engine: str
) -> None:
    write_model(tmp_path / "model")
    home = tmp_path / "home"
    home.mkdir()
    command = [sys.executable, "-c", OPEN_AND_LIST_MODULES, "model", "cache", engine]
    # No other variables: the engines are silent by themselves where they find a CI.
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env={"HOME": str(home), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    modules = done.stdout.split()
    assert engine in modules
    assert not [name for name in modules if "telemetry" in name or "http.client" in name]
    assert not list(home.iterdir())


def test_only_the_engine_that_runs_is_imported_and_the_writer_only_once(tmp_path: Path) -> None:
    write_model(tmp_path / "model")
    command = [sys.executable, "-c", OPEN_AND_LIST_MODULES, "model", "cache", "onnxruntime"]
    first, second = (
        subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
        for _ in range(2)
    )
    assert "onnx" in first.stdout.split()
    assert "onnx" not in second.stdout.split()
    assert "openvino" not in second.stdout.split()
