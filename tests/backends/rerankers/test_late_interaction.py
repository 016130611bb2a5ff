"""Late interaction over tokens that are made by hand, and over those of a real network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from folioscope.backends.bert.port import TextTokens
from folioscope.backends.embeddings.local import open_local
from folioscope.backends.rerankers.late_interaction import LateInteraction
from tests.backends.bert.tiny_bert import write_model

# Words as directions: two are the likest they can be, or have nothing in common, or are akin.
DIRECTIONS = {"who": (0.0, 1.0), "bread": (1.0, 0.0), "loaf": (0.8, 0.6)}


class WordsAsTokens:
    """Each word of a text is a token; the weights are given."""

    languages = frozenset({"en"})

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights = weights

    def token_vectors(self, texts: Sequence[str]) -> list[TextTokens]:
        return [self._tokens(text.split()) for text in texts]

    def _tokens(self, words: Sequence[str]) -> TextTokens:
        vectors = [DIRECTIONS[word] for word in words]
        weights = [self._weights.get(word, 1.0) for word in words]
        return TextTokens(
            np.array(vectors, np.float32).reshape(-1, 2), np.array(weights, np.float32)
        )


def scores(query: str, *passages: str, **weights: float) -> list[float]:
    model = WordsAsTokens(weights)
    return list(map(float, LateInteraction(lambda: model).scores(query, passages)))


def test_each_token_of_the_query_counts_by_its_likest_in_the_passage() -> None:
    found = scores("who bread", "bread", "loaf", "who loaf", "who bread")
    assert found == pytest.approx([0.5, (0.6 + 0.8) / 2, (1 + 0.8) / 2, 1])


def test_what_more_stands_in_a_passage_costs_it_nothing() -> None:
    short, long = scores("bread", "bread", "who bread loaf who")
    assert short == long


def test_rare_tokens_weigh_more() -> None:
    with_rare, with_common = scores("who bread", "bread", "who", bread=3.0)
    assert with_rare == pytest.approx(0.75)
    assert with_common == pytest.approx(0.25)


def test_texts_without_tokens_are_as_unlike_as_can_be() -> None:
    assert scores("", "bread", "") == [0, 0]
    assert scores("bread", "") == [0]


def test_it_understands_what_its_model_does() -> None:
    assert LateInteraction(lambda: WordsAsTokens({})).languages == frozenset({"en"})


def test_its_model_is_opened_when_it_is_needed() -> None:
    opened = []

    def model() -> WordsAsTokens:
        opened.append("")
        return WordsAsTokens({})

    reranker = LateInteraction(model)
    assert not opened
    reranker.scores("bread", ["loaf"])
    assert opened


def test_a_text_is_likest_to_itself_by_a_network(tmp_path: Path) -> None:
    write_model(tmp_path / "model")
    model = open_local(str(tmp_path / "model"), tmp_path / "cache", threads=1)
    passages = ["five engineers", "she led a team", "who speak french"]
    found = LateInteraction(lambda: model).scores(passages[1], passages)
    assert found.argmax() == 1
    assert found[1] == pytest.approx(1, abs=1e-2)
