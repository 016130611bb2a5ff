"""How jobs and queries share one model."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from folioscope.backends.bert.engines import Engine, Tokens
from folioscope.backends.bert.tokens import plan_batches
from folioscope.backends.embeddings.local import LocalEmbeddings, open_local
from folioscope.backends.embeddings.port import Vectors
from tests.backends.bert.tiny_bert import write_model

WAIT_SECONDS = 20
LONG = "team " * 15


class HeldEngine:
    """Notes how long the texts of each batch are; holds those of long ones until it is let go."""

    description = "held"

    def __init__(self) -> None:
        self.holds = threading.Semaphore(0)
        self.may_go = threading.Semaphore(0)
        self.lengths: list[int] = []
        self.held = 0
        self.most_held = 0

    def run(self, ids: Tokens, mask: Tokens) -> Vectors:
        self.lengths.append(ids.shape[1])
        if ids.shape[1] > 16:
            self.held += 1
            self.most_held = max(self.most_held, self.held)
            self.holds.release()
            assert self.may_go.acquire(timeout=WAIT_SECONDS)
            self.held -= 1
        return np.ones((len(ids), 24), np.float32)


def batches_of(texts: int) -> int:
    return len(list(plan_batches([17] * texts)))


def wait_for_waiting(model: LocalEmbeddings, number: int) -> None:
    pause = threading.Event()
    for _ in range(int(WAIT_SECONDS / 0.005)):
        if len(model._lanes._waiting) == number:
            return
        pause.wait(0.005)
    pytest.fail("the query does not wait with the batches")


@pytest.fixture
def model(tmp_path: Path) -> LocalEmbeddings:
    write_model(tmp_path / "model")
    return open_local(str(tmp_path / "model"), tmp_path / "cache", threads=1, engine="onnxruntime")


def test_a_query_overtakes_the_batches_that_wait(model: LocalEmbeddings) -> None:
    engine = HeldEngine()
    model._engine = cast(Engine, engine)
    with ThreadPoolExecutor(2) as pool:
        job = pool.submit(model.embed_passages, [LONG] * 200)
        assert engine.holds.acquire(timeout=WAIT_SECONDS)
        query = pool.submit(model.embed_query, "who")
        wait_for_waiting(model, batches_of(200))
        engine.may_go.release()
        assert query.result(timeout=WAIT_SECONDS).shape == (24,)
        engine.may_go.release(200)
        job.result(timeout=WAIT_SECONDS)
    assert engine.lengths[0] > 16
    assert engine.lengths[1] == 16
    assert all(length > 16 for length in engine.lengths[2:])


def test_jobs_leave_no_more_batches_in_the_engine_than_it_has_threads(
    model: LocalEmbeddings,
) -> None:
    engine = HeldEngine()
    model._engine = cast(Engine, engine)
    with ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(model.embed_passages, [LONG] * 100) for _ in range(2)]
        engine.may_go.release(200)
        assert all(len(job.result(timeout=WAIT_SECONDS)) == 100 for job in jobs)
    assert engine.most_held == 1


def test_a_model_says_what_it_is_and_what_runs_it(model: LocalEmbeddings, tmp_path: Path) -> None:
    assert model.name == str(tmp_path / "model")
    assert model.dimensions == 24
    assert model.engine.startswith("onnxruntime ")
    assert model.engine.endswith(" f32")
