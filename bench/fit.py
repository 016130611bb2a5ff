"""How well fit ranks CVs of known strength, whether it is the same each time, and how fast it is.

    python bench/fit.py [--seed N] [--jobs N] [--languages en,fr,de,es] [--plain] [--show]

Each generated job has CVs that meet 0, 1, … n of what it asks. They are drawn as PDF in all layouts
in turn and read as the program does; with ``--plain`` they are compared as they were made. The
ranking is compared with the known one by Kendall's tau-b. ``--show`` names every verdict that is
not what it should be.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, cycle, islice
from pathlib import Path
from time import perf_counter

from reporting import Figure, Target, print_figures, print_heading

from folioscope.backends.parsers.child import PARSERS
from folioscope.backends.parsers.port import Limits
from folioscope.features.knowledge.fact_months import month_of
from folioscope.features.matching.asked import asked_by
from folioscope.features.matching.career import Career
from folioscope.features.matching.career_reading import career_of
from folioscope.features.matching.matrix import Candidate, Job, Match, match
from folioscope.features.matching.proofs import SourcePage
from folioscope.features.resumes.profile import Profile
from folioscope.features.resumes.reading import profile_read
from folioscope.features.samples.export import LAYOUTS
from folioscope.features.samples.generate import REFERENCE_DAY
from folioscope.features.samples.pairs import Pairing, pairings
from folioscope.features.samples.render import render_pdf
from folioscope.features.sections.parts import parts_of

TODAY = month_of(REFERENCE_DAY)
TIMES = 20


def careers(pairing: Pairing, layouts: Iterator[str], *, plain: bool) -> list[Career]:
    """What the CVs of a job state, in the order of the candidates."""
    return [
        career_of(Profile(one.person.resume, {}), ())
        if plain
        else drawn(one.person.resume, next(layouts))
        for one in pairing.candidates
    ]


def drawn(resume: dict[str, object], layout: str) -> Career:
    """What a CV states once it was drawn and read again."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cv.pdf"
        path.write_bytes(render_pdf(resume, layout))
        parsed = PARSERS["pdf"](path, Limits()).documents[0]
    parsed = replace(parsed, parts=parts_of(parsed), kind="resume")
    pages = [
        SourcePage(
            page.number,
            page.text,
            [[line.start, line.end, *(line.box or ())] for line in page.lines],
        )
        for page in parsed.pages
    ]
    return career_of(profile_read(parsed), pages)


def tau_b(known: Sequence[float], found: Sequence[float]) -> float:
    """Kendall's rank correlation, ties counted on either side."""
    agree = differ = tied_known = tied_found = 0
    for (a, x), (b, y) in combinations(zip(known, found, strict=True), 2):
        if a == b and x == y:
            continue
        if a == b:
            tied_known += 1
        elif x == y:
            tied_found += 1
        elif (a - b) * (x - y) > 0:
            agree += 1
        else:
            differ += 1
    whole = agree + differ
    if not whole:
        return 0.0
    return (agree - differ) / ((whole + tied_known) * (whole + tied_found)) ** 0.5


def told(pairing: Pairing, matches: Sequence[Match]) -> None:
    """Print what was read of a job, and how everybody fits it."""
    print(f"\n{pairing.number} {pairing.locale} {pairing.title}")
    for demand in pairing.demands:
        print(f"  wanted: {demand.kind}{'' if demand.is_must else ' (nice)'}: {demand.text}")
    for one in matches[0].job.requirements:
        options = [f"{o.kind} {o.key} {o.months or ''}{o.level or ''}" for o in one.options]
        print(f"  read:   {one.need} {one.weight}: {' | '.join(options)}")
    for known, found in zip(pairing.candidates, matches, strict=True):
        signs = " ".join(judged.verdict[:3] for judged in found.judgements)
        print(f"  meets {known.met}: {found.score.score} {signs}")


@dataclass
class Measured:
    """What came of the jobs so far."""

    taus: list[float] = field(default_factory=list)
    by_locale: dict[str, list[float]] = field(default_factory=dict)
    spread: list[float] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    reading: list[float] = field(default_factory=list)
    verdicts: Counter[str] = field(default_factory=Counter)

    def take(self, pairing: Pairing, stated: Sequence[Career]) -> list[Match]:
        """Rank the CVs of one job, several times."""
        begun = perf_counter()
        asked = asked_by(pairing.title, pairing.text)
        self.reading.append(1000 * (perf_counter() - begun))
        job = Job(None, pairing.title, None, asked.requirements)
        people = [Candidate(str(at), None, str(at)) for at in range(len(stated))]
        rounds: list[list[Match]] = []
        for _ in range(TIMES):
            begun = perf_counter()
            pairs = zip(people, stated, strict=True)
            rounds.append([match(who, own, job, TODAY) for who, own in pairs])
            self.milliseconds.append(1000 * (perf_counter() - begun) / len(people))
        for same in zip(*rounds, strict=True):
            self.spread.append(statistics.pvariance([one.score.score or 0 for one in same]))
        matches = rounds[0]
        scores = [float(one.score.score or 0) - 1000 * len(one.score.failed) for one in matches]
        tau = tau_b([one.met for one in pairing.candidates], scores)
        self.taus.append(tau)
        self.by_locale.setdefault(pairing.locale, []).append(tau)
        self.verdicts.update(judged.verdict for one in matches for judged in one.judgements)
        return matches

    def figures(self) -> Iterator[Figure]:
        """The rows of the table."""
        least = Target(0.8, at_least=True)
        yield Figure("Kendall tau-b, mean of the jobs", [statistics.mean(self.taus)], "", least)
        yield Figure("Kendall tau-b, the worst job", [min(self.taus)], "")
        for locale, own in sorted(self.by_locale.items()):
            yield Figure(f"Kendall tau-b, mean, {locale}", [statistics.mean(own)], "")
        yield Figure(f"variance of a score, {TIMES} times", [max(self.spread)], "", Target(0))
        yield Figure("reading what a job asks for", self.reading, "ms")
        yield Figure("judging one CV by one job", self.milliseconds, "ms")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--jobs", type=int, default=1000)
    parser.add_argument("--languages", default="en,fr,de,es")
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--show", action="store_true")
    given = parser.parse_args()
    layouts = cycle(LAYOUTS)
    measured = Measured()
    for pairing in islice(pairings(given.seed, given.languages.split(",")), given.jobs):
        matches = measured.take(pairing, careers(pairing, layouts, plain=given.plain))
        if given.show:
            told(pairing, matches)
            print(f"  tau {measured.taus[-1]:.3f}")
    print_heading("fit")
    print(f"{len(measured.taus)} jobs, verdicts: {dict(measured.verdicts)}\n")
    print_figures(list(measured.figures()))


if __name__ == "__main__":
    main()
