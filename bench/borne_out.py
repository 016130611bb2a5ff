"""How often a sentence is taken to be borne out by a passage it rests on, and by others.

    python bench/borne_out.py

The sentences are those of the written answers to questions about quarterly reports. Each is held
against the passage that shares most of its words, once in the reports its answer rests on and
once in the others, which mostly say the same of another quarter; and against any passage of the
right reports. The reports are not part of this repository; without them nothing is measured.
"""

from __future__ import annotations

import json
import random
import re
import sqlite3
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from quality import take_in
from quality_sets import REPORTS, SHARED, read_set
from reporting import print_heading

from folioscope.features.extractive.terms import terms
from folioscope.features.grounding.checking import DASH
from folioscope.features.grounding.claims import read
from folioscope.features.grounding.location import Source, locate

LEAST_TERMS = 3
NAMES_OF_FILES = re.compile(r"\(SOURCE:[^)]*\)|SOURCE\(?S?\)?:.*")
STORED = (
    "SELECT d.name, c.text, c.context FROM chunks c JOIN documents d ON d.id = c.document_id "
    "ORDER BY c.id"
)
WAYS = ("a passage it rests on", "another passage of the same reports", "another report")


def stored(data_dir: Path) -> Mapping[str, Sequence[Source]]:
    """The passages of each report."""
    found: dict[str, list[Source]] = defaultdict(list)
    with sqlite3.connect(data_dir / "folioscope.db") as database:
        for name, text, context in database.execute(STORED):
            whose, _, of_what = context.partition(DASH)
            found[name].append(Source(text, f"{whose} {name}", of_what))
    return found


def sentences(answer: str) -> Iterator[str]:
    """What an answer asserts, without the files it names."""
    text = NAMES_OF_FILES.sub("", answer)
    for start, end in read(text).statements:
        if len(set(terms(text[start:end]))) >= LEAST_TERMS:
            yield text[start:end]


def nearest(sentence: str, among: Sequence[Source]) -> Source:
    """The passage that shares most of its words."""
    words = set(terms(sentence))
    return max(among, key=lambda source: len(words & source.words))


def main() -> None:
    """Run the bench."""
    chance = random.Random(3)
    counts: Counter[str] = Counter()
    asked = SHARED / "data" / "docqa" / REPORTS / "questions.jsonl"
    with tempfile.TemporaryDirectory() as folder:
        reports = read_set(REPORTS, Path(folder))
        if reports is None:
            sys.exit(f"Nothing is measured: {REPORTS} is not there.")
        print_heading("Sentences that are borne out", "pypdfium2")
        take_in(Path(folder), [reports])
        passages = stored(Path(folder))
    for record in map(json.loads, asked.read_text(encoding="utf-8").splitlines()):
        right = [one for name in record["docs"] for one in passages.get(name, ())]
        others = [one for name in passages.keys() - set(record["docs"]) for one in passages[name]]
        for sentence in sentences(record["answer"]) if right and others else ():
            places = (nearest(sentence, right), chance.choice(right), nearest(sentence, others))
            counts["sentences"] += 1
            for way, source in zip(WAYS, places, strict=True):
                located = locate(sentence, source)
                counts[way] += located is not None and located.match is not None
    print(f"{counts['sentences']} sentences\n\n| taken to be borne out by | |\n| --- | --- |")
    for way in WAYS:
        print(f"| {way} | {counts[way] / counts['sentences']:.3f} |")


if __name__ == "__main__":
    main()
