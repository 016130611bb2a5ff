"""Terms of knowledge found in the texts of jobs that people marked: recall and precision.

    python bench/skills.py [--data ../shared/data] [--show]

Against a plain dictionary: every name of a skill or language that the program knows, in any case. A
term counts as found if one that was found has the same words; “in part” if one has the other in it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable
from pathlib import Path

from folioscope.features.knowledge.fact_keys import LANGUAGES, SKILLS, tokens, words_of
from folioscope.features.knowledge.fact_terms import terms

Finder = Callable[[str], list[str]]
NAMES = frozenset((*SKILLS, *LANGUAGES))
LONGEST = max(name.count(" ") for name in NAMES) + 1


def by_dictionary(text: str) -> list[str]:
    """The names that the dictionary has, longest first, whatever their case."""
    words = [token.folded for token in tokens(text)]
    found, at = [], 0
    while at < len(words):
        lengths = range(min(LONGEST, len(words) - at), 0, -1)
        length = next((n for n in lengths if " ".join(words[at : at + n]) in NAMES), 0)
        if length:
            found.append(" ".join(words[at : at + length]))
        at += max(length, 1)
    return found


def by_rules(text: str) -> list[str]:
    """What the program finds."""
    return [words_of(text[term.start : term.end]) for term in terms(text)]


def is_in(one: str, others: Iterable[str]) -> bool:
    """Whether a term is in one of the others, or has one of them in it, word by word."""
    return any(f" {one} " in f" {other} " or f" {other} " in f" {one} " for other in others)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, default=Path("../shared/data"))
    options.add_argument("--show", action="store_true")
    asked = options.parse_args()
    file = asked.data / "jobs/skillspan/dev.jsonl"
    jobs = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    finders: dict[str, Finder] = {"dictionary": by_dictionary, "rules": by_rules}
    print(f"{len(jobs)} jobs: recall whole, in part, precision (of knowledge or skills, in part)")
    for name, find in finders.items():
        wanted = whole = part = told = right = 0
        for job in jobs:
            found = set(find("\n".join(job["sentences"]))) - {""}
            gold = {words_of(term) for term in job["knowledge"]} - {""}
            either = gold | {words_of(term) for term in job["skills"]}
            wanted += len(gold)
            whole += len(gold & found)
            part += sum(is_in(term, found) for term in gold)
            told += len(found)
            right += sum(is_in(term, either) for term in found)
            if asked.show and name == "rules":
                print("-", sorted(term for term in gold if not is_in(term, found)))
                print("+", sorted(term for term in found if not is_in(term, either)))
        print(f"{name:>12} {whole / wanted:.3f} {part / wanted:.3f} {right / told:.3f} ({told})")


if __name__ == "__main__":
    main()
