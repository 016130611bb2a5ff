"""The engine ONNX Runtime: float32 on any processor."""

from __future__ import annotations

import os
from pathlib import Path
from typing import cast

from folioscope.backends.bert.engines import EngineFailed, Rows, Tokens

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

    def __init__(self, session: onnxruntime.InferenceSession) -> None:
        self._session = session

    @property
    def description(self) -> str:
        """Name, version and precision."""
        return f"onnxruntime {onnxruntime.__version__} f32"

    def run(self, ids: Tokens, mask: Tokens) -> Rows:
        """Answer one unit vector for each row of token ids."""
        return cast(Rows, self._session.run(["vectors"], {"ids": ids, "mask": mask})[0])


def open_graph(graph: Path, threads: int) -> OnnxRuntimeEngine:
    """Load the graph for so many threads."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Threads that spin between operators would take the cores from the server.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    except _FAULTS as error:
        message = f"ONNX Runtime cannot load {graph}: {error}"
        raise EngineFailed(message) from error
    return OnnxRuntimeEngine(session)
