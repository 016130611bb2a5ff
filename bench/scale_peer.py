"""LangChain's EnsembleRetriever over the same texts and vectors; run in the peer's own Python.

    python scale_peer.py FOLDER

The folder has texts.json, queries.json, vectors.npy and asked.npy. That the queries come embedded
favours the peer. Prints JSON: seconds to build, milliseconds of every search, memory, versions.
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

import numpy as np
from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_community.vectorstores import FAISS
from langchain_core.embeddings import Embeddings

PACKAGES = ("langchain-classic", "langchain-community", "rank_bm25", "faiss-cpu")


class Known(Embeddings):
    """Vectors that were made before."""

    def __init__(self, queries: list[str], vectors: np.ndarray) -> None:
        self._vectors = dict(zip(queries, vectors.tolist(), strict=True))

    def embed_query(self, text: str) -> list[float]:
        return self._vectors[text]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        raise NotImplementedError


def main() -> None:
    """Build, search, print."""
    folder = Path(sys.argv[1])
    texts = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
    queries = json.loads((folder / "queries.json").read_text(encoding="utf-8"))
    vectors, asked = np.load(folder / "vectors.npy"), np.load(folder / "asked.npy")
    start = perf_counter()
    store = FAISS.from_embeddings(
        list(zip(texts, vectors, strict=True)), Known(queries, asked), normalize_L2=False
    )
    words = BM25Retriever.from_texts(texts, k=8)
    both = [words, store.as_retriever(search_kwargs={"k": 8})]
    ensemble = EnsembleRetriever(retrievers=both, weights=[0.5, 0.5])
    built = perf_counter() - start
    taken = []
    for query in queries:
        start = perf_counter()
        assert ensemble.invoke(query)
        taken.append(1000 * (perf_counter() - start))
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    resident = next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS"))
    versions = {name: version(name) for name in PACKAGES}
    print(json.dumps({"built": built, "ms": taken, "rss": resident, "versions": versions}))


if __name__ == "__main__":
    main()
