"""The best are put into a reranker's order, and one that fails changes nothing."""

from __future__ import annotations

import pytest

from folioscope.errors import BackendBusy
from folioscope.features.search.reranking import BEST, rerank
from tests.features.search.made_hits import made_hit
from tests.features.search.scripted_reranker import ScriptedReranker

HITS = [made_hit(f"text {number}", context="Ada" if number else "") for number in range(BEST + 2)]


async def test_the_best_are_judged_and_the_others_follow() -> None:
    reranker = ScriptedReranker([*range(BEST)])
    hits, judged, notes = await rerank(reranker, "who?", HITS)
    assert hits == [*reversed(HITS[:BEST]), *HITS[BEST:]]
    first = judged[hits[0].chunk_id]
    assert (first.name, first.score, first.before, first.after) == ("scripted", BEST - 1, BEST, 1)
    assert HITS[BEST].chunk_id not in judged
    assert notes == []
    ((query, passages),) = reranker.asked
    assert (query, len(passages)) == ("who?", BEST)
    assert passages[:2] == ["text 0", "Ada\ntext 1"]


@pytest.mark.parametrize(("weight", "first"), [(0.0, 0), (0.1, 0), (0.5, 1), (1.0, 2)])
async def test_its_scores_count_as_much_as_it_says(weight: float, first: int) -> None:
    hits = [made_hit("a", score=0.9), made_hit("b", score=0.8), made_hit("c", score=0.1)]
    reranker = ScriptedReranker([-2.0, 5.0, 6.0], weight=weight)
    found, _, _ = await rerank(reranker, "q", hits)
    assert hits.index(found[0]) == first


async def test_a_language_it_does_not_know_is_none_of_its_business() -> None:
    english = ScriptedReranker([1.0, 2.0], languages=frozenset({"en"}))
    asked = "Qui a déjà travaillé dans une banque à Lyon et parle couramment l'allemand ?"
    assert await rerank(english, asked, HITS[:2]) == (HITS[:2], {}, [])
    assert english.asked == []
    hits, _, _ = await rerank(english, "Who has worked at a bank and speaks German?", HITS[:2])
    assert hits == [HITS[1], HITS[0]]


async def test_equal_scores_keep_the_order() -> None:
    hits, _, _ = await rerank(ScriptedReranker([1.0, 2.0, 2.0]), "q", HITS[:3])
    assert hits == [HITS[1], HITS[2], HITS[0]]


async def test_a_reranker_that_fails_leaves_the_order_and_says_so() -> None:
    busy = BackendBusy("It did not answer.")
    hits, judged, notes = await rerank(ScriptedReranker(error=busy), "q", HITS)
    assert (hits, judged) == (HITS, {})
    (note,) = notes
    assert (note.kb, note.code) == (None, "backend_busy")
    assert note.message == "The order is that of the search alone: It did not answer."


@pytest.mark.parametrize("scores", [[1.0], [1.0, float("nan")], [1.0, float("inf")], []])
async def test_scores_that_are_none_are_a_failure(scores: list[float]) -> None:
    hits, _, (note,) = await rerank(ScriptedReranker(scores), "q", HITS[:2])
    assert hits == HITS[:2]
    assert note.code == "reranker_failed"


async def test_without_a_reranker_whoever_asks_for_it_is_told() -> None:
    hits, judged, (note,) = await rerank(None, "q", HITS)
    assert (hits, judged) == (HITS, {})
    assert note.code == "no_reranker"


async def test_where_nothing_is_found_nothing_is_judged() -> None:
    reranker = ScriptedReranker()
    assert await rerank(reranker, "q", []) == ([], {}, [])
    assert reranker.asked == []
