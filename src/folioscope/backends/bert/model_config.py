"""What the JSON files of a BERT-family model folder say about how to run it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from folioscope.backends.bert.known_models import Pooling, Use
from folioscope.backends.bert.model_sources import ModelSource
from folioscope.errors import Invalid

# RoBERTa counts positions from just behind the padding id; BERT counts from 0.
_POSITIONS_BEHIND_PADDING = {"roberta", "xlm-roberta", "camembert"}
_MODEL_TYPES = {"bert"} | _POSITIONS_BEHIND_PADDING
_POOLINGS: dict[str, Pooling] = {
    "mean": "mean",
    "cls": "cls",
    "pooling_mode_mean_tokens": "mean",
    "pooling_mode_cls_token": "cls",
}


class UnsupportedModel(Invalid):
    """The model is of a kind that this program cannot run."""

    code = "unsupported_model"


@dataclass(frozen=True)
class ModelConfig:
    """All that shapes the network, and how texts are put to it."""

    layers: int
    heads: int
    hidden: int
    epsilon: float
    first_position: int
    max_tokens: int
    padding_id: int
    pooling: Pooling
    query_prompt: str
    passage_prompt: str


def use_of(directory: Path) -> Use:
    """Answer what the model in that folder is for, by what its network ends in."""
    ends = _read_json(directory / "config.json").get("architectures") or []
    is_classifier = any(str(name).endswith("ForSequenceClassification") for name in ends)
    return "reranker" if is_classifier else "embedding"


def refuse_reranker(source: ModelSource) -> ModelSource:
    """Answer the same source, unless it makes scores of pairs instead of vectors."""
    if use_of(source.directory) == "reranker":
        message = f"{source.name} is a reranker: it compares texts and makes no vectors of them."
        raise UnsupportedModel(message)
    return source


def config_of(source: ModelSource) -> ModelConfig:
    """Read how a model is run; what a table says of it comes before its files."""
    config, known = read_config(source.directory), source.known
    if known is None:
        return config
    return replace(
        config,
        max_tokens=min(known.max_tokens, config.max_tokens),
        pooling=known.pooling,
        query_prompt=known.query_prompt,
        passage_prompt=known.passage_prompt,
    )


def read_config(directory: Path) -> ModelConfig:
    """Read the settings of the model in that folder; refuse what would run wrongly."""
    bert = _read_json(directory / "config.json")
    try:
        return _config_of(directory, bert)
    except (KeyError, TypeError, ValueError) as error:
        message = f"{directory / 'config.json'} is not the configuration of a BERT: {error}"
        raise UnsupportedModel(message) from error


def _config_of(directory: Path, bert: Mapping[str, Any]) -> ModelConfig:
    _refuse_other_networks(directory, bert)
    padding_id = int(bert.get("pad_token_id", 0))
    first = padding_id + 1 if bert["model_type"] in _POSITIONS_BEHIND_PADDING else 0
    positions = int(bert["max_position_embeddings"]) - first
    limits = _read_json(directory / "sentence_bert_config.json")
    prompts = _read_json(directory / "config_sentence_transformers.json").get("prompts") or {}
    return ModelConfig(
        layers=int(bert["num_hidden_layers"]),
        heads=int(bert["num_attention_heads"]),
        hidden=int(bert["hidden_size"]),
        epsilon=float(bert["layer_norm_eps"]),
        first_position=first,
        max_tokens=min(int(limits.get("max_seq_length") or positions), positions),
        padding_id=padding_id,
        pooling=_pooling(directory),
        query_prompt=prompts.get("query") or "",
        passage_prompt=prompts.get("document") or prompts.get("passage") or "",
    )


def _refuse_other_networks(directory: Path, bert: Mapping[str, Any]) -> None:
    wrong = {
        "model_type": bert["model_type"] not in _MODEL_TYPES,
        "hidden_act": bert.get("hidden_act", "gelu") != "gelu",
        "position_embedding_type": bert.get("position_embedding_type", "absolute") != "absolute",
    }
    for key in (key for key, is_wrong in wrong.items() if is_wrong):
        message = f"The model in {directory} has {key} {bert[key]!r}, which cannot be run here."
        raise UnsupportedModel(message)
    if any(directory.glob("[0-9]*_Dense")):
        message = f"The model in {directory} ends in a dense layer, which cannot be run here."
        raise UnsupportedModel(message)


def _pooling(directory: Path) -> Pooling:
    settings = _read_json(directory / "1_Pooling" / "config.json")
    chosen = settings.get("pooling_mode") or [
        key for key, is_on in settings.items() if key.startswith("pooling_mode_") and is_on
    ]
    modes = [chosen] if isinstance(chosen, str) else list(chosen) or ["mean"]
    if len(modes) > 1 or modes[0] not in _POOLINGS:
        message = f"The model in {directory} pools by {', '.join(modes)}: not mean, not cls."
        raise UnsupportedModel(message)
    return _POOLINGS[modes[0]]


def _read_json(path: Path) -> dict[str, Any]:
    """Answer the object in that file; an empty one when there is no such file."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        message = f"{path} is not JSON: {error}"
        raise UnsupportedModel(message) from error
    if not isinstance(content, dict):
        message = f"{path} holds no JSON object."
        raise UnsupportedModel(message)
    return content
