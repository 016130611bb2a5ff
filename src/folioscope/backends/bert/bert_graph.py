"""The networks of the BERT family, each written as one ONNX graph with its weights inside.

An embedding graph takes `ids` and `mask` and answers `vectors`, one unit vector a text, and
`tokens`, what the last layer makes of each token. A classifier takes the `types` of the tokens
too, which tell a query from a passage, and answers `logits`, one score a pair.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from onnx import ModelProto, TensorProto

from folioscope.backends.bert.graph_nodes import GraphNodes
from folioscope.backends.bert.model_config import ModelConfig, UnsupportedModel
from folioscope.backends.bert.weights import read_tensors

# Far below any score, and still a number in bfloat16: an infinity would make 0 * inf of padding.
MASKED_SCORE = -1e4
# The layer that looks at the first token, and the one that scores what it saw.
_HEAD_OF_BERT = ("pooler.dense", "classifier")
_HEAD_OF_ROBERTA = ("classifier.dense", "classifier.out_proj")


def embedding_graph(directory: Path, config: ModelConfig) -> ModelProto:
    """Build the graph of the embedding model in that folder."""
    network = _Network(directory, config)
    try:
        network.connect()
        return network.as_embedding()
    except KeyError as error:
        raise _lacking(directory, error) from error


def classifier_graph(directory: Path, config: ModelConfig) -> ModelProto:
    """Build the graph of the cross-encoder in that folder."""
    network = _Network(directory, config)
    try:
        network.connect("types")
        return network.as_classifier()
    except KeyError as error:
        raise _lacking(directory, error) from error


def _not_one_score(directory: Path, labels: int) -> str:
    return f"The model in {directory} is no reranker: it scores {labels} labels, not one."


def _lacking(directory: Path, tensor: KeyError) -> UnsupportedModel:
    return UnsupportedModel(f"The weights of the model in {directory} have no tensor {tensor}.")


class _Network:
    """A network under construction, up to the layer that was added last."""

    def __init__(self, directory: Path, config: ModelConfig) -> None:
        self._directory = directory
        self._config = config
        self._nodes = GraphNodes(read_tensors(directory / "model.safetensors"))
        self._weights = self._hidden = ""

    def connect(self, types: str = "") -> None:
        """Connect the layers from the inputs to what the last one answers."""
        nodes = self._nodes
        self._weights = nodes.add("Cast", "mask", to=TensorProto.FLOAT)
        padding = nodes.add("Sub", nodes.constant(np.float32(1)), self._weights)
        scores = nodes.add("Mul", padding, nodes.constant(np.float32(MASKED_SCORE)))
        bias = nodes.add("Unsqueeze", scores, nodes.integers(1, 2))
        self._hidden = self._embeddings(types)
        for layer in range(self._config.layers):
            self._hidden = self._layer(f"encoder.layer.{layer}", self._hidden, bias)

    def as_embedding(self) -> ModelProto:
        """End in the vectors of texts and of their tokens."""
        nodes, hidden = self._nodes, self._config.hidden
        nodes.add("Identity", self._hidden, to_output="tokens")
        nodes.add("LpNormalization", self._pooled(), to_output="vectors", axis=-1)
        outputs = {"vectors": ("batch", hidden), "tokens": ("batch", "length", hidden)}
        return nodes.model(("ids", "mask"), outputs)

    def as_classifier(self) -> ModelProto:
        """End in one score a pair: by the head of a BERT, or by that of a RoBERTa."""
        nodes = self._nodes
        is_roberta = "classifier.dense.weight" in nodes.tensors
        inner, outer = _HEAD_OF_ROBERTA if is_roberta else _HEAD_OF_BERT
        if f"{outer}.weight" not in nodes.tensors:
            message = (
                f"The model in {self._directory} is no cross-encoder: it ends in no classifier."
            )
            raise UnsupportedModel(message)
        labels = len(nodes.tensors[f"{outer}.weight"])
        if labels != 1:
            raise UnsupportedModel(_not_one_score(self._directory, labels))
        active = nodes.add("Tanh", nodes.linear(inner, self._first()))
        nodes.linear(outer, active, to_output="logits")
        return nodes.model(("ids", "mask", "types"), {"logits": ("batch", 1)})

    def _embeddings(self, types: str) -> str:
        nodes, tensors = self._nodes, self._nodes.tensors
        first = self._config.first_position
        last = first + self._config.max_tokens
        places = tensors["embeddings.position_embeddings.weight"][first:last]
        kinds = tensors["embeddings.token_type_embeddings.weight"]
        # Where all tokens are of one type, its row can be added beforehand.
        is_one = not types or len(kinds) == 1
        length = nodes.add("Shape", "ids", start=1)
        zero = nodes.integers(0)
        rows = nodes.constant(places + kinds[0] if is_one else places)
        placed = nodes.add("Slice", rows, zero, length, zero)
        words = nodes.constant(tensors["embeddings.word_embeddings.weight"])
        total = nodes.add("Add", nodes.add("Gather", words, "ids"), placed)
        if not is_one:
            total = nodes.add("Add", total, nodes.add("Gather", nodes.constant(kinds), types))
        return nodes.norm("embeddings.LayerNorm", total, self._config.epsilon)

    def _layer(self, name: str, hidden: str, bias: str) -> str:
        nodes, epsilon = self._nodes, self._config.epsilon
        context = self._attention(f"{name}.attention.self", hidden, bias)
        attended = nodes.linear(f"{name}.attention.output.dense", context)
        total = nodes.add("Add", attended, hidden)
        hidden = nodes.norm(f"{name}.attention.output.LayerNorm", total, epsilon)
        inner = nodes.add("Gelu", nodes.linear(f"{name}.intermediate.dense", hidden))
        outer = nodes.linear(f"{name}.output.dense", inner)
        return nodes.norm(f"{name}.output.LayerNorm", nodes.add("Add", outer, hidden), epsilon)

    def _attention(self, name: str, hidden: str, bias: str) -> str:
        nodes = self._nodes
        query = self._heads(f"{name}.query", hidden, (0, 2, 1, 3))
        key = self._heads(f"{name}.key", hidden, (0, 2, 3, 1))
        value = self._heads(f"{name}.value", hidden, (0, 2, 1, 3))
        width = self._config.hidden // self._config.heads
        scale = nodes.constant(np.float32(width**-0.5))
        scores = nodes.add("Mul", nodes.add("MatMul", query, key), scale)
        shares = nodes.add("Softmax", nodes.add("Add", scores, bias), axis=-1)
        mixed = nodes.add("MatMul", shares, value)
        rows = nodes.add("Transpose", mixed, perm=(0, 2, 1, 3))
        return nodes.add("Reshape", rows, nodes.integers(0, 0, self._config.hidden))

    def _heads(self, name: str, hidden: str, order: tuple[int, ...]) -> str:
        heads = self._config.heads
        shape = self._nodes.integers(0, 0, heads, self._config.hidden // heads)
        split = self._nodes.add("Reshape", self._nodes.linear(name, hidden), shape)
        return self._nodes.add("Transpose", split, perm=order)

    def _pooled(self) -> str:
        nodes = self._nodes
        if self._config.pooling == "cls":
            return self._first()
        columns = nodes.add("Unsqueeze", self._weights, nodes.integers(2))
        weighted = nodes.add("Mul", self._hidden, columns)
        # The mean and the sum point the same way, and only the direction is kept.
        return nodes.add("ReduceSum", weighted, nodes.integers(1), keepdims=0)

    def _first(self) -> str:
        return self._nodes.add("Gather", self._hidden, self._nodes.constant(np.int64(0)), axis=1)
