"""Hidden text in PDF files: tricks found, what can be seen lost, false findings, and what it costs.

    PYTHONPATH=. python bench/hidden_text.py [--data ../shared/data] [--cvs 30]

The tricks and what only looks like one are those of the tests. Findings in real documents are
listed one by one, since only eyes can tell whether they are true.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import process_time
from typing import Any

import pypdfium2
from reporting import Figure, Target, print_figures, print_heading

from folioscope.backends.parsers import pdf
from folioscope.backends.parsers.pdf_hidden import hidden_text
from folioscope.backends.parsers.pdf_page import read_page
from folioscope.backends.parsers.port import Finding, Limits, Parsed, Unreadable
from tests.backends.parsers.hidden_corpus import TRICKS
from tests.backends.parsers.hidden_corpus_controls import SEEN
from tests.backends.parsers.hidden_corpus_pages import CANARY, CONTROL, SHOWN_BY_THE_CASE

ROOT = Path(__file__).resolve().parents[1]
SETS = {
    "CVs, livecareer": "resumes/livecareer-pdf/*/*.pdf",
    "CVs, layouts": "resumes/layouts/*.pdf",
    "torture": "torture/*/*.pdf",
    "10-Q": "docqa/*/docs/*.pdf",
}
ROUNDS = 5


def corpus() -> tuple[Figure, Figure]:
    """Read every trick and every page that looks like one."""
    found, lost = [], []
    for trick in TRICKS:
        text, findings = _read_bytes(trick.made.pdf())
        told = [one for one in findings if CANARY in _squeezed(one.text)]
        is_found = bool(told) and CANARY not in _squeezed(text) and CONTROL in text
        found.append(is_found)
        kinds = ", ".join(sorted({one.kind for one in told}))
        print(f"| {trick.name} | {kinds} | {'found' if is_found else 'MISSED'} |")
    for name, made in SEEN.items():
        text, findings = _read_bytes(made.pdf())
        kept = all(words in " ".join(text.split()) for words in (CONTROL, SHOWN_BY_THE_CASE))
        lost.append(not kept or bool(findings))
        print(f"| {name} | | {'LOST' if lost[-1] else 'seen'} |")
    return (
        Figure(
            "tricks found, of all", [100 * sum(found) / len(found)], "%", Target(100, at_least=True)
        ),
        Figure("pages to be seen, lost", [sum(lost)], "", Target(0)),
    )


def real(data: Path) -> Iterator[Figure]:
    """Count the documents with findings in each set, and list what was found."""
    for name, pattern in SETS.items():
        files = sorted(data.glob(pattern))
        told = {file: findings for file in files if (findings := _findings(file))}
        for file, findings in told.items():
            for one in findings[:5]:
                print(f"- {file.name}, page {one.page}: {one.kind}: {one.text[:100]}")
        if files:
            share = 100 * len(told) / len(files)
            target = Target(1) if name.startswith("CVs") else None
            yield Figure(f"{name}: of {len(files)} documents with findings", [share], "%", target)


def costs(data: Path, count: int) -> Iterator[Figure]:
    """Measure processor time a page on CVs: its text and boxes, and the search beside it."""
    files = sorted(data.glob(SETS["CVs, livecareer"]))
    files = files[:: max(1, len(files) // count)][:count] + sorted(data.glob(SETS["CVs, layouts"]))
    reading, searching, shares = [], [], []
    for file in files:
        document = pypdfium2.PdfDocument(file)
        for place in range(len(document)):
            rounds = [_timed(document, place) for _ in range(ROUNDS)]
            whole, search = (1000 * min(samples) for samples in zip(*rounds, strict=True))
            reading.append(whole)
            searching.append(search)
            shares.append(100 * search / whole)
    yield Figure("a page read, with the search", reading, "ms")
    yield Figure("the search for hidden text alone", searching, "ms")
    yield Figure("its share", shares, "%", Target(10))


def _timed(document: Any, place: int) -> tuple[float, float]:
    """Answer the seconds that a page takes, and those that the search takes on it."""
    start = process_time()
    read_page(document, place + 1)
    whole = process_time() - start
    page = document[place]
    text_page = page.get_textpage()
    start = process_time()
    hidden_text(page, text_page, place + 1)
    search = process_time() - start
    text_page.close()
    page.close()
    return whole, search


def _read_bytes(content: bytes) -> tuple[str, Sequence[Finding]]:
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(content)
        file.flush()
        document = _read(Path(file.name))
    return "\n".join(page.text for page in document.pages), document.findings


def _read(file: Path) -> Parsed:
    (document,) = pdf.parse(file, Limits()).documents
    return document


def _findings(file: Path) -> Sequence[Finding]:
    try:
        return _read(file).findings
    except Unreadable:
        return ()


def _squeezed(text: str) -> str:
    return "".join(text.split())


def main() -> None:
    """Print all of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--cvs", type=int, default=30)
    options = parser.parse_args()
    print_heading("Hidden text in PDF", "pypdfium2")
    print("| page | told as | |\n| --- | --- | --- |")
    figures = corpus()
    print_figures(figures)
    print_figures(list(real(options.data)))
    print_figures(list(costs(options.data, options.cvs)))


if __name__ == "__main__":
    main()
