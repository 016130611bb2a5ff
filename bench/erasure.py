"""Erasing: what is left of people of whom nothing should be, and how long it takes.

    PYTHONPATH=. python bench/erasure.py [--count 60] [--erased 5] [--seed 7]

Generated CVs are indexed, and of some people it is asked who they are. Each of these is erased
through the command line. Then their mail addresses, and names that nobody else has, are looked for
in every byte of the data folder, where they were before.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from reporting import Figure, Target, print_figures, print_heading

from folioscope.features.sections.folding import fold
from folioscope.settings.values import Settings


class Program:
    """The command line over a data folder of its own, which borrows the models of the machine."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        borrowed = {"FOLIOSCOPE_MODELS_DIR": str(Settings().model_cache)}
        self._environment = {**os.environ, **borrowed, "FOLIOSCOPE_DATA_DIR": str(self.data)}

    def say(self, *words: str | Path) -> str:
        """What a command prints."""
        command = [sys.executable, "-m", "folioscope", *map(str, words)]
        done = subprocess.run(command, env=self._environment, check=True, capture_output=True)
        return done.stdout.decode()

    def holds(self, texts: Sequence[str]) -> list[str]:
        """Those of the texts, which are folded, that stand in a file of the data folder."""
        found: set[str] = set()
        for path in self._files():
            told = fold(path.read_bytes().decode("utf-8", "replace"))
            found.update(text for text in texts if text in told or text in fold(path.name))
        return sorted(found)

    def _files(self) -> Iterator[Path]:
        return (path for path in self.data.rglob("*") if path.is_file())


def words_of(resume: Mapping[str, Any]) -> list[str]:
    """By what somebody would be found: their address, and their name."""
    basics = resume["basics"]
    return [fold(text) for text in (basics.get("email"), basics["name"]) if text]


def seconds_of(receipt: Mapping[str, Any]) -> float:
    """How long an erasure took from its receipt to its end."""
    began, ended = (datetime.fromisoformat(receipt[name]) for name in ("at", "completed_at"))
    return (ended - began).total_seconds()


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--erased", type=int, default=5)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), options)


def measure(folder: Path, options: argparse.Namespace) -> None:
    """Index, ask, erase, look."""
    program, cvs = Program(folder), folder / "cvs"
    drawn = f"--count {options.count} --seed {options.seed} --format pdf --locale fr,en,de,es"
    program.say("samples", "generate", *drawn.split(), "--out", cvs)
    program.say("kb", "create", "people")
    program.say("kb", "add", "people", cvs)
    truth = cvs.with_name(f"{cvs.name}.truth.jsonl").read_text("utf-8").splitlines()
    resumes = [json.loads(line)["resume"] for line in truth]
    chosen = resumes[:: max(len(resumes) // options.erased, 1)][: options.erased]
    others = {word for one in resumes if one not in chosen for word in words_of(one)}
    sought = [word for one in chosen for word in words_of(one) if word not in others]
    for one in chosen:
        program.say("ask", "--kb", "people", f"What did {one['basics']['name']} work as?")
    before = program.holds(sought)
    receipts = []
    for one in chosen:
        name = one["basics"]["name"]
        receipts.append(json.loads(program.say("erase", "--person", name, "--yes", "--json")))
    after = program.holds(sought)
    documents = json.loads(program.say("kb", "show", "people", "--json"))["documents"]
    left = documents if isinstance(documents, int) else len(documents)

    print_heading("Erasing people")
    print_figures(
        [
            Figure("names and addresses in the data folder before", [len(before)], ""),
            Figure("of them after", [len(after)], "", Target(0)),
            Figure("documents that stay", [left], ""),
            Figure("turns emptied, each person", [r["cleaned"]["turns"] for r in receipts], ""),
            Figure("from receipt to end", [seconds_of(r) for r in receipts], "s"),
            Figure("database", [(program.data / "folioscope.db").stat().st_size / 2**20], "MB"),
        ]
    )
    print(*(f"- left: {text}" for text in after), sep="\n")


if __name__ == "__main__":
    main()
