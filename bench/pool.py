"""Questions over a pool of 300 invented CVs: how many are answered exactly right.

    python bench/pool.py [--base FOLDER]

A third of the CVs each is drawn as PDF and as HTML and written as JSON, and taken in by the
program. An answer is right if it names all the people it should and nobody else, and says how many
they are. What went wrong with these was looked at while the rules for questions and for facts were
written; another ``--seed`` draws questions that nobody looked at.
*Top 24* counts the CVs that the 24 best passages of a search come from.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from pool_paraphrases import paraphrases, unseen
from pool_truth import Asked, questions
from program import run, server
from reporting import Figure, Target, print_figures, print_heading

from folioscope.features.pool.answering import PoolAnswer, answer_from_records
from folioscope.features.samples.export import FIRST_LAYOUTS, Order, write_samples
from folioscope.features.samples.generate import Resume, generate
from folioscope.features.samples.truth import Person
from folioscope.features.search.wanted import Wanted
from folioscope.platform.database.engine import Database, parse_url
from folioscope.platform.principal import LOCAL

COUNT = 300
SEED = 4242
QUESTIONS = 200
FORMATS = ("pdf", "html", "json")
BASE = "pool"
TOP = 24


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a question."""

    asked: Asked
    why: str
    seconds: float
    by_search: bool

    @property
    def is_right(self) -> bool:
        """Whether nothing is wrong with the answer."""
        return not self.why


def write_files(folder: Path, people: Sequence[Resume]) -> dict[str, int]:
    """A file for each person; whose it is."""
    numbers: dict[str, int] = {}
    for at, form in enumerate(FORMATS):
        mine = list(range(at, len(people), len(FORMATS)))
        order = Order(folder / form, (form,), FIRST_LAYOUTS)
        written = write_samples([Person(people[number], {}) for number in mine], order)
        for number, sample in zip(mine, written, strict=True):
            (path,) = sample.files
            numbers[f"{form}/{path.name}"] = number
    return numbers


async def ask(
    data_dir: Path, asked: Sequence[Asked], numbers: Mapping[str, int]
) -> list[tuple[str, float]]:
    """What is wrong with the answer to each question, and how long it took."""
    database = Database(parse_url(f"sqlite:///{data_dir / 'folioscope.db'}"))
    found = []
    try:
        for one in asked:
            start = perf_counter()
            told = await answer_from_records(database, LOCAL, Wanted(one.text, bases=[BASE]))
            seconds = perf_counter() - start
            found.append((wrong(one, told, numbers), seconds))
    finally:
        await database.aclose()
    return found


def wrong(asked: Asked, told: PoolAnswer | None, numbers: Mapping[str, int]) -> str:
    """What is wrong with an answer; nothing if it is exactly right."""
    if told is None:
        return "not recognised"
    pool = told.grounding["pool"]
    if asked.groups:
        counts = {name.casefold(): count for name, count in pool["groups"]}
        counts.pop("not stated", None)
        same = sorted(counts.values()) == sorted(asked.groups.values())
        return "" if same else f"groups {counts} for {asked.groups}"
    if pool["count"] != len(asked.right):
        named = {_number(one["path"], numbers) for one in pool["people"]}
        return (
            f"{pool['count']} for {len(asked.right)}: missing {sorted(asked.right - named)[:6]}, "
            f"too many {sorted(named - asked.right)[:6]} ({pool['understood']})"
        )
    named = {_number(one["path"], numbers) for one in pool["people"]}
    if pool["people"] and named != asked.right:
        return f"missing {sorted(asked.right - named)}, too many {sorted(named - asked.right)}"
    is_said = pool["intent"] == "compare" or re.search(rf"\b{pool['count']}\b", told.text)
    return "" if is_said else "does not say how many"


def _number(path: str, numbers: Mapping[str, int]) -> int:
    return numbers["/".join(Path(path).parts[-2:])]


def by_search(data_dir: Path, asked: Sequence[Asked], numbers: Mapping[str, int]) -> list[bool]:
    """Whether the people of the best passages are exactly those of the right answer."""
    found = []
    with server(data_dir) as started, started.client() as client:
        for one in asked:
            wanted = {"kb": BASE, "query": one.text, "k": TOP}
            hits = client.post("/api/search", json=wanted).raise_for_status().json()["hits"]
            people = {_number(hit["path"], numbers) for hit in hits}
            found.append(not one.groups and people == one.right)
    return found


def report(title: str, outcomes: Sequence[Outcome]) -> None:
    """Print the share that is right, of each kind, and every wrong one."""
    print(f"\n### {title}: {len(outcomes)} questions\n")
    kinds: defaultdict[str, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        kinds[one.asked.kind].append(one)
    print(f"| kind | questions | exactly right | top {TOP} |\n| --- | --- | --- | --- |")
    for kind, of in [*kinds.items(), ("**all**", list(outcomes))]:
        right, top = sum(one.is_right for one in of), sum(one.by_search for one in of)
        print(f"| {kind} | {len(of)} | {right / len(of):.1%} | {top / len(of):.1%} |")
    for one in outcomes:
        if one.why:
            print(f"\n- {one.asked.kind}: {one.asked.text}\n  {one.why}")
    print(flush=True)


def prepare(base: Path) -> tuple[list[Resume], dict[str, int]]:
    """The people, and a data folder in which their CVs were taken in."""
    people = generate(COUNT, SEED)
    numbers = write_files(base / "files", people)
    if not (base / "data").exists():
        (base / "data").mkdir(parents=True)
        run(base / "data", "kb", "create", BASE)
        run(base / "data", "kb", "add", BASE, *(str(base / "files" / form) for form in FORMATS))
    return people, numbers


def measure(base: Path, seed: int, *, searches: bool) -> None:
    """Ask everything and print what came of it."""
    people, numbers = prepare(base)
    today = datetime.now(UTC).date()
    asked = questions(people, today, QUESTIONS, seed)
    seen, new = paraphrases(people, today), unseen(people, today)
    every = [*asked, *seen, *new]
    answers = asyncio.run(ask(base / "data", every, numbers))
    top = by_search(base / "data", every, numbers) if searches else [False] * len(every)
    outcomes = [
        Outcome(one, why, seconds, found)
        for one, (why, seconds), found in zip(every, answers, top, strict=True)
    ]
    mine = outcomes[: len(asked)]
    report(f"drawn with seed {seed}", mine)
    report("put freely", outcomes[len(asked) : -len(new)])
    report("put freely, later", outcomes[-len(new) :])
    share = [100 * sum(one.is_right for one in mine) / len(mine)]
    print_figures(
        [
            Figure("exactly right, all 200", share, "%", Target(95, at_least=True)),
            Figure(
                "exactly right by search", [100 * sum(o.by_search for o in mine) / len(mine)], "%"
            ),
            Figure("time to answer", [1000 * one.seconds for one in outcomes], "ms"),
        ]
    )


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--base", type=Path, help="keep the CVs and the base here for another run")
    parser.add_argument("--seed", type=int, default=17, help="of the questions that are drawn")
    parser.add_argument("--no-search", action="store_true", help="leave out top 24 (it reads 0)")
    options = parser.parse_args()
    print_heading("Questions over a pool", "openvino", "faiss-cpu", "tantivy", "weasyprint")
    with tempfile.TemporaryDirectory() as scratch:
        measure(options.base or Path(scratch), options.seed, searches=not options.no_search)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
