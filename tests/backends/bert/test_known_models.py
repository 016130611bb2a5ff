"""What a table says of models comes before what their files say."""

from __future__ import annotations

from pathlib import Path

import pytest

from folioscope.backends.bert.known_models import KNOWN_MODELS, repository_of
from folioscope.backends.bert.model_config import config_of
from folioscope.backends.bert.model_sources import ModelSource
from folioscope.backends.bert.pulled_models import split_name
from folioscope.backends.embeddings.local import LocalEmbeddings
from tests.backends.bert.tiny_bert import expected_vector, token_ids, write_json, write_model


@pytest.mark.parametrize("name", KNOWN_MODELS)
def test_a_known_model_can_be_named_in_full_or_short(name: str) -> None:
    assert split_name(name) == (name, "")
    assert repository_of(name.partition("/")[2].upper()) == name


@pytest.mark.parametrize(
    ("name", "query", "passage", "pooling"),
    [
        ("intfloat/multilingual-e5-small", "query: ", "passage: ", "mean"),
        (
            "BAAI/bge-small-en-v1.5",
            "Represent this sentence for searching relevant passages: ",
            "",
            "cls",
        ),
        ("thenlper/gte-small", "", "", "mean"),
    ],
)
def test_prefixes_and_pooling_are_those_of_the_table(
    tmp_path: Path, name: str, query: str, passage: str, pooling: str
) -> None:
    write_model(tmp_path)
    write_json(tmp_path / "config_sentence_transformers.json", {"prompts": {"query": "wrong"}})
    config = config_of(ModelSource(name, tmp_path, known=KNOWN_MODELS[name]))
    assert (config.query_prompt, config.passage_prompt) == (query, passage)
    assert config.pooling == pooling


def test_a_query_is_put_to_a_known_model_with_its_prefix(tmp_path: Path) -> None:
    tensors = write_model(tmp_path / "model")
    known = KNOWN_MODELS["intfloat/multilingual-e5-small"]
    source = ModelSource("e5", tmp_path / "model", known=known)
    model = LocalEmbeddings(source, tmp_path / "cache", 1, ("onnxruntime",))
    asked = model.embed_query("french")
    said = expected_vector(tensors, token_ids("query : french"))
    assert float(asked @ said) > 0.9999
    assert float(asked @ expected_vector(tensors, token_ids("french"))) < 0.9995


def test_a_model_reads_no_more_than_its_files_allow(tmp_path: Path) -> None:
    write_model(tmp_path)
    known = KNOWN_MODELS["thenlper/gte-small"]
    assert config_of(ModelSource("gte", tmp_path, known=known)).max_tokens == 20
