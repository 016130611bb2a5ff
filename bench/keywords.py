"""Search by words alone: how well it finds, whether languages are told, how fast texts go in.

    python bench/keywords.py [--sets cranfield cacm ...]

The documents of the shared sets go straight into an index, each as one text in the language that
is found out for it; beside that stands what the same index finds if no language is known. The
sets are not part of this repository; without them nothing is measured.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory

from quality_sets import CUT, JUDGED, QuestionSet, read_set, records, score
from reporting import print_heading

from folioscope.backends.parsers.port import Page, Parsed
from folioscope.features.knowledge.document_languages import with_languages
from folioscope.platform.indexes.analysis import analysis_of
from folioscope.platform.indexes.keywords import KeywordIndex
from folioscope.platform.indexes.languages import language_of

LANGUAGES = {"piaf-dev-fr": "fr", "xquad-dev-es": "es", "xquad-dev-de": "de", "melo-dev-es": "es"}
CHUNK = 900  # characters
WORDS = 8
PAIR = 2


def read_documents(one: QuestionSet) -> dict[str, str]:
    """The texts of a set by id, each with its title."""
    return {
        record["id"]: f"{record.get('title') or ''}\n{record['text']}".strip()
        for record in records(one.source)
    }


def found_well(one: QuestionSet, ids: Sequence[str], rows: Sequence[tuple[str, str | None]]) -> str:
    """The scores of a set whose texts are indexed in these languages."""
    numbered = ((number, text, language) for number, (text, language) in enumerate(rows))
    view = KeywordIndex().change(numbered, ())
    scores = [
        score(
            [ids[number] for number in view.search(text, CUT, None).ids.tolist()],
            one.relevant[id_],
        )
        for id_, text in one.questions.items()
    ]
    means = (mean(each.ndcg for each in scores), mean(each.recall for each in scores))
    return " / ".join(f"{figure:.3f}" for figure in (*means, mean(each.mrr for each in scores)))


def told_well(texts: Sequence[str], language: str) -> str:
    """The shares of texts whose language is told rightly, and wrongly."""
    found = [language_of(text) for text in texts]
    right, wrong = found.count(language), len(found) - found.count(language) - found.count(None)
    return f"{right / len(found):.3f} / {wrong / len(found):.3f}"


def print_found(sets: Sequence[QuestionSet]) -> None:
    """How well is found."""
    print("nDCG@10 / Recall@10 / MRR@10 by words alone\n")
    print("| set | languages found out | no language known |\n| --- | --- | --- |")
    for one in sets:
        documents = read_documents(one)
        ids, texts = list(documents), list(documents.values())
        parsed = with_languages([Parsed((Page(text),)) for text in texts])
        known = found_well(one, ids, [(p.pages[0].text, p.language) for p in parsed])
        unknown = found_well(one, ids, [(text, None) for text in texts])
        print(f"| {one.name} | {known} | {unknown} |", flush=True)


def print_told(sets: Sequence[QuestionSet]) -> None:
    """Whether languages are told."""
    print("\nlanguage told rightly / wrongly; the rest is left open\n")
    print("| set | documents | questions | their first 8 words | their first 2 |")
    print("| --- | --- | --- | --- | --- |")
    for one in sets:
        language = LANGUAGES.get(one.name, "en")
        asked = list(one.questions.values())
        starts = [[" ".join(text.split()[:most]) for text in asked] for most in (WORDS, PAIR)]
        texts = (list(read_documents(one).values()), asked, *starts)
        print(f"| {one.name} | {' | '.join(told_well(each, language) for each in texts)} |")


def print_speed(sets: Sequence[QuestionSet]) -> None:
    """How fast texts go in: of 30,000 chunks, and of the processor's time as well."""
    text = " ".join(text for one in sets for text in read_documents(one).values()) * 30
    chunks = [text[at : at + CHUNK] for at in range(0, len(text) - CHUNK, CHUNK)][:30_000]
    analysis_of("en").terms(text[:1_000_000])
    begun, used = time.perf_counter(), time.process_time()
    KeywordIndex().change(((number, chunk, "en") for number, chunk in enumerate(chunks)), ())
    whole, cpu = time.perf_counter() - begun, time.process_time() - used
    print(f"\n{len(chunks):,} chunks of {CHUNK} characters in English:")
    print(f"{len(chunks) / whole:,.0f} a second, {len(chunks) / cpu:,.0f} a second of processor")


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sets", nargs="*", default=JUDGED)
    options = parser.parse_args()
    with TemporaryDirectory() as scratch:
        sets = [one for name in options.sets if (one := read_set(name, Path(scratch)))]
        if not sets:
            sys.exit("Nothing is measured: the sets are not here.")
        print_heading("Search by words", "tantivy", "py3langid")
        print_found(sets)
        print_told(sets)
        print_speed([one for one in sets if one.name not in LANGUAGES])


if __name__ == "__main__":
    main()
