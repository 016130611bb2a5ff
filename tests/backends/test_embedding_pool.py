"""Embedding models are opened once each, however many ask, and however they ask."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from numpy.typing import NDArray

from folioscope.backends.embedding_pool import EmbeddingModels
from folioscope.backends.embeddings.port import DimensionsChanged, Vectors
from folioscope.errors import Invalid
from tests.scripted_embeddings import HashingEmbeddings


class Opener:
    """Counts what it opens. While ``gate`` is shut, opening waits."""

    def __init__(self) -> None:
        self.opened: Counter[str] = Counter()
        self.begun = threading.Event()
        self.gate = threading.Event()
        self.gate.set()
        self.fails = False

    def __call__(self, name: str) -> HashingEmbeddings:
        self.opened[name] += 1
        self.begun.set()
        assert self.gate.wait(60)
        if self.fails:
            msg = f"There is no model “{name}”."
            raise Invalid(msg)
        return HashingEmbeddings(name=name)


def test_ten_threads_that_ask_at_once_open_a_model_once() -> None:
    opener = Opener()
    opener.gate.clear()
    models = EmbeddingModels(opener)
    together = threading.Barrier(11)

    def embed() -> int:
        together.wait(60)
        return int(models.embed_passages("m", ["a", "b"]).shape[0])

    with ThreadPoolExecutor(10) as pool:
        asked = [pool.submit(embed) for _ in range(10)]
        together.wait(60)
        opener.begun.wait(60)
        opener.gate.set()
        assert [one.result(10) for one in asked] == [2] * 10
    assert opener.opened == {"m": 1}


async def test_coroutines_and_threads_share_the_same_model() -> None:
    opener = Opener()
    models = EmbeddingModels(opener)
    got = await asyncio.gather(*(models.get("m") for _ in range(10)))
    await asyncio.to_thread(models.embed_passages, "m", ["a"])
    assert {id(model) for model in got} == {id(await models.get("m"))}
    assert opener.opened == {"m": 1}


async def test_the_loop_turns_while_a_model_is_opened() -> None:
    opener = Opener()
    opener.gate.clear()
    models = EmbeddingModels(opener)
    opening = asyncio.create_task(models.get("slow"))
    await asyncio.to_thread(opener.begun.wait, 10)
    assert not opening.done()
    opener.gate.set()
    assert (await opening).name == "slow"


async def test_one_model_does_not_wait_for_another() -> None:
    opener = Opener()
    models = EmbeddingModels(opener)
    await models.get("quick")
    opener.begun.clear()
    opener.gate.clear()
    opening = asyncio.create_task(models.get("slow"))
    await asyncio.to_thread(opener.begun.wait, 10)
    assert (await asyncio.wait_for(models.get("quick"), 10)).name == "quick"
    opener.gate.set()
    assert (await opening).name == "slow"


class Silent(HashingEmbeddings):
    """Answers no query as long as its gate is shut."""

    def __init__(self, gate: threading.Event) -> None:
        super().__init__(name="silent")
        self.gate = gate

    def embed_query(self, text: str) -> NDArray[np.float32]:
        assert self.gate.wait(60)
        return super().embed_query(text)


async def test_queries_to_a_silent_model_leave_threads_to_all_others() -> None:
    gate = threading.Event()
    opened = {"silent": Silent(gate), "quick": HashingEmbeddings()}
    models = EmbeddingModels(opened.__getitem__)
    asked = [asyncio.create_task(models.embed_query("silent", f"{one}")) for one in range(200)]
    await asyncio.sleep(0)
    vector = await asyncio.wait_for(models.embed_query("quick", "who"), 30)
    assert vector.shape == (64,)
    assert not any(task.done() for task in asked)
    gate.set()
    assert len(await asyncio.gather(*asked)) == 200


async def test_a_model_that_could_not_be_opened_is_tried_again() -> None:
    opener = Opener()
    models = EmbeddingModels(opener)
    opener.fails = True
    for _ in range(2):
        with pytest.raises(Invalid, match="“m”"):
            await models.get("m")
    opener.fails = False
    assert (await models.get("m")).name == "m"
    assert opener.opened == {"m": 3}


async def test_a_model_is_opened_once_by_whichever_of_its_names() -> None:
    opener = Opener()
    models = EmbeddingModels(opener, lambda name: f"{name.partition('@')[0]}@1")
    assert await models.get("m") is await models.get("m@1")
    assert opener.opened == {"m@1": 1}


async def test_a_model_that_was_forgotten_is_opened_anew() -> None:
    opener = Opener()
    models = EmbeddingModels(opener)
    first = await models.get("m")
    models.forget("m")
    models.forget("never opened")
    assert await models.get("m") is not first


async def test_how_one_model_sees_unlike_texts_does_not_wait_for_another() -> None:
    begun, gate = threading.Event(), threading.Event()

    class Silent(HashingEmbeddings):
        def embed_passages(self, texts: Sequence[str]) -> Vectors:
            begun.set()
            assert gate.wait(60)
            return super().embed_passages(texts)

    models = EmbeddingModels(lambda name: (Silent if name == "silent" else HashingEmbeddings)())
    waiting = asyncio.create_task(models.unrelated("silent"))
    await asyncio.to_thread(begun.wait, 10)
    quick = await asyncio.wait_for(models.unrelated("quick"), 30)
    assert not waiting.done()
    gate.set()
    assert await waiting == quick


class Growing(HashingEmbeddings):
    """A model whose server has got another one of that name."""

    def embed_query(self, text: str) -> NDArray[np.float32]:
        raise DimensionsChanged("It answered vectors of 64 dimensions at first, and now of 128.")


async def test_a_model_that_has_become_another_is_opened_anew() -> None:
    to_open: list[HashingEmbeddings] = [Growing(), Growing(), HashingEmbeddings(128)]
    models = EmbeddingModels(lambda _name: to_open.pop(0))
    with pytest.raises(DimensionsChanged):
        await models.embed_query("m", "who")
    with pytest.raises(DimensionsChanged):
        models.embed_passages("m", ["Ada"])
    assert (await models.embed_query("m", "who")).shape == (128,)
