"""How fast the local embeddings are, and how near to sentence-transformers.

    python bench/embeddings.py --peer-python /path/to/venv/bin/python

The peer is a Python with sentence-transformers in it; it is left out when there is none. All
take turns, round by round, on the same chunks of the documentation that comes with Python. Then
queries are asked while two jobs embed passages without end, which is what taking in does.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from pydoc_data.topics import topics
from statistics import median
from time import perf_counter, sleep

import numpy as np

from folioscope.backends.bert.engines import EngineName
from folioscope.backends.bert.model_sources import find_model
from folioscope.backends.embeddings.local import LocalEmbeddings, open_local
from folioscope.backends.embeddings.port import Vectors

MODEL = "all-MiniLM-L6-v2"
ENGINES: tuple[EngineName, ...] = ("openvino", "onnxruntime", "onnxruntime-8bit")
QUERY = "Who has run Kubernetes in production and speaks French?"

# Answers each line of input, a JSON list of texts, with the seconds it took.
PEER = """
import json, sys, time
import numpy, sentence_transformers, torch
model_dir, threads, vectors_path = sys.argv[1:]
torch.set_num_threads(int(threads))
model = sentence_transformers.SentenceTransformer(model_dir, device="cpu")
versions = (sentence_transformers.__version__, torch.__version__)
print("sentence-transformers %s, torch %s f32" % versions, flush=True)
for line in sys.stdin:
    texts, start = json.loads(line), time.perf_counter()
    vectors = model.encode(texts, batch_size=32, normalize_embeddings=True)
    seconds = time.perf_counter() - start
    numpy.save(vectors_path, vectors)
    print(seconds, flush=True)
"""

# Prints seconds to import and to open, then MB before and after, of a process of its own.
START = """
import sys, time
def resident():
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS"))
before, start = resident(), time.perf_counter()
from pathlib import Path
from folioscope.backends.embeddings.local import open_local
imported = time.perf_counter()
model = open_local(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
opened = time.perf_counter()
for length in range(4, 260, 16):
    model.embed_passages(["word " * length] * 16)
print(imported - start, opened - imported, before, resident())
"""


@dataclass
class Contestant:
    """One way to embed, and what it has done so far."""

    title: str
    embed: Callable[[list[str]], tuple[float, Vectors]]
    vectors: Vectors = field(default_factory=lambda: np.empty((0, 0), np.float32))
    rates: list[float] = field(default_factory=list)
    query_milliseconds: float = 0.0

    def run(self, texts: list[str]) -> None:
        """Embed the texts once more and note how fast."""
        seconds, self.vectors = self.embed(texts)
        self.rates.append(len(texts) / seconds)


def local(engine: EngineName, cache: Path, threads: int) -> Contestant:
    """Open this program's own embeddings."""
    model = open_local(MODEL, cache, threads, engine)

    def embed(texts: list[str]) -> tuple[float, Vectors]:
        start = perf_counter()
        vectors = model.embed_passages(texts)
        return perf_counter() - start, vectors

    return Contestant(model.engine, embed)


def peer(python: str, folder: Path, threads: int) -> Contestant | None:
    """Start sentence-transformers in its own Python; None when that has none."""
    path = folder / "vectors.npy"
    command = [python, "-c", PEER, str(find_model(MODEL).directory), str(threads), str(path)]
    offline = os.environ | {"HF_HUB_OFFLINE": "1"}
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=offline
        )
    except OSError as error:
        print(f"Without sentence-transformers: {error}")
        return None
    requests, answers = process.stdin, process.stdout
    title = answers.readline().strip() if answers else ""
    if not title or not requests or not answers:
        print(f"Without sentence-transformers: {python} cannot load it.")
        return None

    def embed(texts: list[str]) -> tuple[float, Vectors]:
        print(json.dumps(texts), file=requests, flush=True)
        seconds = float(answers.readline())
        return seconds, np.load(path)

    return Contestant(title, embed)


def chunks(count: int) -> list[str]:
    """Cut chunks of 60 to 160 words from the language reference."""
    words = " ".join(topics[name] for name in sorted(topics)).split()
    random = np.random.default_rng(7)
    starts = random.integers(0, len(words) - 160, count)
    return [" ".join(words[start : start + random.integers(60, 160)]) for start in starts]


def machine() -> str:
    """Name the processor as Linux does, elsewhere as well as may be."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    return f"{len(names)} x {names[0]}" if names else platform.machine()


def measure(contestants: list[Contestant], texts: list[str], rounds: int) -> None:
    """Let all take turns, after one turn to warm up."""
    for contestant in contestants:
        contestant.embed(texts[:32])
        contestant.embed([QUERY])
    for _ in range(rounds):
        for contestant in contestants:
            contestant.run(texts)
            seconds = [contestant.embed([QUERY])[0] for _ in range(20)]
            contestant.query_milliseconds = 1000 * median(seconds)


def report(contestants: list[Contestant], reference: Contestant) -> None:
    """Print the table, everything against the reference."""
    print("\n| engine | chunks/s | ratio | cosine min | mean | one query ms |")
    print("| --- | --- | --- | --- | --- | --- |")
    for contestant in contestants:
        pairs = zip(contestant.rates, reference.rates, strict=True)
        ratio = median(own / other for own, other in pairs)
        cosines = (contestant.vectors * reference.vectors).sum(axis=1)
        print(
            f"| {contestant.title} | {median(contestant.rates):.1f} | {ratio:.2f} "
            f"| {cosines.min():.6f} | {cosines.mean():.6f} "
            f"| {contestant.query_milliseconds:.1f} |"
        )


def report_queries(texts: list[str], cache: Path, threads: int) -> None:
    """Print what a query takes alone, and beside two jobs that embed passages all the time."""
    print("\n| engine | query alone ms, p50 | p95 | beside two bulk jobs, p50 | p95 |")
    print("| --- | --- | --- | --- | --- |")
    for engine in ENGINES:
        model = open_local(MODEL, cache, threads, engine)
        model.embed_passages(texts[:64])
        alone = _query_milliseconds(model)
        is_over = threading.Event()

        def embed(model: LocalEmbeddings = model, is_over: threading.Event = is_over) -> None:
            while not is_over.is_set():
                model.embed_passages(texts[:64])

        with ThreadPoolExecutor(2) as jobs:
            for _ in range(2):
                jobs.submit(embed)
            beside = _query_milliseconds(model)
            is_over.set()
        figures = [*np.percentile(alone, (50, 95)), *np.percentile(beside, (50, 95))]
        print(f"| {engine} | " + " | ".join(f"{figure:.1f}" for figure in figures) + " |")


def _query_milliseconds(model: LocalEmbeddings) -> list[float]:
    taken = []
    for _ in range(60):
        start = perf_counter()
        model.embed_query(QUERY)
        taken.append(1000 * (perf_counter() - start))
        sleep(0.02)
    return taken


def report_starts(cache: Path, threads: int) -> None:
    """Print what a start with a warm cache costs, and memory after batches of all lengths."""
    print("\n| engine | import s | open s | MB before | MB after texts of 16 lengths |")
    print("| --- | --- | --- | --- | --- |")
    for engine in ENGINES:
        command = [sys.executable, "-c", START, MODEL, str(cache), str(threads), engine]
        runs = [
            [float(figure) for figure in subprocess.check_output(command).split()] for _ in range(2)
        ]
        imported, opened, before, after = np.median(runs, axis=0)
        print(f"| {engine} | {imported:.2f} | {opened:.2f} | {before:.0f} | {after:.0f} |")


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--peer-python", default="", help="a Python with sentence-transformers")
    parser.add_argument("--chunks", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    texts = chunks(options.chunks)
    print(f"{machine()}, Python {platform.python_version()}")
    print(f"{options.chunks} chunks, {options.rounds} rounds, {options.threads} threads")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        own = [local(engine, folder / "cache", options.threads) for engine in ENGINES]
        other = peer(options.peer_python, folder, options.threads)
        contestants = [*own, other] if other else own
        measure(contestants, texts, options.rounds)
        report(contestants, contestants[-1])
        report_queries(texts, folder / "cache", options.threads)
        report_starts(folder / "cache", options.threads)


if __name__ == "__main__":
    main()
