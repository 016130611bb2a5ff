"""The two halves of a search: the nearest by meaning, of each model, and the best by words."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from folioscope.backends.embedding_pool import EmbeddingModels
from folioscope.backends.vectors.port import DimensionsDiffer, Ranking, Vectors, merged
from folioscope.errors import FolioscopeError
from folioscope.features.search.ahead import Begun
from folioscope.features.search.fusion import ByMeaning, ByWords
from folioscope.features.search.hits import Note
from folioscope.features.search.places import OpenBase
from folioscope.platform.indexes.dense import Dense
from folioscope.platform.indexes.keywords import question_of
from folioscope.platform.indexes.languages import language_of


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, how far down each order is wanted, and vectors that are begun already."""

    query: str
    depth: int
    begun: Begun = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Halves:
    """The orders by meaning, one a model, those by words, one a base, and what is missing."""

    meaning: list[ByMeaning]
    words: ByWords
    notes: list[Note]

    def may_go_on(self, depth: int) -> bool:
        """Whether there may be more than was asked for."""
        rankings = [*(each.ranking for each in self.meaning), *self.words.rankings]
        return any(len(ranking.ids) >= depth for ranking in rankings)


@dataclass(frozen=True, slots=True, eq=False)
class _Meant:
    """What a model makes of the query, and what there is to know of the model."""

    vector: Vectors
    languages: frozenset[str] | None
    unrelated: float


@dataclass(frozen=True, slots=True)
class _OfModel:
    """What the bases of one model have, as far as they can be asked."""

    meant: _Meant | None
    ranking: Ranking | None
    notes: list[Note]


async def rank(
    embeddings: EmbeddingModels, dense: Dense, asked: Asked, bases: Sequence[OpenBase]
) -> Halves:
    """Both halves, side by side. A base without an order by meaning still answers by words."""
    filled = [base for base in bases if base.is_filled]
    of_models = asyncio.gather(
        *(
            _by_meaning(embeddings, dense, asked, [base for base in filled if base.model == name])
            for name in dict.fromkeys(base.model for base in filled)
        )
    )
    (language, words), found = await asyncio.gather(
        asyncio.to_thread(_by_words, asked, bases), of_models
    )
    return Halves(
        meaning=[
            ByMeaning(
                each.ranking, _understands(each.meant.languages, language), each.meant.unrelated
            )
            for each in found
            if each.ranking is not None and each.meant is not None
        ],
        words=words,
        notes=[note for each in found for note in each.notes],
    )


def _by_words(asked: Asked, bases: Sequence[OpenBase]) -> tuple[str | None, ByWords]:
    """The language of the query, and the best by words of each base."""
    seen = [base.seen for base in bases]
    question = question_of(asked.query, [each.snapshot.view for each in seen])
    rankings = [each.snapshot.view.best(question, asked.depth, each.allowed) for each in seen]
    return language_of(asked.query), ByWords(rankings, question.attainable)


def _understands(languages: frozenset[str] | None, language: str | None) -> bool | None:
    """Whether a model knows a language; one that is meant for many is taken to know all."""
    if languages is None:
        return True
    return None if language is None else language in languages


async def _by_meaning(
    embeddings: EmbeddingModels, dense: Dense, asked: Asked, bases: Sequence[OpenBase]
) -> _OfModel:
    """The nearest in the bases of one model."""
    try:
        meant = await _meant(embeddings, bases[0].model, asked)
    except FolioscopeError as error:
        return _OfModel(None, None, [_told(base, error) for base in bases])
    try:
        nearest = await dense.nearest([base.seen for base in bases], meant.vector, asked.depth)
    except FolioscopeError:
        return await _one_by_one(dense, asked, bases, meant)
    return _OfModel(meant, nearest, [])


async def _meant(embeddings: EmbeddingModels, name: str, asked: Asked) -> _Meant:
    if name in asked.begun:
        vector = await asyncio.shield(asked.begun[name])
    else:
        vector = await embeddings.embed_query(name, asked.query)
    model = await embeddings.get(name)
    return _Meant(vector, model.languages, await embeddings.unrelated(name))


async def _one_by_one(
    dense: Dense, asked: Asked, bases: Sequence[OpenBase], meant: _Meant
) -> _OfModel:
    """The nearest in those bases that can be asked: one that cannot must not silence the others."""
    parts: list[Ranking] = []
    notes: list[Note] = []
    for base in bases:
        try:
            parts.append(await dense.nearest([base.seen], meant.vector, asked.depth))
        except FolioscopeError as error:
            notes.append(_told(base, error))
    return _OfModel(meant, merged(parts, asked.depth) if parts else None, notes)


def _told(base: OpenBase, error: FolioscopeError) -> Note:
    cause = error.message
    if isinstance(error, DimensionsDiffer):
        cause = (
            f"“{base.model}” is another model than it was. {cause} Make it the model that it was, "
            f"or embed all anew: folioscope kb rebuild {base.name}"
        )
    return Note(base.name, error.code, f"“{base.name}” was searched by words only: {cause}")
