"""The network of a BERT, written as one ONNX graph: token ids and mask in, unit vectors out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from folioscope.backends.bert.model_config import ModelConfig, UnsupportedModel
from folioscope.backends.bert.weights import Tensor, read_tensors

OPSET = 20
IR_VERSION = 10
# Far below any score, and still a number in bfloat16: an infinity would make 0 * inf of padding.
MASKED_SCORE = -1e4


def bert_graph(directory: Path, config: ModelConfig) -> ModelProto:
    """Build the graph of the model in that folder, its weights inside."""
    tensors = read_tensors(directory / "model.safetensors")
    try:
        return _Graph(tensors, config).build()
    except KeyError as error:
        message = f"The weights of the model in {directory} have no tensor {error}."
        raise UnsupportedModel(message) from error


class _Graph:
    """A graph under construction: its nodes, its constants, and the tensors they come from."""

    def __init__(self, tensors: dict[str, Tensor], config: ModelConfig) -> None:
        self._tensors = tensors
        self._config = config
        self._nodes: list[NodeProto] = []
        self._constants: list[TensorProto] = []

    def build(self) -> ModelProto:
        """Connect the layers from the inputs `ids` and `mask` to the output `vectors`."""
        weights = self._add("Cast", "mask", to=TensorProto.FLOAT)
        padding = self._add("Sub", self._constant(np.float32(1)), weights)
        scores = self._add("Mul", padding, self._constant(np.float32(MASKED_SCORE)))
        bias = self._add("Unsqueeze", scores, self._integers(1, 2))
        hidden = self._embeddings()
        for layer in range(self._config.layers):
            hidden = self._layer(f"encoder.layer.{layer}", hidden, bias)
        self._add("LpNormalization", self._pooled(hidden, weights), to_output="vectors", axis=-1)
        return self._model()

    def _embeddings(self) -> str:
        first = self._config.first_position
        last = first + self._config.max_tokens
        positions = self._tensors["embeddings.position_embeddings.weight"][first:last]
        # A single text has one token type throughout, so its row can be added beforehand.
        places = positions + self._tensors["embeddings.token_type_embeddings.weight"][0]
        length = self._add("Shape", "ids", start=1)
        zero = self._integers(0)
        placed = self._add("Slice", self._constant(places), zero, length, zero)
        words = self._constant(self._tensors["embeddings.word_embeddings.weight"])
        total = self._add("Add", self._add("Gather", words, "ids"), placed)
        return self._norm("embeddings.LayerNorm", total)

    def _layer(self, name: str, hidden: str, bias: str) -> str:
        context = self._attention(f"{name}.attention.self", hidden, bias)
        attended = self._linear(f"{name}.attention.output.dense", context)
        hidden = self._norm(
            f"{name}.attention.output.LayerNorm", self._add("Add", attended, hidden)
        )
        inner = self._add("Gelu", self._linear(f"{name}.intermediate.dense", hidden))
        outer = self._linear(f"{name}.output.dense", inner)
        return self._norm(f"{name}.output.LayerNorm", self._add("Add", outer, hidden))

    def _attention(self, name: str, hidden: str, bias: str) -> str:
        query = self._heads(f"{name}.query", hidden, (0, 2, 1, 3))
        key = self._heads(f"{name}.key", hidden, (0, 2, 3, 1))
        value = self._heads(f"{name}.value", hidden, (0, 2, 1, 3))
        width = self._config.hidden // self._config.heads
        scale = self._constant(np.float32(width**-0.5))
        scores = self._add("Mul", self._add("MatMul", query, key), scale)
        shares = self._add("Softmax", self._add("Add", scores, bias), axis=-1)
        mixed = self._add("MatMul", shares, value)
        rows = self._add("Transpose", mixed, perm=(0, 2, 1, 3))
        return self._add("Reshape", rows, self._integers(0, 0, self._config.hidden))

    def _heads(self, name: str, hidden: str, order: tuple[int, ...]) -> str:
        heads = self._config.heads
        shape = self._integers(0, 0, heads, self._config.hidden // heads)
        split = self._add("Reshape", self._linear(name, hidden), shape)
        return self._add("Transpose", split, perm=order)

    def _pooled(self, hidden: str, weights: str) -> str:
        if self._config.pooling == "cls":
            return self._add("Gather", hidden, self._constant(np.int64(0)), axis=1)
        columns = self._add("Unsqueeze", weights, self._integers(2))
        # The mean and the sum point the same way, and only the direction is kept.
        return self._add(
            "ReduceSum", self._add("Mul", hidden, columns), self._integers(1), keepdims=0
        )

    def _linear(self, name: str, value: str) -> str:
        matrix = self._constant(self._tensors[f"{name}.weight"].T)
        product = self._add("MatMul", value, matrix)
        return self._add("Add", product, self._constant(self._tensors[f"{name}.bias"]))

    def _norm(self, name: str, value: str) -> str:
        scale = self._constant(self._tensors[f"{name}.weight"])
        shift = self._constant(self._tensors[f"{name}.bias"])
        epsilon = self._config.epsilon
        return self._add("LayerNormalization", value, scale, shift, epsilon=epsilon)

    def _integers(self, *values: int) -> str:
        return self._constant(np.array(values, np.int64))

    def _constant(self, value: NDArray[np.generic] | np.generic) -> str:
        name = f"constant_{len(self._constants)}"
        array = np.require(value, requirements="C")
        self._constants.append(numpy_helper.from_array(array, name))
        return name

    def _add(self, operator: str, *inputs: str, to_output: str = "", **attributes: Any) -> str:
        output = to_output or f"{operator}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, inputs, [output], output, **attributes))
        return output

    def _model(self) -> ModelProto:
        shape = ["batch", "length"]
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT64, shape)
            for name in ("ids", "mask")
        ]
        vectors = helper.make_tensor_value_info(
            "vectors", TensorProto.FLOAT, ["batch", self._config.hidden]
        )
        graph = helper.make_graph(self._nodes, "bert", inputs, [vectors], self._constants)
        opsets = [helper.make_opsetid("", OPSET)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)
