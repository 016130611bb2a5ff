"""The network with its matrices in whole numbers of 8 bits, made from the graph as it is.

Each column of a matrix has a scale of its own, and so has each row that is multiplied with it: what
the network makes of a token, brought to 8 bits while it runs. So no sample texts are needed, and
the vector of a text does not depend on those beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

_LARGEST = 127
_MIDDLE = 128
_TINY = np.finfo(np.float32).tiny
_CONSTANTS = {
    "last_axis": np.array([-1], np.int64),
    "least_size": np.float32(_TINY * _MIDDLE),
    "one_step": np.float32(1 / _LARGEST),
    "middle": np.float32(_MIDDLE),
    "zero_8bit": np.uint8(_MIDDLE),
}


def quantise(model: ModelProto) -> ModelProto:
    """Answer a graph with the same inputs and outputs, its constant matrices in 8 bits."""
    matrices = {
        constant.name: numpy_helper.to_array(constant) for constant in model.graph.initializer
    }
    quantised = ModelProto()
    quantised.CopyFrom(model)
    del quantised.graph.node[:]
    quantised.graph.initializer.extend(
        numpy_helper.from_array(np.asarray(value), name) for name, value in _CONSTANTS.items()
    )
    # Several matrices may be multiplied with one value, which is brought to 8 bits once.
    ready: set[str] = set()
    for node in model.graph.node:
        if node.op_type == "MatMul" and node.input[1] in matrices:
            constants, nodes = _in_8_bits(node, matrices[node.input[1]])
            _replace(quantised, node.input[1], constants)
            nodes = [each for each in nodes if each.name not in ready]
            ready.update(each.name for each in nodes)
            quantised.graph.node.extend(nodes)
        else:
            quantised.graph.node.append(node)
    return quantised


def _in_8_bits(
    node: NodeProto, matrix: NDArray[np.float32]
) -> tuple[list[TensorProto], list[NodeProto]]:
    """The constants and the nodes that stand for one product, up to its very output."""
    value, name = node.input
    scales = np.maximum(np.abs(matrix).max(axis=0), _TINY) / _LARGEST
    whole = np.round(matrix / scales).astype(np.int8)
    constants = [
        numpy_helper.from_array(whole, f"{name}_8bit"),
        numpy_helper.from_array(scales.astype(np.float32), f"{name}_scales"),
    ]
    return constants, list(_product(value, name, node.output[0]))


def _product(value: str, name: str, output: str) -> Iterator[NodeProto]:
    rows, small = f"{value}_rows", f"{value}_8bit"
    yield from _in_rows_of_8_bits(value, rows, small)
    whole, real, scaled = (f"{output}_{part}" for part in ("whole", "real", "scaled"))
    yield _node("MatMulInteger", [small, f"{name}_8bit", "zero_8bit"], whole)
    yield _node("Cast", [whole], real, to=TensorProto.FLOAT)
    yield _node("Mul", [real, rows], scaled)
    yield _node("Mul", [scaled, f"{name}_scales"], output)


def _in_rows_of_8_bits(value: str, rows: str, small: str) -> Iterator[NodeProto]:
    """The value as unsigned numbers around 128, which processors multiply fastest."""
    size, most, least, parts, shifted, whole = (f"{value}_step_{step}" for step in range(6))
    yield _node("Abs", [value], size)
    yield _node("ReduceMax", [size, "last_axis"], most, keepdims=1)
    yield _node("Max", [most, "least_size"], least)
    yield _node("Mul", [least, "one_step"], rows)
    yield _node("Div", [value, rows], parts)
    yield _node("Add", [parts, "middle"], shifted)
    yield _node("Round", [shifted], whole)
    yield _node("Cast", [whole], small, to=TensorProto.UINT8)


def _node(operator: str, inputs: list[str], output: str, **attributes: Any) -> NodeProto:
    return helper.make_node(operator, inputs, [output], output, **attributes)


def _replace(model: ModelProto, name: str, constants: list[TensorProto]) -> None:
    for index, constant in enumerate(model.graph.initializer):
        if constant.name == name:
            del model.graph.initializer[index]
            break
    model.graph.initializer.extend(constants)
