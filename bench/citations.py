"""Whether each citation stands where it says, on invented CVs as PDF.

    python bench/citations.py [--people N]

The CVs are made here, taken in by the program, and asked about through the HTTP API, without a
language model. Each citation is then looked up in the PDF itself: PDFium reads the stated page
inside the stated boxes, and what it finds there must be the quote. None of our code has a part in
that, nor does what the program has stored.
"""

from __future__ import annotations

import argparse
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pypdfium2
from program import events, run, server
from reporting import print_heading

from folioscope.features.samples.export import LAYOUTS
from folioscope.features.samples.generate import generate

SEED, BASE = 7, "people"
MARGIN = 1.0  # points around a box: letters reach over the line they stand on
SHOWN = 10
QUESTIONS = {
    "en": (
        "What did {name} do at {employer}?",
        "What did {name} study?",
        "Which skills does {name} have?",
        "Which languages does {name} speak?",
    ),
    "fr": (
        "Qu'a fait {name} chez {employer} ?",
        "Quelles études {name} a-t-il faites ?",
        "Quelles compétences {name} possède-t-il ?",
        "Quelles langues {name} parle-t-il ?",
    ),
}


@dataclass
class Tally:
    """What was counted, and the citations that are not where they say."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def questions(people: Sequence[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Each question with the name of the person it is about."""
    for person in people:
        name, employer = person["basics"]["name"], person["work"][0]["name"]
        for question in QUESTIONS[person["meta"]["language"]]:
            yield name, question.format(name=name, employer=employer)


def asked(client: httpx2.Client, question: str) -> dict[str, Any]:
    """The answer with all that is told of it."""
    thread = client.post("/api/threads", json={"kbs": [BASE]}).json()["thread_id"]
    accepted = client.post(f"/api/threads/{thread}/messages", json={"content": question})
    told = dict(events(client, accepted.raise_for_status().json()["run_id"]))
    return told.get("final") or {"citations": [], "grounding": {}, **told["error"]}


def letters(text: str) -> str:
    """The letters and digits of a text, without what PDFs write in more than one way."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def in_boxes(path: Path, page_number: int, boxes: Sequence[Sequence[float]]) -> list[str]:
    """What PDFium reads on a page inside each box, which is measured from the top left corner."""
    with closing(pypdfium2.PdfDocument(path)) as document:
        page = document[page_number - 1]
        height, read = page.get_height(), page.get_textpage()
        return [
            read.get_text_bounded(
                left - MARGIN, height - bottom - MARGIN, right + MARGIN, height - top + MARGIN
            )
            for left, top, right, bottom in boxes
        ]


def fault(citation: dict[str, Any], folder: Path) -> str:
    """What is wrong with a place; empty if the quote stands there and each box has a part of it."""
    if not citation["quote"] or not citation["boxes"]:
        return "no quote" if not citation["quote"] else "no box"
    lines = in_boxes(folder / Path(citation["path"]).name, citation["page"], citation["boxes"])
    quote = letters(citation["quote"])
    if quote not in "".join(map(letters, lines)):
        return f"the boxes hold {lines!r}"
    whole = letters(lines[0]) + quote + letters(lines[-1])
    if any(letters(line) not in whole for line in lines):
        return f"a box has no part of it: {lines!r}"
    return ""


def check(tally: Tally, folder: Path, name: str, final: dict[str, Any]) -> None:
    """Count an answer, and look up each of its citations and of the quotes of its claims."""
    grounding, citations, counts = final["grounding"], final["citations"], tally.counts
    counts["answers"] += 1
    counts[f"answers by: {grounding.get('answerer', 'nobody')}"] += 1
    counts["answers that say it was not found"] += grounding.get("abstained", False)
    counts["answers with a citation"] += bool(citations)
    counts["statements"] += grounding.get("statements", 0)
    counts["statements that a source bears out"] += grounding.get("supported", 0)
    counts["citations verified"] += sum(citation["verified"] for citation in citations)
    counts["citations of the CV asked about"] += sum(
        _is_of(name, citation["path"]) for citation in citations
    )
    paths = {citation["n"]: citation["path"] for citation in citations}
    claims = [{**claim, "path": paths[claim["n"]]} for claim in grounding.get("claims", [])]
    for kind, places in (("citations", citations), ("quotes of single claims", claims)):
        for place in places:
            counts[kind] += 1
            if problem := fault(place, folder):
                counts[f"{kind} elsewhere"] += 1
                tally.wrong.append(f"{place['path']}: {place['quote']!r}: {problem}")


def _is_of(name: str, path: str) -> bool:
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return all(word in path for word in folded.replace("'", " ").split())


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100)
    count = parser.parse_args().people
    print_heading("Citations where they say", "pypdfium2", "weasyprint", "openvino", "faiss-cpu")
    tally = Tally()
    with tempfile.TemporaryDirectory() as place:
        data, folder = Path(place) / "data", Path(place) / "cvs"
        options = ("--count", str(count), "--seed", str(SEED), "--out", str(folder))
        run(data, "samples", "generate", *options)
        run(data, "kb", "create", BASE)
        run(data, "kb", "add", BASE, str(folder))
        with server(data) as started, started.client() as client:
            for name, question in questions(generate(count, SEED)):
                check(tally, folder, name, asked(client, question))
    report(tally, count)


def report(tally: Tally, count: int) -> None:
    """Print the figures, and the first of the citations that are elsewhere."""
    counts = tally.counts
    print(f"{count} CVs in {len(LAYOUTS)} layouts\n\n| | |\n| --- | --- |")
    for name, number in counts.items():
        if not name.endswith("elsewhere"):
            print(f"| {name} | {number} |")
    for kind in ("citations", "quotes of single claims"):
        right = 1 - counts[f"{kind} elsewhere"] / (counts[kind] or 1)
        print(f"| {kind}: quote found at the stated page, in the stated boxes | {right:.2%} |")
    for problem in tally.wrong[:SHOWN]:
        print(f"\n- {problem}")


if __name__ == "__main__":
    main()
