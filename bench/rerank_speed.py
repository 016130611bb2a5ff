"""How long a search waits for its reranker: late interaction, and a small cross-encoder.

    python bench/rerank_speed.py [--threads N]

Passages of 900 characters, alone and while passages are embedded beside it. The cross-encoder has
the shape of ms-marco-MiniLM-L6, random weights and the vocabulary of all-MiniLM-L6-v2: what it
says means nothing, and takes as long.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import product
from pathlib import Path
from time import perf_counter

import numpy as np
from reporting import Figure, print_figures, print_heading
from safetensors.numpy import load_file, save_file

from folioscope.backends.bert.model_sources import find_model
from folioscope.backends.embeddings.local import LocalEmbeddings, open_local
from folioscope.backends.rerankers.cross_encoder import CrossEncoder
from folioscope.backends.rerankers.late_interaction import LateInteraction
from folioscope.backends.rerankers.port import Reranker

MODEL = "all-MiniLM-L6-v2"
QUERY = "Which of the engineers has led a team that ran Kubernetes clusters in production?"
WORDS = (
    "led a team of five engineers who moved the billing system from a monolith to services on "
    "Kubernetes and PostgreSQL while customers in three countries went on paying their invoices"
).split()
CHARACTERS = 900
SAMPLES = 5


def passages(count: int) -> list[str]:
    """Texts of full size, each another one."""
    random = np.random.default_rng(3)
    texts = (" ".join(random.choice(WORDS, 2 * CHARACTERS // 5)) for _ in range(count))
    return [text[:CHARACTERS] for text in texts]


def write_random_cross_encoder(folder: Path) -> None:
    """Write the embedding model's network with random weights and a classifier."""
    source = find_model(MODEL).directory
    folder.mkdir()
    shutil.copy(source / "tokenizer.json", folder)
    config = json.loads((source / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    random = np.random.default_rng(5)
    hidden = config["hidden_size"]
    shapes = {name: each.shape for name, each in load_file(source / "model.safetensors").items()}
    shapes |= {"pooler.dense.weight": (hidden, hidden), "pooler.dense.bias": (hidden,)}
    shapes |= {"classifier.weight": (1, hidden), "classifier.bias": (1,)}
    tensors = {
        name: random.normal(0, 0.05, shape).astype(np.float32) for name, shape in shapes.items()
    }
    save_file(tensors, folder / "model.safetensors")


@contextmanager
def embedding_beside(model: LocalEmbeddings) -> Iterator[None]:
    """Keep the embedding model busy, as an upload does."""
    is_over = threading.Event()
    texts = passages(64)

    def go_on() -> None:
        while not is_over.is_set():
            model.embed_passages(texts)

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def timed(work: Callable[[], object]) -> list[float]:
    """Milliseconds of each of several times, after one that warms up."""
    work()
    samples = []
    for _ in range(SAMPLES):
        started = perf_counter()
        work()
        samples.append((perf_counter() - started) * 1000)
    return samples


def figures(rerankers: Mapping[str, Reranker], when: str) -> Iterator[Figure]:
    """Each of the rerankers, with ten, twenty and thirty passages."""
    for (called, reranker), count in product(rerankers.items(), (10, 20, 30)):
        samples = timed(partial(reranker.scores, QUERY, passages(count)))
        yield Figure(f"{called}, {count} passages, {when}", samples, "ms")


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--threads", type=int, default=1)
    threads = parser.parse_args().threads
    print_heading("Reranking, speed", "openvino", "onnxruntime")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_random_cross_encoder(folder / "random")
        model = open_local(MODEL, folder / "cache", threads)
        rerankers: dict[str, Reranker] = {
            "late interaction": LateInteraction(lambda: model),
            "cross-encoder": CrossEncoder(str(folder / "random"), folder / "cache", threads),
        }
        print(f"{model.engine}, {threads} threads.\n")
        shown = list(figures(rerankers, "alone"))
        with embedding_beside(model):
            shown += figures(rerankers, "beside an upload")
    print_figures(shown)


if __name__ == "__main__":
    main()
