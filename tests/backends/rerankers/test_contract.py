"""What every reranker promises, asked of each in the registry."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from folioscope.backends.embeddings.local import open_local
from folioscope.backends.registry import BACKENDS, load
from folioscope.backends.rerankers.port import Reranker
from tests.backends.bert.tiny_bert import write_model
from tests.backends.rerankers.tiny_cross_encoder import write_cross_encoder

QUERY = "who led engineers"
PASSAGES = (
    "she led a team of five",
    "french",
    "",
    "five engineers who speak french led a team she led " * 9,
    "engineers speak",
)
AWKWARD_TEXTS = {
    "empty": "",
    "blank": " \n\t ",
    "nul inside": "C\0V",
    "lone surrogate": "broken \ud800 text",
    "emoji": "👩‍💻🇫🇷 développeuse",
    "right to left": "مهندس برمجيات",
    "marks of the tokenizer": "[SEP] [CLS] [PAD] [unused1]",
    "one long word": "a" * 1_000_000,
    "a megabyte": "engineers and french. " * 45_000,
}


def cross_encoder(folder: Path) -> Reranker:
    write_cross_encoder(folder / "model")
    reranker: Reranker = load("rerankers", "cross-encoder")(str(folder / "model"), folder, 2)
    return reranker


def late_interaction(folder: Path) -> Reranker:
    write_model(folder / "model")
    model = open_local(str(folder / "model"), folder, threads=2)
    reranker: Reranker = load("rerankers", "late-interaction")(lambda: model)
    return reranker


OPENED: dict[str, Callable[[Path], Reranker]] = {
    "cross-encoder": cross_encoder,
    "late-interaction": late_interaction,
}


@pytest.fixture(scope="module", params=sorted(BACKENDS["rerankers"]))
def reranker(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Reranker:
    return OPENED[request.param](tmp_path_factory.mktemp("reranker"))


def test_there_is_a_score_for_each_passage(reranker: Reranker) -> None:
    scores = reranker.scores(QUERY, PASSAGES)
    assert scores.shape == (len(PASSAGES),)
    assert scores.dtype == np.float32


def test_no_passages_have_no_scores(reranker: Reranker) -> None:
    scores = reranker.scores(QUERY, [])
    assert scores.shape == (0,)
    assert scores.dtype == np.float32


def test_the_scores_are_in_the_order_of_the_passages(reranker: Reranker) -> None:
    many = PASSAGES * 12
    alone = np.concatenate([reranker.scores(QUERY, [passage]) for passage in PASSAGES])
    assert reranker.scores(QUERY, many) == pytest.approx(np.tile(alone, 12), abs=5e-2)


def test_passages_differ(reranker: Reranker) -> None:
    assert len(set(reranker.scores(QUERY, PASSAGES).tolist())) == len(PASSAGES)


@pytest.mark.parametrize("case", AWKWARD_TEXTS)
def test_any_text_has_a_score(reranker: Reranker, case: str) -> None:
    text = AWKWARD_TEXTS[case]
    assert np.isfinite(reranker.scores(QUERY, [text, PASSAGES[0]])).all()
    assert np.isfinite(reranker.scores(text, PASSAGES)).all()


def test_several_threads_may_ask_at_once(reranker: Reranker) -> None:
    expected = reranker.scores(QUERY, PASSAGES)
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(reranker.scores, QUERY, PASSAGES) for _ in range(8)]
        for each in asked:
            assert each.result() == pytest.approx(expected, abs=5e-2)


def test_it_says_what_it_is_and_how_much_it_counts(reranker: Reranker) -> None:
    assert reranker.name
    assert 0 < reranker.weight <= 1
    assert reranker.languages is None
