"""Chroma: vectors in collections, in a folder or on a server.

A collection has one entry a chunk, named by its id. Its metadata tell which vector it is and as of
which revision it was put there, so that what is foreign or outdated is found without the vectors.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import ClassVar, TypeVar

import numpy as np
from numpy.typing import NDArray

from folioscope.backends.vectors.chroma_collection import Client, Collection, Graph, Metadata
from folioscope.backends.vectors.chroma_entries import Entries, checks_of, delete, named, put
from folioscope.backends.vectors.port import (
    CollectionGone,
    Ids,
    KeptIn,
    Ranking,
    Stand,
    Vectors,
    nothing,
)

PREFIX = "folioscope"
FORMAT = 1
Answer = TypeVar("Answer")
GRAPH: Graph = {
    "space": "ip",
    "ef_construction": 200,
    "ef_search": 200,
    "max_neighbors": 24,
}


class ChromaCollections:
    """The collections of one database, wherever Chroma has them."""

    kept_in: ClassVar[KeptIn] = "collections"

    def __init__(self, owner: str, client: Client) -> None:
        self._owner = owner
        self._client = client
        self._handles: dict[str, Collection] = {}

    def fill(self, stand: Stand, ids: Ids, vectors: Vectors) -> None:
        """Put what is not there as it should be."""
        collection = self._made(_name(stand.base_id, stand.edition), vectors.shape[1])
        missing = ~Entries.among(collection, ids).have(ids, checks_of(vectors))
        put(collection, stand.revision, ids[missing], vectors[missing])

    def keep(self, stand: Stand, ids: Ids) -> None:
        """Delete others; what another process put there later on is its own concern."""

        def keeping(collection: Collection) -> None:
            there = Entries.of(collection)
            is_older = there.revisions <= stand.revision
            delete(collection, there.ids[is_older & ~np.isin(there.ids, ids)])

        self._on(stand, keeping)

    def change(self, stand: Stand, ids: Ids, vectors: Vectors, removed: Ids) -> None:
        """Put and delete, whatever is there."""

        def changing(collection: Collection) -> None:
            put(collection, stand.revision, ids, vectors)
            delete(collection, removed)

        self._on(stand, changing)

    def search(
        self, stand: Stand, vector: NDArray[np.float32], k: int, allowed: Ids | None
    ) -> Ranking:
        """The nearest that the graph finds."""
        if k == 0 or (allowed is not None and not len(allowed)):
            return nothing()
        among = None if allowed is None else named(allowed)
        ids, distances = self._on(stand, lambda collection: collection.near(vector, k, among))
        return Ranking(np.array(ids, np.int64), 1 - np.array(distances, np.float32))

    def editions(self) -> set[tuple[str, int]]:
        """What the names of the collections say."""
        own = [name for name, told in self._client.names() if told.get("owner") == self._owner]
        return {
            (base_id, int(edition)) for _, base_id, edition in (each.split("-") for each in own)
        }

    def drop(self, base_id: str, edition: int) -> None:
        """Delete a collection, if it is there."""
        name = _name(base_id, edition)
        self._handles.pop(name, None)
        with suppress(CollectionGone):
            self._client.drop(name)

    def close(self) -> None:
        """Leave the place in good order."""
        self._handles.clear()
        self._client.close()

    def _made(self, name: str, dimensions: int) -> Collection:
        """The collection, emptied if it is somebody else's or of another make."""
        metadata: Metadata = {"owner": self._owner, "format": FORMAT, "dimensions": dimensions}
        found: Collection | None = None
        with suppress(CollectionGone):
            found = self._client.find(name)
            if found.metadata != metadata:
                self._client.drop(name)
                found = None
        if found is None:
            found = self._client.make(name, metadata, GRAPH)
        self._handles[name] = found
        return found

    def _on(self, stand: Stand, work: Callable[[Collection], Answer]) -> Answer:
        """Do it with a collection, which another process may have made anew."""
        name = _name(stand.base_id, stand.edition)
        known = self._handles.get(name)
        try:
            if known is not None:
                return work(known)
        except CollectionGone:
            self._handles.pop(name, None)
        self._handles[name] = found = self._client.find(name)
        return work(found)


def _name(base_id: str, edition: int) -> str:
    return f"{PREFIX}-{base_id}-{edition}"
