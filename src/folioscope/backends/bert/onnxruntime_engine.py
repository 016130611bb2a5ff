"""The engine ONNX Runtime: float32 on any processor."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from folioscope.backends.bert.engines import EngineFailed, Rows, Tokens
from folioscope.backends.bert.graph_cache import quantised_path

# Importing onnxruntime would write an identifier into the home folder and report to Microsoft.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as faults

_FAULTS = (
    faults.Fail,
    faults.InvalidArgument,
    faults.InvalidGraph,
    faults.InvalidProtobuf,
    faults.NoSuchFile,
    faults.NotImplemented,
    faults.RuntimeException,
)


class OnnxRuntimeEngine:
    """A graph loaded by ONNX Runtime."""

    def __init__(self, session: onnxruntime.InferenceSession, precision: str) -> None:
        self._session = session
        self._precision = precision

    @property
    def description(self) -> str:
        """Name, version and precision."""
        return f"onnxruntime {onnxruntime.__version__} {self._precision}"

    @property
    def inputs(self) -> frozenset[str]:
        """Names of what the graph takes."""
        return frozenset(each.name for each in self._session.get_inputs())

    @property
    def outputs(self) -> frozenset[str]:
        """Names of what the graph answers."""
        return frozenset(each.name for each in self._session.get_outputs())

    def run(self, ids: Tokens, mask: Tokens) -> Rows:
        """Answer one unit vector for each row of token ids."""
        return cast(Rows, self._session.run(["vectors"], {"ids": ids, "mask": mask})[0])

    def compute(self, inputs: Mapping[str, Tokens], output: str) -> Rows:
        """Answer any output of the graph by its name, for inputs by theirs."""
        return cast(Rows, self._session.run([output], dict(inputs))[0])


def open_graph(graph: Path, _threads: int) -> OnnxRuntimeEngine:
    """Load the graph; as many threads may run it as there are."""
    options = onnxruntime.SessionOptions()
    # Each run has the thread that asks for it, so there are none to be started here.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    try:
        session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    except _FAULTS as error:
        message = f"ONNX Runtime cannot load {graph}: {error}"
        raise EngineFailed(message) from error
    return OnnxRuntimeEngine(session, "8bit" if graph == quantised_path(graph) else "f32")
