"""The parts that an ONNX graph of a BERT is put together from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from folioscope.backends.bert.weights import Tensor

OPSET = 20
IR_VERSION = 10


class GraphNodes:
    """A graph under construction: its nodes, its constants, and the tensors they come from."""

    def __init__(self, tensors: Mapping[str, Tensor]) -> None:
        self.tensors = tensors
        self._nodes: list[NodeProto] = []
        self._constants: list[TensorProto] = []

    def linear(self, name: str, value: str, to_output: str = "") -> str:
        """Multiply by the matrix of that name and add its bias."""
        product = self.add("MatMul", value, self.constant(self.tensors[f"{name}.weight"].T))
        bias = self.constant(self.tensors[f"{name}.bias"])
        return self.add("Add", product, bias, to_output=to_output)

    def norm(self, name: str, value: str, epsilon: float) -> str:
        """Normalise each row, by the scale and the shift of that name."""
        scale = self.constant(self.tensors[f"{name}.weight"])
        shift = self.constant(self.tensors[f"{name}.bias"])
        return self.add("LayerNormalization", value, scale, shift, epsilon=epsilon)

    def integers(self, *values: int) -> str:
        """Answer a constant of these."""
        return self.constant(np.array(values, np.int64))

    def constant(self, value: NDArray[np.generic] | np.generic) -> str:
        """Put the value into the graph."""
        name = f"constant_{len(self._constants)}"
        array = np.require(value, requirements="C")
        self._constants.append(numpy_helper.from_array(array, name))
        return name

    def add(self, operator: str, *inputs: str, to_output: str = "", **attributes: Any) -> str:
        """Add a node; answer the name of what it computes."""
        output = to_output or f"{operator}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, inputs, [output], output, **attributes))
        return output

    def model(
        self, inputs: Sequence[str], outputs: Mapping[str, Sequence[str | int]]
    ) -> ModelProto:
        """The whole, from matrices of integers to the outputs of those shapes."""
        taken = [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"])
            for name in inputs
        ]
        answered = [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, list(shape))
            for name, shape in outputs.items()
        ]
        graph = helper.make_graph(self._nodes, "bert", taken, answered, self._constants)
        opsets = [helper.make_opsetid("", OPSET)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)
