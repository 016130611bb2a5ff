"""The query embedded while the bases are still being chosen."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Mapping

from folioscope.backends.embedding_pool import EmbeddingModels
from folioscope.backends.vectors.port import Vectors
from folioscope.features.search.wanted import Wanted
from folioscope.platform.principal import Principal

MOST_KNOWN = 1000

Begun = Mapping[str, asyncio.Future[Vectors]]
"""Vectors of one query that are there or on their way, by model."""


class Ahead:
    """Guesses that the same caller who names the same bases needs the same models again.

    A wrong guess costs a little time of a processor. Nothing of any base is looked at for it.
    """

    def __init__(self) -> None:
        self._models: OrderedDict[tuple[int, tuple[str, ...]], tuple[str, ...]] = OrderedDict()

    def begin(self, embeddings: EmbeddingModels, principal: Principal, wanted: Wanted) -> Begun:
        """Start to embed a query by the models that such a search needed the last time."""
        begun = {
            name: asyncio.ensure_future(embeddings.embed_query(name, wanted.query))
            for name in self._models.get(_key(principal, wanted), ())
        }
        for vector in begun.values():
            vector.add_done_callback(_heed)
        return begun

    def learn(self, principal: Principal, wanted: Wanted, models: Iterable[str]) -> None:
        """Remember which models such a search needs."""
        key = _key(principal, wanted)
        self._models[key] = tuple(dict.fromkeys(models))
        self._models.move_to_end(key)
        while len(self._models) > MOST_KNOWN:
            self._models.popitem(last=False)


def _key(principal: Principal, wanted: Wanted) -> tuple[int, tuple[str, ...]]:
    return principal.user_id, tuple(wanted.bases or ())


def _heed(vector: asyncio.Future[Vectors]) -> None:
    """Take note of an error that nobody may ask for: a wrong guess is no failure."""
    if not vector.cancelled():
        vector.exception()
