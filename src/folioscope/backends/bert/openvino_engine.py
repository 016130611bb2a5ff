"""The engine OpenVINO: bfloat16 where the processor has it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
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

# What this looks up is filled at its first use, by a thread that lets others go on in the midst of
# it: two first uses at the same time would wait for each other for ever.
openvino.Type.i64.to_dtype()

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

    @property
    def inputs(self) -> frozenset[str]:
        """Names of what the graph takes."""
        return frozenset(name for each in self._compiled.inputs for name in each.names)

    @property
    def outputs(self) -> frozenset[str]:
        """Names of what the graph answers."""
        return frozenset(name for each in self._compiled.outputs for name in each.names)

    def run(self, ids: Tokens, mask: Tokens) -> Rows:
        """Answer one unit vector for each row of token ids."""
        # Requests wait in a queue, first come, first served; infer() would race for a mutex.
        request = self._compiled.create_infer_request()
        request.start_async({"ids": ids, "mask": mask}, share_inputs=True)
        request.wait()
        return np.array(request.get_output_tensor(0).data, np.float32)

    def compute(self, inputs: Mapping[str, Tokens], output: str) -> Rows:
        """Answer any output of the graph by its name, for inputs by theirs."""
        request = self._compiled.create_infer_request()
        request.start_async(dict(inputs), share_inputs=True)
        request.wait()
        return np.array(request.get_tensor(output).data, np.float32)


def open_graph(graph: Path, threads: int) -> OpenVinoEngine:
    """Compile the graph, or take what an earlier start has left beside it."""
    core = openvino.Core()
    core.set_property({"CACHE_DIR": str(graph.parent / f"openvino-{_VERSION}")})
    settings = {
        "INFERENCE_PRECISION_HINT": "bf16",
        "INFERENCE_NUM_THREADS": threads,
        # Each run has one thread. Several threads on one run would wait for each other.
        "NUM_STREAMS": threads,
        "ENABLE_CPU_PINNING": False,
        "CPU_RUNTIME_CACHE_CAPACITY": _KERNELS_KEPT,
    }
    try:
        return OpenVinoEngine(core.compile_model(graph, "CPU", settings))
    except RuntimeError as error:
        message = f"OpenVINO cannot load {graph}: {str(error).strip().splitlines()[-1]}"
        raise EngineFailed(message) from error
