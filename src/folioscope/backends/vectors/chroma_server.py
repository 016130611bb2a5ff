"""Chroma at a server, by its HTTP API: no package of Chroma's is needed for it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from folioscope.backends.vectors.chroma import ChromaCollections
from folioscope.backends.vectors.chroma_collection import Entry, Graph, Metadata, Near
from folioscope.backends.vectors.port import CollectionGone, Place, Vectors, VectorsUnavailable
from folioscope.errors import Invalid
from folioscope.outbound.blocking_http import BlockingClient
from folioscope.outbound.http import Limits

COLLECTIONS = "/api/v2/tenants/default_tenant/databases/default_database/collections"
LIMITS = Limits(read_seconds=60.0)


class ChromaUrlInvalid(Invalid):
    """The address of the server is none."""

    code = "chroma_url_invalid"


class ServedCollections(ChromaCollections):
    """Collections at the server of a place."""

    def __init__(self, place: Place) -> None:
        super().__init__(place.owner, ChromaServer(place.url or ""))


class ChromaServer:
    """A server that several processes may use."""

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        if address.scheme not in ("http", "https") or not address.hostname:
            msg = "FOLIOSCOPE_CHROMA_URL is no address such as http://127.0.0.1:8000."
            raise ChromaUrlInvalid(msg)
        self._base = url.rstrip("/") + COLLECTIONS
        self._client = BlockingClient(LIMITS)

    def ask(self, method: str, path: str, content: object = None) -> Any:
        """What the server answers."""
        answer = self._client.ask(method, self._base + path, content)
        if answer.status == 404:
            msg = "The Chroma server has no vectors of a base any more."
            raise CollectionGone(msg)
        if answer.status >= 400:
            msg = f"The Chroma server answered {answer.status}."
            raise VectorsUnavailable(msg)
        try:
            return answer.json() if answer.body else None
        except ValueError as error:
            msg = "The Chroma server answered something that is no JSON."
            raise VectorsUnavailable(msg) from error

    def find(self, name: str) -> ServedCollection:
        """The collection of that name."""
        return ServedCollection(self, self.ask("GET", f"/{name}"))

    def make(self, name: str, metadata: Metadata, graph: Graph) -> ServedCollection:
        """A collection of that name."""
        wanted = {
            "name": name,
            "metadata": dict(metadata),
            "configuration": {"hnsw": dict(graph)},
            "get_or_create": True,
        }
        return ServedCollection(self, self.ask("POST", "", wanted))

    def drop(self, name: str) -> None:
        """Delete a collection."""
        self.ask("DELETE", f"/{name}")

    def names(self) -> Sequence[Entry]:
        """The names of all collections, with their metadata."""
        return [(each["name"], each["metadata"] or {}) for each in self.ask("GET", "")]

    def close(self) -> None:
        """Nothing: the server has everything already."""


class ServedCollection:
    """A collection as the server described it."""

    def __init__(self, server: ChromaServer, described: Any) -> None:
        self._server = server
        self._path = f"/{described['id']}"
        self.metadata: Metadata = described["metadata"] or {}

    def put(self, ids: Sequence[str], vectors: Vectors, metadata: Sequence[Metadata]) -> None:
        """Add vectors, or replace those of these ids."""
        numbers = [b64encode(vector.astype("<f4").tobytes()).decode() for vector in vectors]
        given = {"ids": ids, "embeddings": numbers, "metadatas": [dict(each) for each in metadata]}
        self._server.ask("POST", f"{self._path}/upsert", given)

    def delete(self, ids: Sequence[str]) -> None:
        """Delete those that are there."""
        self._server.ask("POST", f"{self._path}/delete", {"ids": ids})

    def count(self) -> int:
        """How many there are."""
        return int(self._server.ask("GET", f"{self._path}/count"))

    def page(self, start: int, size: int) -> Sequence[Entry]:
        """So many of all entries."""
        return self._entries({"limit": size, "offset": start})

    def read(self, ids: Sequence[str]) -> Sequence[Entry]:
        """The entries of those ids that are there."""
        return self._entries({"ids": ids})

    def near(self, vector: NDArray[np.float32], count: int, ids: Sequence[str] | None) -> Near:
        """The nearest of all, or of these."""
        asked = {
            "query_embeddings": [vector.tolist()],
            "n_results": count,
            "ids": ids,
            "include": ["distances"],
        }
        found = self._server.ask("POST", f"{self._path}/query", asked)
        return found["ids"][0], found["distances"][0]

    def _entries(self, chosen: dict[str, object]) -> list[Entry]:
        found = self._server.ask("POST", f"{self._path}/get", {**chosen, "include": ["metadatas"]})
        pairs = zip(found["ids"], found["metadatas"], strict=True)
        return [(name, metadata or {}) for name, metadata in pairs]
