"""The engines that run a graph, and which of them suits this machine."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from folioscope.errors import BackendFailed

EngineName = Literal["openvino", "onnxruntime", "onnxruntime-8bit"]
Precision = Literal["auto", "8bit"]
"""Of the matrices of a network: the best that is fast on this machine, or whole numbers."""

EIGHT_BIT: EngineName = "onnxruntime-8bit"
Tokens = NDArray[np.int64]
Rows = NDArray[np.float32]
"""What the network makes of each text, by rows."""

_ENGINES: dict[EngineName, str] = {
    "openvino": "folioscope.backends.bert.openvino_engine",
    "onnxruntime": "folioscope.backends.bert.onnxruntime_engine",
    EIGHT_BIT: "folioscope.backends.bert.onnxruntime_engine",
}
_BF16_FLAGS = {"avx512_bf16", "amx_bf16"}
_CPU_FLAGS = Path("/proc/cpuinfo")

log = logging.getLogger(__name__)


class EngineFailed(BackendFailed):
    """No engine could load the graph."""

    code = "embedding_engine_failed"


class Engine(Protocol):
    """A loaded graph. Each run takes one core; several threads may run it at once."""

    @property
    def description(self) -> str:
        """Name, version and precision."""
        ...

    @property
    def inputs(self) -> frozenset[str]:
        """Names of what the graph takes."""
        ...

    @property
    def outputs(self) -> frozenset[str]:
        """Names of what the graph answers."""
        ...

    def run(self, ids: Tokens, mask: Tokens) -> Rows:
        """Answer one unit vector for each row of token ids; mask is 0 at padding."""
        ...

    def compute(self, inputs: Mapping[str, Tokens], output: str) -> Rows:
        """Answer any output of the graph by its name, for inputs by theirs."""
        ...


def has_bf16(cpu_flags: Path = _CPU_FLAGS) -> bool:
    """Tell whether this machine multiplies bfloat16 natively; elsewhere it does not pay."""
    try:
        lines = cpu_flags.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    flags = next((line for line in lines if line.startswith("flags")), "")
    return not _BF16_FLAGS.isdisjoint(flags.split())


def suitable_engines(precision: Precision = "auto") -> tuple[EngineName, ...]:
    """Answer the engines to try on this machine, in order."""
    if precision == "8bit":
        return (EIGHT_BIT,)
    return ("openvino", "onnxruntime") if has_bf16() else ("onnxruntime",)


def open_engine(graph: Path, threads: int, names: Sequence[EngineName]) -> Engine:
    """Load the graph into the first of these engines that can.

    An engine is imported only when its turn comes: the other one would cost time and memory.
    """
    failures = []
    for name in names:
        try:
            engine: Engine = import_module(_ENGINES[name]).open_graph(graph, threads)
        except (EngineFailed, ImportError, OSError) as error:
            log.warning("The embedding engine %s cannot be used: %s", name, error)
            failures.append(f"{name}: {error}")
        else:
            return engine
    message = f"No engine could load the embedding model. {'; '.join(failures)}"
    raise EngineFailed(message)
