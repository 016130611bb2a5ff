"""How often the extractive answer cites a document that the right answer rests on.

    python bench/cited.py

Asks the questions on the quarterly reports, through the HTTP API. The reports are not part of this
repository; without them nothing is measured.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import mean

import httpx2
from program import events, server
from quality import take_in
from quality_sets import REPORTS, read_set
from reporting import print_heading


def cited(client: httpx2.Client, questions: Sequence[str]) -> list[set[str]]:
    """The documents that the answer to each question cites."""
    found = []
    for question in questions:
        thread = client.post("/api/threads", json={"kbs": [REPORTS]}).json()["thread_id"]
        accepted = client.post(f"/api/threads/{thread}/messages", json={"content": question})
        final = dict(events(client, accepted.raise_for_status().json()["run_id"]))["final"]
        found.append({citation["document"] for citation in final["citations"]})
    return found


def main() -> None:
    """Run the bench."""
    with tempfile.TemporaryDirectory() as folder:
        reports = read_set(REPORTS, Path(folder))
        if reports is None:
            sys.exit(f"Nothing is measured: {REPORTS} is not there.")
        print_heading("Cited documents", "openvino", "faiss-cpu", "tantivy")
        take_in(Path(folder), [reports])
        with server(Path(folder)) as started, started.client() as client:
            documents = cited(client, list(reports.questions.values()))
    pairs = zip(documents, reports.relevant.values(), strict=True)
    right = mean(bool(found & relevant.keys()) for found, relevant in pairs)
    print(
        f"\n{REPORTS}, {len(documents)} questions\n\n| share of questions with | |\n| --- | --- |"
    )
    print(f"| a right document cited by the extractive answer | {right:.3f} |")
    print(f"| any citation | {mean(map(bool, documents)):.3f} |")


if __name__ == "__main__":
    main()
