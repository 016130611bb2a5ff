"""The engine OpenVINO: bfloat16 where the processor has it."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import cast

import numpy as np

from folioscope.backends.bert.engines import EngineFailed, Rows, Tokens

# Importing openvino imports its model converter, which reports the import to Google Analytics and
# writes an identifier into the home folder. A None here makes those two imports fail, which
# openvino expects of a slim installation.
cast("dict[str, ModuleType | None]", sys.modules).update(
    {"openvino_telemetry": None, "openvino.tools.ovc": None}
)
import openvino  # noqa: E402 - only after its telemetry is cut off

_VERSION = openvino.get_version().split("-")[0]
# Each shape seen leaves compiled kernels behind: 5000 by default, some 500 MB.
_KERNELS_KEPT = 64


class OpenVinoEngine:
    """A graph compiled by OpenVINO."""

    def __init__(self, compiled: openvino.CompiledModel) -> None:
        self._compiled = compiled

    @property
    def description(self) -> str:
        """Name, version and precision."""
        precision = self._compiled.get_property("INFERENCE_PRECISION_HINT").get_type_name()
        return f"openvino {_VERSION} {precision}"

    def run(self, ids: Tokens, mask: Tokens) -> Rows:
        """Answer one unit vector for each row of token ids."""
        # Requests wait in a queue, first come, first served; infer() would race for a mutex.
        request = self._compiled.create_infer_request()
        request.start_async({"ids": ids, "mask": mask}, share_inputs=True)
        request.wait()
        return np.array(request.get_output_tensor(0).data, np.float32)


def open_graph(graph: Path, threads: int) -> OpenVinoEngine:
    """Compile the graph, or take what an earlier start has left beside it."""
    core = openvino.Core()
    core.set_property({"CACHE_DIR": str(graph.parent / f"openvino-{_VERSION}")})
    settings = {
        "INFERENCE_PRECISION_HINT": "bf16",
        "INFERENCE_NUM_THREADS": threads,
        "NUM_STREAMS": 1,
        "ENABLE_CPU_PINNING": False,
        "CPU_RUNTIME_CACHE_CAPACITY": _KERNELS_KEPT,
    }
    try:
        return OpenVinoEngine(core.compile_model(graph, "CPU", settings))
    except RuntimeError as error:
        message = f"OpenVINO cannot load {graph}: {str(error).strip().splitlines()[-1]}"
        raise EngineFailed(message) from error
