"""Embeddings over HTTP: asked for patiently, and read with distrust."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from folioscope.backends.embeddings.openai import (
    EmbeddingsBusy,
    EmbeddingsRefused,
    Manner,
    OpenAIEmbeddings,
)
from folioscope.backends.embeddings.port import DimensionsChanged
from folioscope.backends.embeddings.replies import EmbeddingsInvalid
from folioscope.outbound.http import TimedOut, Unreachable
from tests.scripted_embeddings import HashingEmbeddings
from tests.scripted_embeddings_server import EmbeddingsServer, serving

TEXTS = ["Ada runs Kubernetes.", "Bob bakes bread.", "Zoë speaks French."]


@pytest.fixture
def server() -> Iterator[EmbeddingsServer]:
    with serving(EmbeddingsServer()) as opened:
        yield opened


def opened(server: EmbeddingsServer, pauses: list[float] | None = None, **how: Any) -> Any:
    waited = [] if pauses is None else pauses
    manner = Manner(**{"pause": waited.append, **how})
    return OpenAIEmbeddings("openai:words", server.base_url, server.key, manner)


@pytest.mark.parametrize("encoding", ["base64", "float"])
def test_vectors_come_with_length_one_however_they_are_written(
    server: EmbeddingsServer, encoding: str
) -> None:
    server.encoding = encoding
    model = opened(server)
    expected = HashingEmbeddings(16).embed_passages(TEXTS)
    np.testing.assert_allclose(model.embed_passages(TEXTS), expected, atol=1e-6)
    np.testing.assert_allclose(model.embed_query(TEXTS[1]), expected[1], atol=1e-6)
    assert (model.name, model.dimensions) == ("openai:words", 16)
    assert {request["model"] for request in server.asked} == {"words"}


def test_no_texts_are_no_vectors_and_no_request(server: EmbeddingsServer) -> None:
    model = opened(server)
    assert model.embed_passages([]).shape == (0, 16)
    assert server.sizes() == []


def test_texts_are_sent_in_batches_of_bounded_number_and_size(server: EmbeddingsServer) -> None:
    model = opened(server, texts=4, characters=100)
    vectors = model.embed_passages(["a"] * 9 + ["b" * 60, "c" * 60])
    assert server.sizes() == [4, 4, 2, 1]
    assert vectors.shape == (11, 16)


def test_what_is_too_much_at_once_is_sent_in_halves(server: EmbeddingsServer) -> None:
    server.most_texts = 2
    model = opened(server)
    texts = [f"word{number}" for number in range(5)]
    vectors = model.embed_passages(texts)
    np.testing.assert_allclose(vectors, HashingEmbeddings(16).embed_passages(texts), atol=1e-6)
    assert max(server.sizes()[1:]) <= 3


def test_of_a_text_that_is_too_long_the_beginning_counts(server: EmbeddingsServer) -> None:
    server.most_characters = 1000
    model = opened(server)
    model.embed_query("Kubernetes " * 1_000_000)
    assert len(server.asked[1]["input"][0]) == 32_000
    assert len(server.asked[-1]["input"][0]) == 1000


def test_awkward_texts_have_vectors_too(server: EmbeddingsServer) -> None:
    model = opened(server)
    vectors = model.embed_passages(["", " \n", "half \ud800", "nul\0", "👩‍💻"])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert server.asked[1]["input"][:2] == [" ", " "]


def test_the_order_is_that_of_the_index(server: EmbeddingsServer) -> None:
    model = opened(server)
    server.change = lambda answer: {**answer, "data": answer["data"][::-1]}
    expected = HashingEmbeddings(16).embed_passages(TEXTS)
    np.testing.assert_allclose(model.embed_passages(TEXTS), expected, atol=1e-6)


def without_index(answer: dict[str, Any]) -> dict[str, Any]:
    return {"data": [{"embedding": one["embedding"]} for one in answer["data"]]}


def test_without_an_index_the_order_is_that_of_the_texts(server: EmbeddingsServer) -> None:
    server.change = without_index
    expected = HashingEmbeddings(16).embed_passages(TEXTS)
    np.testing.assert_allclose(opened(server).embed_passages(TEXTS), expected, atol=1e-6)


def changed(at: int, **values: object) -> Callable[[dict[str, Any]], object]:
    def change(answer: dict[str, Any]) -> object:
        answer["data"][at].update(values)
        return answer

    return change


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (changed(1, embedding=[float("nan")] * 16), "NaN or inf"),
        (changed(1, embedding=[float("inf")] * 16), "NaN or inf"),
        (changed(1, embedding=[None] * 16), "NaN or inf"),
        (changed(1, embedding=[0.0] * 16), "vector of zeros"),
        (changed(1, embedding=[1.0] * 8), "8 and 16 dimensions in one answer"),
        (changed(1, embedding=[[1.0] * 16] * 2), "no vector"),
        (changed(1, embedding="not base64!"), "no vector"),
        (changed(1, embedding="AAA="), "no vector"),
        (changed(1, embedding=[]), "no vector"),
        (changed(1, embedding={"a": 1}), "no vector"),
        (changed(1, index=0), "which vector is of which text"),
        (changed(1, index=7), "which vector is of which text"),
        (changed(1, index=None), "which vector is of which text"),
        (lambda answer: {"data": answer["data"][:2]}, "2 vectors for 3 texts"),
        (lambda answer: {"data": answer["data"] * 2}, "6 vectors for 3 texts"),
        (lambda answer: {"data": None}, "no list of embeddings"),
        (lambda answer: {"data": [1, 2, 3]}, "no list of embeddings"),
        (lambda answer: [], "no list of embeddings"),
        (lambda answer: b"<html>", "no JSON"),
        (lambda answer: b"[" * 100_000, "no JSON"),
        (lambda answer: b"\xff", "no JSON"),
    ],
)
def test_an_answer_that_makes_no_sense_is_refused(
    server: EmbeddingsServer, change: Callable[[dict[str, Any]], object], said: str
) -> None:
    server.encoding = "float"
    model = opened(server)
    server.change = change
    with pytest.raises(EmbeddingsInvalid, match=said) as raised:
        model.embed_passages(TEXTS)
    assert raised.value.message.startswith(f"{server.base_url.split('/')[2]} ")


def test_vectors_of_another_length_are_refused_with_both_lengths(server: EmbeddingsServer) -> None:
    model = opened(server)
    server.dimensions = 32
    with pytest.raises(DimensionsChanged, match=r"openai:words.* of 16 dimensions .* of 32"):
        model.embed_query("Kubernetes")


def test_a_busy_server_is_given_the_time_it_asks_for(server: EmbeddingsServer) -> None:
    pauses: list[float] = []
    model = opened(server, pauses)
    server.refusals = [(429, "7", ""), (503, "", ""), (500, "", "")]
    assert model.embed_passages(TEXTS).shape == (3, 16)
    assert pauses == [7, 1, 2]


def test_a_question_is_not_kept_waiting(server: EmbeddingsServer) -> None:
    pauses: list[float] = []
    model = opened(server, pauses)
    server.refusals = [(503, "", "")] * 9
    with pytest.raises(EmbeddingsBusy, match="status 503"):
        model.embed_query("Kubernetes")
    assert len(pauses) == 1


def test_a_question_is_not_asked_again_after_silence_nor_is_the_next_one(
    server: EmbeddingsServer,
) -> None:
    model = opened(server, query_seconds=1.0)
    with server.silence():
        with pytest.raises(TimedOut, match="did not answer in time"):
            model.embed_query("Kubernetes")
        with pytest.raises(TimedOut, match="a moment ago"):
            model.embed_query("bread")
    assert server.sizes() == [1]
    assert model.embed_passages(TEXTS).shape == (3, 16)


def test_a_question_is_asked_once_more_when_the_silence_is_over(server: EmbeddingsServer) -> None:
    model = opened(server, query_seconds=2.0, silent_seconds=0)
    with server.silence(), pytest.raises(TimedOut):
        model.embed_query("Kubernetes")
    assert model.embed_query("bread").shape == (16,)


def test_a_wait_that_is_too_long_is_handed_on(server: EmbeddingsServer) -> None:
    pauses: list[float] = []
    model = opened(server, pauses)
    server.refusals = [(429, "600", "")]
    with pytest.raises(EmbeddingsBusy) as raised:
        model.embed_passages(TEXTS)
    assert (raised.value.retry_after, raised.value.retryable, pauses) == (600, True, [])


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "does not let this API key"),
        (403, "does not let this API key"),
        (404, "knows no embedding model “words”"),
        (400, "refuses to embed"),
    ],
)
def test_a_refusal_is_told_without_the_words_of_the_server(
    server: EmbeddingsServer, status: int, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.key = "sk-canary"
    model = opened(server)
    server.refusals = [(status, "", "you sent sk-canary and Ada")]
    with pytest.raises(EmbeddingsRefused, match=said) as raised:
        model.embed_passages(["Ada"])
    assert "canary" not in raised.value.message + caplog.text
    assert set(server.keys) == {"Bearer sk-canary"}


def test_a_missing_key_is_told(server: EmbeddingsServer) -> None:
    server.key = "sk-canary"
    with pytest.raises(EmbeddingsRefused, match="wants an API key for embeddings, and none is"):
        OpenAIEmbeddings("openai:words", server.base_url, "")


def test_a_server_that_is_down_is_told_when_the_model_is_opened() -> None:
    manner = Manner(pause=lambda seconds: None)
    with pytest.raises(Unreachable, match=r"127\.0\.0\.1:1 cannot be reached"):
        OpenAIEmbeddings("openai:words", "http://127.0.0.1:1/v1", "", manner)
