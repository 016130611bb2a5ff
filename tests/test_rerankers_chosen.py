"""Which reranker the settings open."""

from __future__ import annotations

from pathlib import Path

import pytest

from folioscope.backends.embedding_pool import EmbeddingModels, TokensUntold
from folioscope.backends.embeddings.local import open_local
from folioscope.backends.rerankers.port import Reranker
from folioscope.settings.values import Settings
from folioscope.wiring.choices import reranker_of
from tests.backends.bert.tiny_bert import write_model
from tests.backends.rerankers.tiny_cross_encoder import write_cross_encoder
from tests.scripted_embeddings import HashingEmbeddings

PASSAGES = ["five engineers", "she led a team"]


def opened(chosen: str, embedding_model: str, cache_dir: Path) -> Reranker:
    pool = EmbeddingModels(lambda name: open_local(name, cache_dir, threads=1))
    settings = Settings(
        _env_file=None, rerank=chosen, embedding_model=embedding_model, models_dir=cache_dir
    )
    return reranker_of(settings, pool)


@pytest.mark.parametrize("chosen", ["off", "late-interaction"])
def test_late_interaction_asks_the_embedding_model_also_for_those_who_ask_where_it_is_off(
    chosen: str, tmp_path: Path
) -> None:
    write_model(tmp_path / "model")
    reranker = opened(chosen, str(tmp_path / "model"), tmp_path / "cache")
    assert reranker.name == "late-interaction"
    assert reranker.scores("she led a team", PASSAGES).argmax() == 1


def test_an_embedding_model_that_tells_no_tokens_is_named() -> None:
    pool = EmbeddingModels(lambda _: HashingEmbeddings())
    reranker = reranker_of(Settings(_env_file=None, embedding_model="served:one"), pool)
    with pytest.raises(TokensUntold, match=r"served:one .*FOLIOSCOPE_RERANK"):
        reranker.scores("she led a team", PASSAGES)


def test_any_other_name_is_that_of_a_cross_encoder(tmp_path: Path) -> None:
    write_cross_encoder(tmp_path / "model")
    reranker = opened(str(tmp_path / "model"), "no-such-model", tmp_path / "cache")
    assert reranker.name == str(tmp_path / "model")
    assert reranker.scores("who", PASSAGES).shape == (2,)
