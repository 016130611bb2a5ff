"""Chroma in a folder of this process, which is known to be as it was left.

What Chroma writes can be damaged by the end of a process without Chroma noticing. So whoever
closes a folder notes the digests of its files, and whoever opens it takes the note away. A folder
without a note, or other than it says, is emptied: the rows can fill it again.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

import chromadb
import numpy as np
from chromadb.api import ClientAPI
from chromadb.config import Settings
from chromadb.errors import ChromaError, NotFoundError
from numpy.typing import NDArray

from folioscope.backends.vectors.chroma import ChromaCollections
from folioscope.backends.vectors.chroma_collection import Entry, Graph, Metadata, Near
from folioscope.backends.vectors.port import CollectionGone, Place, Vectors, VectorsUnavailable

NOTE = "closed.json"


class FolderCollections(ChromaCollections):
    """Collections in the folder of a place."""

    def __init__(self, place: Place) -> None:
        super().__init__(place.owner, ChromaFolder(place.folder))


class ChromaFolder:
    """A folder that no other process has open."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._client: ClientAPI | None = None
        self._lock = Lock()

    def find(self, name: str) -> FolderCollection:
        """The collection of that name."""
        with _translated():
            return FolderCollection(self._opened().get_collection(name, embedding_function=None))

    def make(self, name: str, metadata: Metadata, graph: Graph) -> FolderCollection:
        """A collection of that name."""
        configuration: Any = {"hnsw": graph}
        with _translated():
            made = self._opened().get_or_create_collection(
                name,
                metadata=dict(metadata),
                configuration=configuration,
                embedding_function=None,
            )
        return FolderCollection(made)

    def drop(self, name: str) -> None:
        """Delete a collection."""
        with _translated():
            self._opened().delete_collection(name)

    def names(self) -> Sequence[Entry]:
        """The names of all collections, with their metadata."""
        with _translated():
            return [(each.name, _told(each.metadata)) for each in self._opened().list_collections()]

    def close(self) -> None:
        """Note what is left there."""
        with self._lock:
            if self._client is not None:
                self._client.close()  # type: ignore[attr-defined]  # its type does not name it
                self._client = None
                (self._folder / NOTE).write_text(json.dumps(_contents(self._folder)))

    def _opened(self) -> ClientAPI:
        with self._lock:
            if self._client is None:
                note = self._folder / NOTE
                if not _is_as_noted(self._folder, note):
                    shutil.rmtree(self._folder, ignore_errors=True)
                note.unlink(missing_ok=True)
                self._folder.mkdir(parents=True, exist_ok=True)
                self._client = chromadb.PersistentClient(self._folder, settings=_silent())
            return self._client


class FolderCollection:
    """A collection of Chroma's own client."""

    def __init__(self, collection: chromadb.Collection) -> None:
        self._collection = collection
        self.metadata = _told(collection.metadata)

    def put(self, ids: Sequence[str], vectors: Vectors, metadata: Sequence[Metadata]) -> None:
        """Add vectors, or replace those of these ids."""
        given: Any = [dict(each) for each in metadata]
        with _translated():
            self._collection.upsert(ids=list(ids), embeddings=vectors, metadatas=given)

    def delete(self, ids: Sequence[str]) -> None:
        """Delete those that are there."""
        with _translated():
            self._collection.delete(ids=list(ids))

    def count(self) -> int:
        """How many there are."""
        with _translated():
            return self._collection.count()

    def page(self, start: int, size: int) -> Sequence[Entry]:
        """So many of all entries."""
        with _translated():
            found = self._collection.get(limit=size, offset=start, include=["metadatas"])
        return _entries(found["ids"], found["metadatas"])

    def read(self, ids: Sequence[str]) -> Sequence[Entry]:
        """The entries of those ids that are there."""
        with _translated():
            found = self._collection.get(ids=list(ids), include=["metadatas"])
        return _entries(found["ids"], found["metadatas"])

    def near(self, vector: NDArray[np.float32], count: int, ids: Sequence[str] | None) -> Near:
        """The nearest of all, or of these."""
        with _translated():
            found = self._collection.query(
                query_embeddings=vector.reshape(1, -1),
                n_results=count,
                ids=None if ids is None else list(ids),
                include=["distances"],
            )
        return found["ids"][0], (found["distances"] or [[]])[0]


def _entries(ids: Sequence[str], metadata: Sequence[Any] | None) -> list[Entry]:
    return [(name, _told(given)) for name, given in zip(ids, metadata or (), strict=True)]


def _told(metadata: Any) -> Metadata:
    return dict(metadata or {})


def _silent() -> Settings:
    """Settings with which nothing is told to anybody, whatever the environment says."""
    return Settings(
        _env_file=None,
        anonymized_telemetry=False,
        chroma_otel_collection_endpoint="",
        chroma_otel_granularity=None,
    )


def _is_as_noted(folder: Path, note: Path) -> bool:
    try:
        noted = json.loads(note.read_text())
    except (OSError, ValueError):
        return False
    return bool(noted == _contents(folder))


def _contents(folder: Path) -> dict[str, str]:
    """The digest of each file, and the version that wrote them."""
    found = {"chromadb": chromadb.__version__}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != NOTE:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            found[str(path.relative_to(folder))] = digest
    return found


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except NotFoundError as error:
        msg = "Chroma has lost the vectors of a base."
        raise CollectionGone(msg) from error
    except (ChromaError, OSError) as error:
        msg = f"Chroma cannot compare vectors right now ({type(error).__name__})."
        raise VectorsUnavailable(msg) from error
