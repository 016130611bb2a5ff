"""From 1,000 text files to something that can be searched, against two usual ways to do it.

    python bench/ingest_texts.py --peer-python /path/to/venv/bin/python [--files 1000] [--rounds 1]

The files are documentation out of the installed packages, 110 to 440 words each. *LangChain* is
TextLoader, RecursiveCharacterTextSplitter (1000 characters, 200 shared), HuggingFaceEmbeddings and
FAISS in memory. *Chroma* is its own persistent client with SentenceTransformerEmbeddingFunction,
given the same pieces. Both have the same weights and run in the peer's Python. All take turns.
*Whole process* counts starting, importing and loading the model; *warm* counts none of it.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from time import perf_counter

from documentation import pieces
from ingest import take_in
from program import MODEL, run, seconds_of, server
from reporting import Figure, Target, print_figures, print_heading

from folioscope.backends.bert.model_sources import find_model

MOST_PIECES = 4
PEERS = ("LangChain", "Chroma")

# Takes the folder in once; prints the seconds without what it takes to start, and the chunks.
PEER = """
import sys, time
from pathlib import Path
folder, model, kind, place = sys.argv[1:]
from langchain_text_splitters import RecursiveCharacterTextSplitter
splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
files = sorted(Path(folder).glob("*.txt"))
def by_langchain():
    from langchain_community.document_loaders import TextLoader
    from langchain_community.vectorstores import FAISS
    from langchain_huggingface import HuggingFaceEmbeddings
    embeddings = HuggingFaceEmbeddings(model_name=model, model_kwargs={"device": "cpu"})
    embeddings.embed_query("warm")
    start = time.perf_counter()
    loaded = [page for file in files for page in TextLoader(str(file)).load()]
    chunks = splitter.split_documents(loaded)
    store = FAISS.from_documents(chunks, embeddings)
    assert store.similarity_search("How is a file opened?", k=1)
    return start, len(chunks)
def by_chroma():
    import chromadb
    from chromadb.utils.embedding_functions import SentenceTransformerEmbeddingFunction
    embed = SentenceTransformerEmbeddingFunction(model_name=model, device="cpu")
    embed(["warm"])
    client = chromadb.PersistentClient(place)
    collection = client.create_collection("notes", embedding_function=embed)
    start = time.perf_counter()
    texts = [(file.name, text) for file in files for text in splitter.split_text(file.read_text())]
    for first in range(0, len(texts), 200):
        part = texts[first : first + 200]
        collection.add(
            ids=[str(first + number) for number in range(len(part))],
            documents=[text for _, text in part],
            metadatas=[{"source": name} for name, _ in part],
        )
    assert collection.query(query_texts=["How is a file opened?"], n_results=1)["ids"][0]
    return start, len(texts)
start, chunks = by_chroma() if kind == "Chroma" else by_langchain()
print(time.perf_counter() - start, chunks)
"""


def write_files(folder: Path, count: int) -> list[Path]:
    """Text files of documentation, the same ones each time."""
    chance = random.Random(3)
    text = pieces(count * MOST_PIECES)
    files = []
    for number in range(count):
        file = folder / f"note-{number:04}.txt"
        parts = [next(text) for _ in range(chance.randint(1, MOST_PIECES))]
        file.write_text("\n\n".join(parts), encoding="utf-8")
        files.append(file)
    return files


def run_peer(python: str, folder: Path, kind: str) -> tuple[float, float] | None:
    """Seconds of the whole process and of the work alone; None if that Python cannot do it."""
    with tempfile.TemporaryDirectory() as place:
        model = str(find_model(MODEL).directory)
        command = [python, "-W", "ignore", "-c", PEER, str(folder), model, kind, place]
        offline = os.environ | {"HF_HUB_OFFLINE": "1", "ANONYMIZED_TELEMETRY": "False"}
        start = perf_counter()
        try:
            done = subprocess.run(command, env=offline, capture_output=True, text=True, check=False)
        except OSError as error:
            print(f"Without {kind}: {error}", file=sys.stderr)
            return None
        whole = perf_counter() - start
    if done.returncode:
        print(f"Without {kind}: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
        return None
    seconds, chunks = done.stdout.split()[-2:]
    print(f"{kind}: {chunks} chunks, {whole:.1f} s, of it {float(seconds):.1f} s work", flush=True)
    return whole, float(seconds)


def measure(files: list[Path], python: str, rounds: int) -> dict[str, list[float]]:
    """Every turn's seconds, by who took it."""
    seconds: defaultdict[str, list[float]] = defaultdict(list)
    folder = files[0].parent
    for number in range(rounds):
        with tempfile.TemporaryDirectory() as name:
            data_dir = Path(name)
            run(data_dir, "kb", "create", "cold")
            run(data_dir, "search", "ready", "--kb", "cold")  # the model's graph is written once
            seconds["own cold"].append(seconds_of(data_dir, "kb", "add", "cold", str(folder)))
            with server(data_dir) as started, started.client() as client:
                take_in(client, "warm-up", files[:3])
                seconds["own warm"].append(take_in(client, "warm", files))
        print(f"Round {number + 1}: {seconds['own cold'][-1]:.1f} s as a whole process", flush=True)
        for kind in PEERS if python else ():
            measured = run_peer(python, folder, kind)
            if measured:
                seconds[f"{kind} cold"].append(measured[0])
                seconds[f"{kind} warm"].append(measured[1])
    return dict(seconds)


def report(seconds: dict[str, list[float]], count: int) -> None:
    """Print the table, peers against the same round's own turn."""
    titles = {"cold": "whole process", "warm": "models loaded"}
    figures = []
    for state, title in titles.items():
        own = seconds[f"own {state}"]
        figures.append(Figure(f"Folioscope, {title}", own, "s"))
        figures.append(Figure(f"… files a second, {title}", [count / each for each in own], ""))
        for kind in PEERS:
            theirs = seconds.get(f"{kind} {state}", [])
            if len(theirs) == len(own):
                times = [other / each for other, each in zip(theirs, own, strict=True)]
                figures.append(Figure(f"{kind}, {title}", theirs, "s"))
                target = Target(3, at_least=True)
                figures.append(Figure(f"times as fast as {kind}, {title}", times, "×", target))
    print_figures(figures)


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--peer-python", default="", help="a Python with LangChain and Chroma")
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    print_heading(f"Taking in {options.files} text files", "openvino", "faiss-cpu", "tantivy")
    with tempfile.TemporaryDirectory() as name:
        files = write_files(Path(name), options.files)
        report(measure(files, options.peer_python, options.rounds), options.files)


if __name__ == "__main__":
    main()
