"""How well the mode ``strict`` knows what its documents do not say.

    python bench/abstention.py [--seed N]

Asks 200 questions that have an answer and 200 that have none: of invented people, and, where the
data are, of XQuAD, PIAF and quarterly reports. The thresholds were chosen on one half of each; the
figures are of the other. F1 is that of abstaining.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, takewhile
from pathlib import Path

import numpy as np
from abstention_questions import SEED, Probe, bases
from program import run
from reporting import print_heading

from folioscope.backends.llms.port import Passage
from folioscope.features.chat.abstention import covered, weak
from folioscope.features.extractive.answerer import answer
from folioscope.features.extractive.question import language
from folioscope.features.extractive.wording import NOTHING
from folioscope.features.search.hits import Hit
from folioscope.features.search.hybrid import search
from folioscope.features.search.wanted import Wanted
from folioscope.platform.principal import LOCAL
from folioscope.settings.values import Settings
from folioscope.wiring.opened import Folioscope
from folioscope.wiring.opening import open_folioscope

PASSAGES, LETTERS = 72, 24 * 900  # as many as the extractive answerer is given
TRIED = np.arange(0.0, 1.0, 0.01)


@dataclass(frozen=True)
class Outcome:
    """What became of a question: the signals of its hits, and who would abstain."""

    probe: Probe
    score: float
    cosine: float
    covered: float
    is_weak: bool
    is_nothing: bool
    milliseconds: float


@dataclass(frozen=True)
class Quality:
    """F1, precision and recall of abstaining."""

    f1: float
    precision: float
    recall: float

    def __str__(self) -> str:
        return f"{self.f1:.3f} | {self.precision:.3f} | {self.recall:.3f}"


def quality(outcomes: Sequence[Outcome], abstains: Callable[[Outcome], bool]) -> Quality:
    """How well that rule tells the questions without an answer."""
    said = [one for one in outcomes if abstains(one)]
    right = sum(not one.probe.has_answer for one in said)
    precision = right / max(len(said), 1)
    recall = right / max(sum(not one.probe.has_answer for one in outcomes), 1)
    both = precision + recall
    return Quality(2 * precision * recall / both if both else 0.0, precision, recall)


async def outcome(folioscope: Folioscope, probe: Probe) -> Outcome:
    """Ask one question."""
    wanted = Wanted(probe.text, bases=[probe.base], k=PASSAGES, explain=True)
    found = (await search(folioscope.searcher, LOCAL, wanted)).hits
    lengths = accumulate(len(hit.text) for hit in found)
    hits = found[: 1 + sum(1 for _ in takewhile(lambda used: used < LETTERS, lengths))]
    embed = partial(
        folioscope.searcher.embeddings.embed_passages, folioscope.settings.embedding_model
    )
    said = await asyncio.to_thread(answer, probe.text, passages(hits), embed)
    begun = time.perf_counter()
    is_weak = weak(probe.text, hits)
    took = 1000 * (time.perf_counter() - begun)
    return Outcome(
        probe=probe,
        score=max((hit.score for hit in hits), default=0.0),
        cosine=max(map(cosine, hits), default=0.0),
        covered=covered(probe.text, hits),
        is_weak=is_weak,
        is_nothing=said == NOTHING[language(probe.text)],
        milliseconds=took,
    )


def cosine(hit: Hit) -> float:
    """How near a hit is by meaning."""
    place = hit.explanation.meaning if hit.explanation else None
    return place.score if place else 0.0


def passages(hits: Sequence[Hit]) -> list[Passage]:
    """The hits as an answerer is given them."""
    return [
        Passage(number, hit.document, hit.path, hit.page, hit.kb, hit.text)
        for number, hit in enumerate(hits, start=1)
    ]


async def ask_all(data_dir: Path, probes: Sequence[Probe]) -> list[Outcome]:
    """Ask all questions."""
    async with open_folioscope(Settings(data_dir=data_dir)) as folioscope:
        return [await outcome(folioscope, probe) for probe in probes]


def print_signals(outcomes: Sequence[Outcome]) -> None:
    """What each signal alone could do: its best threshold on one half, the figures of the other."""
    choosing = [one for one in outcomes if one.probe.chooses]
    reported = [one for one in outcomes if not one.probe.chooses]
    print("\n| abstains where it is low | threshold | F1 | precision | recall |")
    print("| --- | --- | --- | --- | --- |")
    for name in ("score", "cosine", "covered"):
        best = max(TRIED, key=lambda at: quality(choosing, partial(is_below, name, at)).f1)
        print(f"| {name} | {best:.2f} | {quality(reported, partial(is_below, name, best))} |")


def is_below(name: str, threshold: float, one: Outcome) -> bool:
    """Whether a signal is below a threshold."""
    value: float = getattr(one, name)
    return value < threshold


def print_rules(outcomes: Sequence[Outcome]) -> None:
    """The figures of what is built in, on the half that nothing was chosen by."""
    reported = [one for one in outcomes if not one.probe.chooses]
    print("\n| strict | questions | F1 | precision | recall |\n| --- | --- | --- | --- | --- |")
    print_rule("before a model is asked (weak)", reported, lambda one: one.is_weak)
    print_rule("extractive answerer alone", reported, lambda one: one.is_nothing)
    both = "extractive answerer in strict mode (either)"
    print_rule(both, reported, lambda one: one.is_weak or one.is_nothing)
    for base in dict.fromkeys(one.probe.base for one in reported):
        of_base = [one for one in reported if one.probe.base == base]
        print_rule(f"  the same, {base}", of_base, lambda one: one.is_weak or one.is_nothing)
    people = [one for one in outcomes if one.probe.about_person]
    caught = sum(one.is_weak for one in people)
    print(f"\nabout a person who is not there: {caught} of {len(people)} abstained from")
    times = [one.milliseconds for one in outcomes]
    print(f"weak() takes {np.median(times):.1f} ms, p95 {np.percentile(times, 95):.1f} ms")


def print_rule(name: str, outcomes: Sequence[Outcome], abstains: Callable[[Outcome], bool]) -> None:
    """One line of the table."""
    print(f"| {name} | {len(outcomes)} | {quality(outcomes, abstains)} |")


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seed", type=int, default=SEED, help="for other people and questions")
    seed = parser.parse_args().seed
    print_heading("Abstention", "openvino", "faiss-cpu", "tantivy")
    with tempfile.TemporaryDirectory() as folder:
        made = list(bases(Path(folder), seed))
        for base in made:
            run(Path(folder), "kb", "create", base.name)
            run(Path(folder), "kb", "add", base.name, str(base.source))
        probes = [probe for base in made for probe in base.probes]
        outcomes = asyncio.run(ask_all(Path(folder), probes))
    print_signals(outcomes)
    print_rules(outcomes)


if __name__ == "__main__":
    main()
