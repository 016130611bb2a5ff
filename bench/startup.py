"""How long until the program answers, and how much memory it then takes.

    python bench/startup.py [--rounds 9]

The caches of the operating system are warm; a base of 30 CVs is there.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import defaultdict
from pathlib import Path
from time import perf_counter

from program import CVS, events, megabytes, megabytes_of_children, run, seconds_of, server, upload
from reporting import Figure, Target, print_figures, print_heading

QUERY = "Who has run Kubernetes in production and speaks French?"
COMMANDS = {
    "folioscope --help": (("--help",), Target(0.3)),
    "folioscope version": (("version",), None),
    "folioscope search, without a server": (("search", "--kb", "cvs", "--json", QUERY), None),
}
TIMES = {
    "first 200 of /health/ready": Target(3),
    "first search answered, so the embedder is loaded": Target(3),
}
MEMORY = {
    "server after the first search": Target(700),
    "server after taking in 30 CVs": Target(700),
    "children of the server after that": None,
    "server and children after that": Target(700),
}


def time_commands(data_dir: Path, rounds: int) -> list[Figure]:
    """Whole processes."""
    return [
        Figure(name, [seconds_of(data_dir, *arguments) for _ in range(rounds)], "s", target)
        for name, (arguments, target) in COMMANDS.items()
    ]


def start_once(data_dir: Path, number: int, samples: defaultdict[str, list[float]]) -> None:
    """Start a server, search, take in the CVs, and note times and memory."""
    with server(data_dir) as started, started.client() as client:
        ready, searched = TIMES
        samples[ready].append(perf_counter() - started.started)
        client.post("/api/search", json={"query": QUERY, "kb": "cvs"}).raise_for_status()
        samples[searched].append(perf_counter() - started.started)
        first, later, children, both = MEMORY
        samples[first].append(megabytes(started.pid))
        client.post("/api/kbs", json={"name": f"again-{number}"}).raise_for_status()
        for _ in events(client, upload(client, f"again-{number}", sorted(CVS.glob("*.pdf")))):
            pass
        samples[later].append(megabytes(started.pid))
        samples[children].append(megabytes_of_children(started.pid))
        samples[both].append(samples[later][-1] + samples[children][-1])


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    print_heading("Start and memory", "openvino", "faiss-cpu", "tantivy", "fastapi", "sqlalchemy")
    with tempfile.TemporaryDirectory() as name:
        data_dir = Path(name)
        run(data_dir, "kb", "create", "cvs")
        run(data_dir, "kb", "add", "cvs", str(CVS))
        figures = time_commands(data_dir, rounds)
        samples: defaultdict[str, list[float]] = defaultdict(list)
        for number in range(rounds):
            start_once(data_dir, number, samples)
    figures += [Figure(name, samples[name], "s", target) for name, target in TIMES.items()]
    figures += [Figure(name, samples[name], "MB", target) for name, target in MEMORY.items()]
    print_figures(figures)


if __name__ == "__main__":
    main()
