"""Which reranker a setting opens."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.backends.bert.tiny_bert import write_model
from tests.backends.rerankers.tiny_cross_encoder import write_cross_encoder
from tests.scripted_embeddings import HashingEmbeddings

from folioscope.backends.embedding_pool import EmbeddingModels, TokensUntold
from folioscope.backends.embeddings.local import open_local
from folioscope.backends.reranker_choice import open_reranker
from folioscope.backends.rerankers.port import Reranker

PASSAGES = ["five engineers", "she led a team"]


def opened(chosen: str, embedding_model: str, cache_dir: Path) -> Reranker | None:
    pool = EmbeddingModels(lambda name: open_local(name, cache_dir, threads=1))
    return open_reranker(chosen, pool, embedding_model, cache_dir, threads=1)


def test_none_is_opened_where_it_is_off(tmp_path: Path) -> None:
    assert opened("off", "no-such-model", tmp_path) is None


def test_late_interaction_asks_the_embedding_model(tmp_path: Path) -> None:
    write_model(tmp_path / "model")
    reranker = opened("late-interaction", str(tmp_path / "model"), tmp_path / "cache")
    assert reranker is not None
    assert reranker.name == "late-interaction"
    assert reranker.scores("she led a team", PASSAGES).argmax() == 1


def test_an_embedding_model_that_tells_no_tokens_is_named(tmp_path: Path) -> None:
    pool = EmbeddingModels(lambda _: HashingEmbeddings())
    reranker = open_reranker("late-interaction", pool, "served:one", tmp_path, threads=1)
    assert reranker is not None
    with pytest.raises(TokensUntold, match=r"served:one .*FOLIOSCOPE_RERANK"):
        reranker.scores("she led a team", PASSAGES)


def test_any_other_name_is_that_of_a_cross_encoder(tmp_path: Path) -> None:
    write_cross_encoder(tmp_path / "model")
    reranker = opened(str(tmp_path / "model"), "no-such-model", tmp_path / "cache")
    assert reranker is not None
    assert reranker.name == str(tmp_path / "model")
    assert reranker.scores("who", PASSAGES).shape == (2,)
