"""How well and how fast documents are read, against pypdf, pdfplumber and markitdown.

    python bench/parsing.py --data ../shared/data --peer-python /path/to/venv/bin/python

Quality is measured on files that broke other parsers, against what three other engines found in
them (see ``parsing_gold``). Speed is that of one core: each file is read in a child process with
limits, as the server reads it, then by pypdf without one, and so on in turn.
"""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

from parsing_gold import STATUS_OF_CODE, Gold, Outcome, Score, Share, golds_in
from parsing_peers import Peer, peers
from reporting import Figure, Target, print_figures, print_heading

from folioscope.backends.parsers.port import Unreadable
from folioscope.backends.parsers.sandbox import FileReader

DATA = Path(__file__).resolve().parents[1] / "../shared/data"
TARGETS = {"status": 98.0, "need": 99.0, "phrases": 95.0, "page_marks": 98.0, "deleted_only": 100.0}
SPEED = (
    ("CVs", "resumes/livecareer-pdf/*/*.pdf", 4.0),
    ("long manuals", "docqa/sec-10-q/docs/*.pdf", 2.0),
)
OWN = "folioscope"
Read = Callable[[Path], Outcome]


class OwnReader:
    """The reader of the server, one child process a file."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._reader = FileReader()

    def read(self, file: Path) -> Outcome:
        """Read one file."""
        try:
            reading = self._loop.run_until_complete(self._reader.read(file, file.name))
        except Unreadable as refused:
            return Outcome(refused=STATUS_OF_CODE.get(refused.code, refused.code))
        pages = [page for document in reading.documents for page in document.pages]
        return Outcome([(page.number, page.text) for page in pages])


def scores(sets: dict[str, list[Gold]], read: Read, reads: Callable[[Path], bool]) -> list[Score]:
    """Score a reader on each set, then on all of them."""
    together = Score()
    answer = []
    for golds in sets.values():
        score = Score()
        for gold in golds:
            if reads(gold.file):
                outcome = read(gold.file)
                score.add(gold, outcome)
                together.add(gold, outcome)
        answer.append(score)
    return [*answer, together]


def is_pdf(file: Path) -> bool:
    """Whether all readers claim to read it."""
    return file.suffix.lower() == ".pdf"


def measure_quality(
    sets: dict[str, list[Gold]], own: OwnReader, others: Sequence[Peer], *, misses: bool
) -> None:
    """Print one table of all readers."""
    readers = [(OWN, scores(sets, own.read, lambda _: True))]
    readers.append((f"{OWN}, PDF alone", scores(sets, own.read, is_pdf)))
    readers += [(peer.title, scores(sets, peer.read, peer.reads)) for peer in others]
    print(f"| set | reader | files | {' | '.join(TARGETS)} |")
    print("| --- | --- | --- | " + "--- | " * len(TARGETS))
    for number, name in enumerate([*sets, "together"]):
        for title, scored in readers:
            _print_row(name, title, scored[number])
    bounds = " | ".join(f"≥ {bound:g} %" for bound in TARGETS.values())
    print(f"| target | {OWN} | | {bounds} |\n")
    if misses:
        print("\n".join(readers[0][1][-1].misses), "\n")


def _print_row(name: str, title: str, score: Score) -> None:
    if score.status.of:
        shares = (getattr(score, kind) for kind in TARGETS)
        cells = " | ".join(_cell(share) for share in shares)
        print(f"| {name} | {title} | {score.status.of} | {cells} |")


def _cell(share: Share) -> str:
    return f"{share.percent:.1f} % ({share.found}/{share.of})" if share.of else "–"


def measure_speed(data: Path, own: OwnReader, other: Peer | None, rounds: int) -> None:
    """Print pages a second of both readers."""
    figures = []
    for name, pattern, bound in SPEED:
        files = sorted(data.glob(pattern))
        pages = sum(len(own.read(file).pages) for file in files)
        turns = [_turn(files, own, other) for _ in range(rounds)]
        figures.append(Figure(f"pages a second, {name}", [pages / turn[0] for turn in turns], ""))
        if other:
            ratios = [turn[1] / turn[0] for turn in turns]
            figures += [
                Figure(f"{other.name}: {name}", [pages / turn[1] for turn in turns], ""),
                Figure(f"times as fast, {name}", ratios, "×", Target(bound, at_least=True)),
            ]
    print_figures(figures)


def _turn(files: Sequence[Path], own: OwnReader, other: Peer | None) -> tuple[float, float]:
    """Seconds that each takes for all files; file by file, so that neither has the better time."""
    own_seconds = other_seconds = 0.0
    for file in files:
        start = perf_counter()
        own.read(file)
        own_seconds += perf_counter() - start
        other_seconds += other.seconds(file) if other else 0.0
    return own_seconds, other_seconds


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA, help="a folder with torture/ in it")
    parser.add_argument("--peer-python", default="", help="a Python with the other readers")
    parser.add_argument("--rounds", type=int, default=3, help="of the speed, none with 0")
    parser.add_argument("--misses", action="store_true", help="list what was not found")
    options = parser.parse_args()
    data = options.data.resolve()
    print_heading("Reading documents", "pypdfium2", "lxml")
    if options.rounds:
        # Whoever is started from here on has one core, as have the children of it.
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with asyncio.Runner() as runner, peers(options.peer_python) as others:
        own = OwnReader(runner.get_loop())
        measure_quality(golds_in(data / "torture"), own, others, misses=options.misses)
        if options.rounds:
            pypdf = next((peer for peer in others if peer.name == "pypdf"), None)
            measure_speed(data, own, pypdf, options.rounds)


if __name__ == "__main__":
    main()
