"""A query is embedded before its bases are known, and a wrong guess changes nothing."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from folioscope.backends.embedding_pool import EmbeddingModels
from folioscope.errors import Invalid
from folioscope.features.search.ahead import MOST_KNOWN, Ahead
from folioscope.features.search.wanted import Wanted
from folioscope.platform.principal import LOCAL, Principal
from tests.features.search.opened_library import Library
from tests.scripted_embeddings import HashingEmbeddings

QUERY = Wanted("who bakes?")


def opened(name: str) -> HashingEmbeddings:
    """A model, unless it is the one that is gone."""
    if name == "gone":
        msg = "There is no such model."
        raise Invalid(msg)
    return HashingEmbeddings(name=name)


async def test_the_models_of_the_last_such_search_are_asked_at_once() -> None:
    ahead, models = Ahead(), EmbeddingModels(opened)
    assert ahead.begin(models, LOCAL, QUERY) == {}
    ahead.learn(LOCAL, QUERY, ["a", "b", "a"])
    begun = ahead.begin(models, LOCAL, replace(QUERY, query="other words"))
    assert list(begun) == ["a", "b"]
    expected = HashingEmbeddings().embed_query("other words")
    assert [(await vector == expected).all() for vector in begun.values()] == [True, True]


async def test_other_bases_and_other_callers_are_other_searches() -> None:
    ahead, models = Ahead(), EmbeddingModels(opened)
    ahead.learn(LOCAL, QUERY, ["a"])
    assert ahead.begin(models, Principal("user", 7), QUERY) == {}
    assert ahead.begin(models, LOCAL, replace(QUERY, bases=["kb"])) == {}
    ahead.learn(LOCAL, QUERY, [])
    assert ahead.begin(models, LOCAL, QUERY) == {}


async def test_only_the_latest_searches_are_remembered() -> None:
    ahead, models = Ahead(), EmbeddingModels(opened)
    for number in range(MOST_KNOWN + 1):
        ahead.learn(LOCAL, replace(QUERY, bases=[str(number)]), ["a"])
    assert ahead.begin(models, LOCAL, replace(QUERY, bases=["0"])) == {}
    begun = ahead.begin(models, LOCAL, replace(QUERY, bases=["1"]))
    await asyncio.gather(*begun.values())
    assert list(begun) == ["a"]


async def test_a_model_that_is_gone_is_told_to_whoever_asks_for_it() -> None:
    ahead, models = Ahead(), EmbeddingModels(opened)
    ahead.learn(LOCAL, QUERY, ["gone"])
    (vector,) = ahead.begin(models, LOCAL, QUERY).values()
    with pytest.raises(Invalid, match="no such model"):
        await vector


async def test_a_wrong_guess_changes_nothing_of_what_is_found(library: Library) -> None:
    await library.fill("kb", {"bob.txt": "Bob bakes bread.", "eve.txt": "Eve paints boats."})
    before = await library.search("bread")
    searcher = library.folioscope.searcher
    for guess in (["gone"], ["wider"], ["wider", "all-MiniLM-L6-v2"]):
        searcher.ahead.learn(LOCAL, Wanted("bread"), guess)
        assert await library.search("bread") == before
