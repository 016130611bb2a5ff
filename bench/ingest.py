"""From 30 CVs as PDF files to a base that can be searched, against the usual pipeline.

    python bench/ingest.py --peer-python /path/to/venv/bin/python [--rounds 5]

The usual pipeline is PyPDFLoader, RecursiveCharacterTextSplitter (1000 characters, 200 shared),
all-MiniLM-L6-v2 by sentence-transformers, FAISS: all through LangChain, in the peer's own Python,
with the same weights. Both take turns. *Whole process* counts starting, importing and loading the
model; *warm* counts none of it, in either.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

import httpx2
from program import CVS, MODEL, events, run, seconds_of, server, upload
from reporting import Figure, Target, print_figures, print_heading

from folioscope.backends.bert.model_sources import find_model

# Takes the folder in once for each line of input and answers with seconds and chunks.
PEER = """
import sys, time
from pathlib import Path
from langchain_community.document_loaders import PyPDFLoader
from langchain_community.vectorstores import FAISS
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter
import langchain_community, sentence_transformers, torch, pypdf
folder, model = sys.argv[1:]
embeddings = HuggingFaceEmbeddings(model_name=model)
embeddings.embed_query("warm")
print("langchain-community", langchain_community.__version__, "sentence-transformers",
      sentence_transformers.__version__, "torch", torch.__version__, "pypdf", pypdf.__version__,
      "threads", torch.get_num_threads(), flush=True)
for line in sys.stdin:
    start = time.perf_counter()
    pages = [p for f in sorted(Path(folder).glob("*.pdf")) for p in PyPDFLoader(str(f)).load()]
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    chunks = splitter.split_documents(pages)
    store = FAISS.from_documents(chunks, embeddings)
    found = store.similarity_search("Kubernetes", k=1)
    print(time.perf_counter() - start, len(chunks), flush=True)
"""


@dataclass
class Samples:
    """Seconds of every turn."""

    own_whole: list[float] = field(default_factory=list)
    own_warm: list[float] = field(default_factory=list)
    peer_whole: list[float] = field(default_factory=list)
    peer_warm: list[float] = field(default_factory=list)


class Peer:
    """The usual pipeline in a process of its own."""

    def __init__(self, python: str, folder: Path) -> None:
        model = find_model(MODEL).directory
        command = [python, "-W", "ignore", "-c", PEER, str(folder), str(model)]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=os.environ | {"HF_HUB_OFFLINE": "1"},
        )
        self.title = self._line()

    def _line(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline().strip()

    def take_in(self) -> tuple[float, int]:
        """Seconds, and how many chunks that made."""
        assert self._process.stdin
        print("again", file=self._process.stdin, flush=True)
        seconds, chunks = self._line().split()
        return float(seconds), int(chunks)

    def end(self) -> None:
        """Let the process end."""
        self._process.communicate()


@contextmanager
def peer(python: str, folder: Path) -> Iterator[Peer | None]:
    """The pipeline, loaded; None when that Python has not got it."""
    try:
        started = Peer(python, folder)
    except OSError as error:
        print(f"Without the usual pipeline: {error}", file=sys.stderr)
        yield None
        return
    if not started.title:
        print(f"Without the usual pipeline: {python} cannot load it.", file=sys.stderr)
    yield started if started.title else None
    started.end()


def take_in(client: httpx2.Client, kb: str, files: list[Path]) -> float:
    """Seconds from the upload until the run is done and a search finds something."""
    client.post("/api/kbs", json={"name": kb}).raise_for_status()
    start = perf_counter()
    for _ in events(client, upload(client, kb, files)):
        pass
    found = client.post("/api/search", json={"query": "Kubernetes", "kb": kb, "k": 1}).json()
    seconds = perf_counter() - start
    assert found["hits"]
    return seconds


def measure_whole(data_dir: Path, python: str, folder: Path, rounds: int, samples: Samples) -> None:
    """Whole processes, in turn."""
    for number in range(rounds):
        run(data_dir, "kb", "create", f"whole-{number}")
        seconds = seconds_of(data_dir, "kb", "add", f"whole-{number}", str(folder))
        samples.own_whole.append(seconds)
        start = perf_counter()
        with peer(python, folder) as other:
            if other:
                other.take_in()
        if other:
            samples.peer_whole.append(perf_counter() - start)


def measure_warm(
    data_dir: Path, python: str, files: list[Path], rounds: int, samples: Samples
) -> None:
    """A server and a pipeline that have their models loaded, in turn."""
    with server(data_dir) as started, started.client() as client:
        take_in(client, "warm-up", files[:3])
        with peer(python, files[0].parent) as other:
            for number in range(rounds):
                samples.own_warm.append(take_in(client, f"warm-{number}", files))
                if other:
                    samples.peer_warm.append(other.take_in()[0])
            if other:
                print(f"The usual pipeline: {other.title}, {other.take_in()[1]} chunks.\n")


def report(samples: Samples, count: int) -> None:
    """Print the table."""
    figures = [
        Figure("`folioscope kb add`, whole process", samples.own_whole, "s", Target(8)),
        Figure("POST to done and found, warm server", samples.own_warm, "s", Target(8)),
    ]
    if samples.peer_whole:
        figures += [
            Figure("usual pipeline, whole process", samples.peer_whole, "s"),
            Figure("usual pipeline, model loaded", samples.peer_warm, "s"),
            ratio("times as many documents a second, whole", samples.peer_whole, samples.own_whole),
            ratio("times as many documents a second, warm", samples.peer_warm, samples.own_warm),
        ]
    figures += [
        Figure("documents a second, whole process", [count / s for s in samples.own_whole], ""),
        Figure("documents a second, warm server", [count / s for s in samples.own_warm], ""),
    ]
    print_figures(figures)


def ratio(name: str, theirs: list[float], ours: list[float]) -> Figure:
    """Turn by turn."""
    pairs = zip(theirs, ours, strict=True)
    return Figure(name, [other / own for other, own in pairs], "×", Target(2.5, at_least=True))


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--peer-python", default="", help="a Python with the usual pipeline")
    parser.add_argument("--folder", type=Path, default=CVS, help="a folder of PDF files")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    print_heading("Taking in 30 CVs", "openvino", "pypdfium2", "faiss-cpu", "tantivy")
    files = sorted(options.folder.glob("*.pdf"))
    samples = Samples()
    with tempfile.TemporaryDirectory() as name:
        measure_whole(Path(name), options.peer_python, options.folder, options.rounds, samples)
        measure_warm(Path(name), options.peer_python, files, options.rounds, samples)
    report(samples, len(files))


if __name__ == "__main__":
    main()
