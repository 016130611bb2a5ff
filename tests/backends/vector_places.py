"""The ways in which vectors can be compared, each opened as a process has it."""

from __future__ import annotations

import asyncio
import hashlib
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar

import httpx2
import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import text

from folioscope.backends.registry import BACKENDS, load
from folioscope.backends.vectors.port import Place, Vectors
from folioscope.features.knowledge.change_repository import current_editions, load_changes
from folioscope.platform.database.engine import Database
from folioscope.platform.indexes.opening import Rows, open_dense
from folioscope.platform.indexes.serve import Indexes
from tests.platform.indexes.stored_chunks import StoredBase

SERVED = "chroma_server"
LARGE = {"faiss, large": {"listed_from": 100}, "pgvector, large": {"exact_numbers": 0}}
"""Backends that treat large bases in another way, and what makes them take a base for large."""
KINDS = [*BACKENDS["vectors"], *LARGE]
ONLY = {"chroma": "sqlite", "pgvector": "postgres", "pgvector, large": "postgres"}
SHARED = {SERVED, "pgvector", "pgvector, large"}
"""What several processes that search one base have in common."""
COLLECTED = {"chroma", SERVED}
FEW = [str(number) for number in range(300)]
PATIENCE = 30.0
Open = Callable[[], Indexes]


class Directions:
    """An embedding model that knows a text by the number in it: directions in some clusters."""

    clusters: ClassVar[int] = 40

    def __init__(self, dimensions: int = 32, name: str = "directions") -> None:
        self.dimensions, self.name, self.languages = dimensions, name, None
        random = np.random.default_rng(dimensions)
        self._centres = random.standard_normal((self.clusters, dimensions))

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return np.array([self.embed_query(text) for text in texts], np.float32)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        seed = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
        random = np.random.default_rng(seed)
        vector = self._centres[seed % self.clusters] + random.standard_normal(self.dimensions)
        return np.asarray(vector / np.linalg.norm(vector), np.float32)


@dataclass(frozen=True)
class VectorPlace:
    """One of the kinds, for one database."""

    kind: str
    database: Database
    address: str | None
    folder: Path
    url: str | None

    @property
    def is_shared(self) -> bool:
        return self.kind in SHARED

    def open(self) -> Indexes:
        """Indexes as another process has them."""
        name = self.kind.split(",")[0]
        backend: Any = load("vectors", name)
        if self.kind.endswith("large"):
            backend = with_options(backend, LARGE[self.kind])
        loading = partial(load_changes, self.database, with_vectors=backend.kept_in != "database")
        rows = Rows(self.database, self.address, loading, partial(current_editions, self.database))
        dense = open_dense(backend, rows, Place(self.folder, self.url, str(self.folder)))
        return Indexes(loading, dense)

    async def until_ready(self, base: StoredBase, indexes: Indexes) -> None:
        """Wait until a large base has what its kind makes for it in the background."""
        if self.kind != "pgvector, large":
            return
        async with asyncio.timeout(PATIENCE):
            while not await _is_indexed(base):
                await base.nearest(indexes, "1", 1)
                await asyncio.sleep(0.05)


def with_options(backend: Any, options: Mapping[str, int]) -> Any:
    """The backend, opened with these whoever opens it."""

    class Chosen(backend):  # type: ignore[misc]  # of whichever backend it is
        def __init__(self, *given: Any) -> None:
            super().__init__(*given, **options)

    return Chosen


async def _is_indexed(base: StoredBase) -> bool:
    name = f"ix_chunks_vector_{base.id}_{base.edition}"
    made = text(
        "SELECT count(*) FROM pg_index WHERE indisvalid AND indexrelid = to_regclass(:name)"
    )
    async with base.database.read() as session:
        return bool(await session.scalar(made, {"name": name}))


@contextmanager
def chroma_server(folder: Path) -> Iterator[str]:
    """A server of Chroma out of its package, and its address."""
    if find_spec("chromadb") is None:
        pytest.skip("the extra chroma is not installed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    program = Path(sys.executable).with_name("chroma")
    given = ["run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    with (folder / "server.log").open("w") as log:
        running = subprocess.Popen([program, *given], stdout=log, stderr=log)
        try:
            _wait_for(f"{url}/api/v2/heartbeat", running)
            yield url
        finally:
            running.terminate()
            running.wait(PATIENCE)


def _wait_for(address: str, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while running.poll() is None and time.monotonic() < until:
        try:
            httpx2.get(address)
        except httpx2.TransportError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("the server of Chroma did not start")
