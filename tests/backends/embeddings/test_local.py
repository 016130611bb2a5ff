"""How jobs and queries share one model."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from tests.backends.bert.tiny_bert import write_model

from folioscope.backends.bert.engines import Tokens
from folioscope.backends.embeddings.local import LocalEmbeddings, open_local
from folioscope.backends.embeddings.port import Vectors

WAIT_SECONDS = 20
LONG = "team " * 15


class HeldEngine:
    """Holds every batch of long texts until it is let go, and counts those it holds."""

    description = "held"

    def __init__(self) -> None:
        self.holds = threading.Semaphore(0)
        self.may_go = threading.Semaphore(0)
        self.held = 0
        self.most_held = 0

    def run(self, ids: Tokens, mask: Tokens) -> Vectors:
        if ids.shape[1] > 16:
            self.held += 1
            self.most_held = max(self.most_held, self.held)
            self.holds.release()
            assert self.may_go.acquire(timeout=WAIT_SECONDS)
            self.held -= 1
        return np.ones((len(ids), 24), np.float32)


@pytest.fixture
def model(tmp_path: Path) -> LocalEmbeddings:
    write_model(tmp_path / "model")
    return open_local(str(tmp_path / "model"), tmp_path / "cache", threads=1, engine="onnxruntime")


def test_a_query_does_not_wait_for_a_job_of_many_batches(model: LocalEmbeddings) -> None:
    model._engine = engine = HeldEngine()
    with ThreadPoolExecutor(2) as pool:
        job = pool.submit(model.embed_passages, [LONG] * 200)
        assert engine.holds.acquire(timeout=WAIT_SECONDS)
        query = pool.submit(model.embed_query, "who")
        assert query.result(timeout=WAIT_SECONDS).shape == (24,)
        assert not job.done()
        engine.may_go.release(200)


def test_two_jobs_put_one_batch_at_a_time_before_a_query(model: LocalEmbeddings) -> None:
    model._engine = engine = HeldEngine()
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
