"""Invented CVs: how long 300 take to be drawn and indexed, and whether they are the same twice.

    python bench/samples.py [--count 300]

They are in four languages and all layouts. The files are written by the command and taken in by a
server-less “kb add”, both as processes of their own.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

from program import MODEL, run, seconds_of
from reporting import Figure, Target, print_figures, print_heading

COUNT = 300
SEED = 4242
ALL_SECONDS = 240
LOCALES = "fr,en,de,es"


def order(folder: Path, count: int, *formats: str) -> tuple[str, ...]:
    """The command that writes the CVs into a folder."""
    asked = ("--count", str(count), "--seed", str(SEED), "--locale", LOCALES)
    return ("samples", "generate", *asked, "--format", ",".join(formats), "--out", str(folder))


def is_same_twice(base: Path, count: int) -> bool:
    """Whether the same seed gives the same JSON and the same truth, byte for byte."""
    for name in ("one", "two"):
        run(base, *order(base / name, count, "json"))
    files = sorted(path.name for path in (base / "one").iterdir())
    same = all(
        (base / "one" / one).read_bytes() == (base / "two" / one).read_bytes() for one in files
    )
    truths = [(base / f"{name}.truth.jsonl").read_bytes() for name in ("one", "two")]
    return same and len(files) == count and truths[0] == truths[1]


def indexed(data: Path) -> int:
    """How many documents of the base are ready."""
    told = json.loads(run(data, "kb", "show", "cvs", "--json"))
    return Counter(one["state"] for one in told["documents"])["ready"]


def processor_seconds(data: Path, *arguments: str) -> tuple[float, float]:
    """How long a command takes, and how long processors worked on it: others work, too."""
    before = getrusage(RUSAGE_CHILDREN)
    seconds = seconds_of(data, *arguments)
    after = getrusage(RUSAGE_CHILDREN)
    worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, worked


def measure(base: Path, count: int) -> None:
    """Write, draw, index, look again, and print how long each took."""
    data = base / "data"
    data.mkdir()
    written = seconds_of(base, *order(base / "json", count, "json"))
    drawn, drawing = processor_seconds(base, *order(base / "cvs", count, "pdf"))
    again = seconds_of(base, *order(base / "cvs", count, "pdf"))
    run(data, "kb", "create", "cvs")
    added, adding = processor_seconds(data, "kb", "add", "cvs", str(base / "cvs"))
    print_figures(
        [
            Figure(f"{count} CVs written as JSON", [written], "s"),
            Figure(f"{count} CVs drawn as PDF", [drawn], "s"),
            Figure("asked again, all there", [again], "s"),
            Figure("taken in and indexed", [added], "s"),
            Figure("drawn, taken in and indexed", [drawn + added], "s", Target(ALL_SECONDS)),
            Figure("processor time of both", [drawing + adding], "s"),
            Figure("documents ready", [indexed(data)], "", Target(count, at_least=True)),
            Figure(
                "the same JSON twice", [is_same_twice(base, count)], "", Target(1, at_least=True)
            ),
        ]
    )


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=COUNT)
    options = parser.parse_args()
    print_heading(f"Invented CVs ({MODEL})", "weasyprint", "onnxruntime")
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), options.count)


if __name__ == "__main__":
    main()
