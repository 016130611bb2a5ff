"""What every embedding model promises, asked of the double and of the real one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from folioscope.backends.bert.model_sources import ModelMissing
from folioscope.backends.embeddings.local import open_local
from folioscope.backends.embeddings.port import EmbeddingModel
from tests.scripted_embeddings import HashingEmbeddings

TEXTS = (
    "Ran Kubernetes clusters in production for three years.",
    "Speaks French and German.",
    "A short one",
    "Led a team of five engineers who moved the billing system to PostgreSQL. " * 6,
    "Baked bread.",
)
AWKWARD_TEXTS = {
    "empty": "",
    "blank": " \n\t ",
    "nul": "\0",
    "nul inside": "C\0V",
    "lone surrogate": "broken \ud800 text",
    "emoji": "👩‍💻🇫🇷 développeuse",
    "right to left": "مهندس برمجيات",
    "no letters": "C++ / .NET; '\"`--",
    "one long word": "a" * 1_000_000,
    "a megabyte": "Kubernetes and French. " * 45_000,
}
PARAPHRASES = {
    "English": (
        "She ran Kubernetes clusters in production",
        "Kubernetes clusters in production were run by her",
        "Whisk the eggs with sugar until pale",
    ),
    "French": (
        "Elle a dirigé une équipe de cinq ingénieurs",
        "Cinq ingénieurs formaient l'équipe qu'elle a dirigé",
        "Battre les œufs avec du sucre",
    ),
}


def open_or_skip(folder: Path, engine: str) -> EmbeddingModel:
    try:
        return open_local(
            "all-MiniLM-L6-v2",
            folder,
            threads=2,
            engine="openvino" if engine == "openvino" else "onnxruntime",
        )
    except ModelMissing as error:
        pytest.skip(error.message)


@pytest.fixture(scope="module", params=["hashing", "openvino", "onnxruntime"])
def model(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> EmbeddingModel:
    if request.param == "hashing":
        return HashingEmbeddings()
    return open_or_skip(tmp_path_factory.getbasetemp() / "embedding-cache", request.param)


def test_there_is_a_vector_for_each_text(model: EmbeddingModel) -> None:
    vectors = model.embed_passages(TEXTS)
    assert vectors.shape == (len(TEXTS), model.dimensions)
    assert vectors.dtype == np.float32


def test_no_texts_have_no_vectors(model: EmbeddingModel) -> None:
    vectors = model.embed_passages([])
    assert vectors.shape == (0, model.dimensions)
    assert vectors.dtype == np.float32


def test_a_query_has_one_vector(model: EmbeddingModel) -> None:
    vector = model.embed_query("Who speaks French?")
    assert vector.shape == (model.dimensions,)
    assert vector.dtype == np.float32


def test_the_vectors_are_of_length_one(model: EmbeddingModel) -> None:
    vectors = [*model.embed_passages(TEXTS), model.embed_query(TEXTS[0])]
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-4)


def test_the_vectors_are_in_the_order_of_the_texts(model: EmbeddingModel) -> None:
    many = [f"{text} {number}" for number in range(9) for text in TEXTS]
    together = model.embed_passages(many)
    alone = np.concatenate([model.embed_passages([text]) for text in many])
    assert (together * alone).sum(axis=1) == pytest.approx(1, abs=1e-3)


def test_the_same_texts_have_the_same_vectors(model: EmbeddingModel) -> None:
    assert np.array_equal(model.embed_passages(TEXTS), model.embed_passages(TEXTS))
    assert np.array_equal(model.embed_query(TEXTS[0]), model.embed_query(TEXTS[0]))


def test_different_texts_have_different_vectors(model: EmbeddingModel) -> None:
    likeness = model.embed_passages(TEXTS) @ model.embed_passages(TEXTS).T
    np.fill_diagonal(likeness, 0)
    assert likeness.max() < 0.9


def test_a_text_is_likest_to_itself_as_a_query(model: EmbeddingModel) -> None:
    likeness = model.embed_passages(TEXTS) @ model.embed_query(TEXTS[1])
    assert likeness.argmax() == 1
    assert likeness[1] > 0.9


@pytest.mark.parametrize("language", PARAPHRASES)
def test_a_paraphrase_is_nearer_than_something_else(model: EmbeddingModel, language: str) -> None:
    text, paraphrase, other = PARAPHRASES[language]
    likeness = model.embed_passages([paraphrase, other]) @ model.embed_query(text)
    assert likeness[0] > likeness[1] + 0.2


@pytest.mark.parametrize("case", AWKWARD_TEXTS)
def test_any_text_has_a_vector(model: EmbeddingModel, case: str) -> None:
    text = AWKWARD_TEXTS[case]
    vectors = [*model.embed_passages([TEXTS[0], text]), model.embed_query(text)]
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-4)


def test_several_threads_may_ask_at_once(model: EmbeddingModel) -> None:
    expected = model.embed_passages(TEXTS)
    jobs: list[Callable[[], np.ndarray]] = [
        lambda: model.embed_passages(TEXTS),
        lambda: np.stack([model.embed_query(text) for text in TEXTS]),
    ]
    with ThreadPoolExecutor(4) as pool:
        results = [future.result() for future in [pool.submit(jobs[n % 2]) for n in range(8)]]
    for result in results:
        assert (result * expected).sum(axis=1) == pytest.approx(1, abs=1e-3)
