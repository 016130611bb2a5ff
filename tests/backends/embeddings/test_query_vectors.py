"""Equal queries are embedded once, and nothing that is kept outlives its model."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from numpy.typing import NDArray

from folioscope.backends.embedding_pool import EmbeddingModels
from folioscope.backends.query_vectors import QueryVectors
from folioscope.errors import BackendFailed
from tests.scripted_embeddings import HashingEmbeddings

WAIT_SECONDS = 20


class CountingEmbeddings(HashingEmbeddings):
    """Notes each query it computes; waits while ``gate`` is shut, and fails while told to."""

    def __init__(self, name: str = "counting") -> None:
        super().__init__(name=name)
        self.asked: list[str] = []
        self.begun = threading.Event()
        self.gate = threading.Event()
        self.gate.set()
        self.fails = False

    def embed_query(self, text: str) -> NDArray[np.float32]:
        self.asked.append(text)
        self.begun.set()
        assert self.gate.wait(WAIT_SECONDS)
        if self.fails:
            raise BackendFailed("The model does not answer.")
        return super().embed_query(text)


def test_an_equal_query_is_not_computed_again() -> None:
    model = CountingEmbeddings()
    queries = QueryVectors(model)
    first, second = queries.vector("who"), queries.vector("who")
    assert np.array_equal(first, second)
    assert model.asked == ["who"]


@pytest.mark.parametrize("other", ["Who", "who ", " who", "who?", "w\u200bho"])
def test_a_query_that_differs_at_all_is_another_one(other: str) -> None:
    model = CountingEmbeddings()
    queries = QueryVectors(model)
    queries.vector("who")
    queries.vector(other)
    assert model.asked == ["who", other]


def test_who_changes_the_vector_changes_it_for_nobody_else() -> None:
    queries = QueryVectors(CountingEmbeddings())
    queries.vector("who")[:] = 0
    assert queries.vector("who").any()


def test_queries_asked_at_once_are_computed_once() -> None:
    model = CountingEmbeddings()
    queries = QueryVectors(model)
    model.gate.clear()
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(queries.vector, "who") for _ in range(8)]
        assert model.begun.wait(WAIT_SECONDS)
        model.gate.set()
        vectors = [one.result(WAIT_SECONDS) for one in asked]
    assert model.asked == ["who"]
    assert all(np.array_equal(vector, vectors[0]) for vector in vectors)


def test_a_failure_is_told_to_all_who_wait_and_not_kept() -> None:
    model = CountingEmbeddings()
    queries = QueryVectors(model)
    model.fails = True
    with pytest.raises(BackendFailed):
        queries.vector("who")
    model.fails = False
    assert queries.vector("who").any()
    assert model.asked == ["who", "who"]


def test_the_query_asked_longest_ago_is_dropped_first() -> None:
    model = CountingEmbeddings()
    queries = QueryVectors(model, most=2)
    for text in ("a", "b", "a", "c", "a", "b"):
        queries.vector(text)
    assert model.asked == ["a", "b", "c", "b"]


def test_long_queries_take_no_more_memory_than_is_allowed() -> None:
    model = CountingEmbeddings()
    queries = QueryVectors(model, most_bytes=3000)
    queries.vector("short")
    queries.vector("x" * 10_000)
    assert queries._bytes == 0
    for number in range(9):
        queries.vector(f"{number}" * 1000)
    assert 0 < queries._bytes <= 3000
    assert len(queries._kept) == 2


async def test_a_model_that_is_replaced_leaves_no_vectors_behind() -> None:
    opened: list[CountingEmbeddings] = []

    def open_model(name: str) -> CountingEmbeddings:
        opened.append(CountingEmbeddings(name))
        return opened[-1]

    models = EmbeddingModels(open_model)
    await models.embed_query("m", "who")
    await models.embed_query("m", "who")
    models.forget("m")
    await models.embed_query("m", "who")
    assert [model.asked for model in opened] == [["who"], ["who"]]


async def test_each_model_has_its_own_vectors() -> None:
    opened = {name: CountingEmbeddings(name) for name in ("a", "b")}
    models = EmbeddingModels(opened.__getitem__)
    for name in ("a", "b", "a"):
        await models.embed_query(name, "who")
    assert [model.asked for model in opened.values()] == [["who"], ["who"]]
