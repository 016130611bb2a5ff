"""A base that cannot be searched as it should silences no other, and says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from folioscope.backends.embedding_pool import EmbeddingModels
from folioscope.backends.embeddings.port import EmbeddingModel
from folioscope.backends.vectors.port import DimensionsDiffer, Ranking
from folioscope.errors import BackendFailed, FolioscopeError, Invalid
from folioscope.platform.indexes.snapshot import Seen, Snapshot
from tests.features.search.opened_library import Library

ADA = {"ada.txt": "Ada bakes bread."}
BOB = {"bob.txt": "Bob bakes bread."}


@dataclass
class RefusingDense:
    """Ranks as the one inside does, but for bases whose vectors do not fit."""

    inside: Any
    refused: set[str]

    async def nearest(self, seen: Sequence[Seen], vector: NDArray[np.float32], k: int) -> Ranking:
        if any(one.snapshot.base_id in self.refused for one in seen):
            msg = "The vectors have 64 numbers, and the others 32."
            raise DimensionsDiffer(msg)
        found: Ranking = await self.inside.nearest(seen, vector, k)
        return found


@dataclass
class RecordingIndexes:
    """Opens bases as the one inside does, and knows which it was asked for."""

    inside: Any
    broken: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    refusing: Any = None

    @property
    def dense(self) -> Any:
        return self.refusing or self.inside.dense

    async def snapshot(self, base_id: str, edition: int, revision: int) -> Snapshot:
        self.asked.append(base_id)
        if base_id in self.broken:
            msg = "The file is cut off."
            raise BackendFailed(msg)
        found: Snapshot = await self.inside.snapshot(base_id, edition, revision)
        return found


def recording(library: Library) -> tuple[Library, RecordingIndexes]:
    """The same over indexes that can be told to fail."""
    searcher = library.folioscope.searcher
    indexes: Any = RecordingIndexes(searcher.indexes)
    return replace(library, searcher=replace(searcher, indexes=indexes)), indexes


def with_models(library: Library, open_model: Any) -> Library:
    """The same with models that are opened like this, and none opened yet."""
    searcher = replace(library.folioscope.searcher, embeddings=EmbeddingModels(open_model))
    return replace(library, searcher=searcher)


def without(library: Library, missing: str, error: FolioscopeError) -> Library:
    """The same with one model gone."""
    models = dict.fromkeys(("all-MiniLM-L6-v2", "wider"), library.folioscope.tools.embeddings)

    def open_model(name: str) -> EmbeddingModel:
        if name == missing:
            raise error
        return models[name]._load(name).model

    return with_models(library, open_model)


async def test_a_base_whose_model_is_gone_answers_by_words(library: Library) -> None:
    await library.fill("one", ADA)
    await library.fill("two", BOB, model="wider")
    gone = without(library, "wider", Invalid("There is no embedding model “wider”."))
    found = await gone.find("bakes bread", explain=True)
    assert {hit.path for hit in found.hits} == {"ada.txt", "bob.txt"}
    (note,) = found.notes
    assert (note.kb, note.code) == ("two", "invalid")
    assert note.message == (
        "“two” was searched by words only: There is no embedding model “wider”."
    )
    places = {hit.kb: hit.explanation for hit in found.hits}
    assert places["one"] is not None
    assert places["one"].meaning is not None
    assert places["two"] is not None
    assert places["two"].meaning is None
    assert (await library.find("bakes bread")).notes == ()


async def test_a_base_that_is_alone_answers_by_words_too(library: Library) -> None:
    await library.fill("two", BOB, model="wider")
    gone = without(library, "wider", Invalid("There is no embedding model “wider”."))
    found = await gone.find("bread")
    assert [hit.path for hit in found.hits] == ["bob.txt"]
    assert [note.kb for note in found.notes] == ["two"]


async def test_a_base_with_vectors_of_another_length_silences_no_base_of_its_model(
    library: Library,
) -> None:
    await library.fill("one", ADA)
    other = await library.fill("two", BOB)
    opened, indexes = recording(library)
    indexes.refusing = RefusingDense(indexes.inside.dense, {other})
    found = await opened.find("bread", explain=True)
    assert {hit.path for hit in found.hits} == {"ada.txt", "bob.txt"}
    assert [(note.kb, note.code) for note in found.notes] == [("two", "dimensions_differ")]
    assert found.notes[0].message.endswith("folioscope kb rebuild two")
    places = {hit.kb: hit.explanation for hit in found.hits}
    assert places["one"] is not None
    assert places["one"].meaning is not None


async def test_a_base_that_cannot_be_opened_is_left_out_and_told(library: Library) -> None:
    await library.fill("one", ADA)
    broken = await library.fill("two", BOB)
    opened, indexes = recording(library)
    indexes.broken.add(broken)
    found = await opened.find("bread")
    assert [hit.kb for hit in found.hits] == ["one"]
    (note,) = found.notes
    assert note.message == "“two” could not be searched: The file is cut off."
    with pytest.raises(BackendFailed, match="cut off"):
        await opened.find("bread", "two")


async def test_nothing_of_what_is_anothers_is_even_opened(library: Library) -> None:
    ada, bob = await library.user("ada"), await library.user("bob")
    own = await ada.fill("kb", ADA)
    await bob.fill("kb", BOB, model="wider")
    loaded: list[str] = []

    def open_model(name: str) -> EmbeddingModel:
        loaded.append(name)
        return library.folioscope.tools.embeddings._load(name).model

    opened, indexes = recording(with_models(ada, open_model))
    indexes_only, models_only = opened.searcher, with_models(ada, open_model).searcher
    assert indexes_only is not None
    assert models_only is not None
    searcher = replace(indexes_only, embeddings=models_only.embeddings)
    searching = replace(ada, searcher=searcher)
    found = await searching.find("bread", explain=True, neighbours=2)
    assert [hit.path for hit in found.hits] == ["ada.txt"]
    assert found.hits[0].explanation is not None
    assert found.hits[0].explanation.words is not None
    assert found.hits[0].explanation.words.rank == 1
    assert (indexes.asked, loaded) == ([own], ["all-MiniLM-L6-v2"])
